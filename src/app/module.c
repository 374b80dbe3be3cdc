/* SPDX-License-Identifier: MIT */
#include "app/module.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <dlfcn.h>

#define AZURE_FILE "azure.so"

char *module_program_folder(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    return program ? g_path_get_dirname(program) : NULL;
}

/*
 * Beside the program first, so that an unpacked or relocated tree uses its own modules and not
 * those installed elsewhere. The loader expands $ORIGIN (ld.so(8), "Dynamic string tokens"), also
 * where it was started by hand; a loader that does not, or a sanitizer between it and us, leaves
 * the kernel's word for where the program is, and at last the folder of the installation.
 */
static GStrv module_folders(void)
{
    g_autofree char *program_folder = module_program_folder();
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autofree char *beside = g_build_filename(program_folder ? program_folder : MODULE_FOLDER,
                                               MODULE_FOLDER_FROM_PROGRAM, NULL);
    g_strv_builder_add_many(builder, "$ORIGIN/" MODULE_FOLDER_FROM_PROGRAM, beside, MODULE_FOLDER,
                            NULL);
    return g_strv_builder_end(builder);
}

static void *module_open(const char *file, char **ret_reason)
{
    g_auto(GStrv) folders = module_folders();
    g_autofree char *reason = NULL;
    for (char **folder = folders; *folder; folder++) {
        g_autofree char *path = g_build_filename(*folder, file, NULL);
        /* NODELETE: the types that a module registers with GObject cannot be taken back. */
        void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (module)
            return module;
        g_free(reason);
        reason = text_printable(dlerror());
    }
    *ret_reason = g_steal_pointer(&reason);
    return NULL;
}

/* The address of a module's one exported function. */
static void *module_find(const char *file, const char *symbol, GError **error)
{
    g_autofree char *reason = NULL;
    void *module = module_open(file, &reason);
    void *function = module ? dlsym(module, symbol) : NULL;
    if (!function)
        error_set(error, ERROR_SYSTEM,
                  N_("install git-credential-azdo again, with its libexec folder"),
                  "a part of the program, '%s', cannot be loaded: %s", file,
                  reason ? reason : _("it is not what it should be"));
    return function;
}

static const struct {
    const char *name;
    const char *file;
} stores[] = {
    {"secret-service", "secret-service.so"},
    {"pass", "pass.so"},
    {"keyctl", "keyctl.so"},
};

/* The file of a store's module; NULL if there is no such store. */
static const char *find_store_file(const char *name, GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(stores); i++) {
        if (g_str_equal(stores[i].name, name))
            return stores[i].file;
        g_string_append_printf(all, "%s%s", i > 0 ? ", " : "", stores[i].name);
    }
    g_autofree char *shown = text_printable(name);
    g_autofree char *hint = g_strdup_printf(_("the stores are: %s"), all->str);
    error_set(error, ERROR_USAGE, hint, "there is no store '%s'", shown);
    return NULL;
}

gboolean module_check_store(const char *name, GError **error)
{
    return find_store_file(name, error) != NULL;
}

const StoreBackend *module_load_store(const char *name, GError **error)
{
    const char *file = find_store_file(name, error);
    StoreModuleFunction get_backend = NULL;
    if (file)
        *(void **)&get_backend = module_find(file, STORE_MODULE_SYMBOL, error);
    return get_backend ? get_backend() : NULL;
}

const AzureModule *module_load_azure(GError **error)
{
    AzureModuleFunction get_functions = NULL;
    *(void **)&get_functions = module_find(AZURE_FILE, AZURE_MODULE_SYMBOL, error);
    return get_functions ? get_functions() : NULL;
}

const EntraModule *module_load_entra(GError **error)
{
    EntraModuleFunction get_functions = NULL;
    *(void **)&get_functions = module_find(AZURE_FILE, ENTRA_MODULE_SYMBOL, error);
    return get_functions ? get_functions() : NULL;
}

const TerminalModule *module_load_terminal(GError **error)
{
    TerminalModuleFunction get_functions = NULL;
    *(void **)&get_functions = module_find("terminal.so", TERMINAL_MODULE_SYMBOL, error);
    return get_functions ? get_functions() : NULL;
}

NotificationModuleFunction module_load_notification(GError **error)
{
    NotificationModuleFunction show = NULL;
    *(void **)&show = module_find("notification.so", NOTIFICATION_MODULE_SYMBOL, error);
    return show;
}
