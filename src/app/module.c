/* SPDX-License-Identifier: MIT */
#include "app/module.h"

#include "core/error.h"
#include "core/text.h"

#include <dlfcn.h>

/*
 * Beside the program first, so that an unpacked or relocated tree uses its own module and not one
 * that is installed elsewhere. The loader expands $ORIGIN (ld.so(8), "Dynamic string tokens");
 * where it does not, and the name is taken as it is, the second place is the installed one.
 */
static const char *const module_folders[] = {
    "$ORIGIN/" MODULE_FOLDER_FROM_PROGRAM,
    MODULE_FOLDER,
};

static void *module_open(const char *file, char **ret_reason)
{
    g_autofree char *reason = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(module_folders); i++) {
        g_autofree char *path = g_build_filename(module_folders[i], file, NULL);
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
        error_set(error, ERROR_SYSTEM, "install git-credential-azdo again, with its libexec folder",
                  "a part of the program, '%s', cannot be loaded: %s", file,
                  reason ? reason : "it is not what it should be");
    return function;
}

static const struct {
    const char *name;
    const char *file;
} stores[] = {
    {"secret-service", "secret-service.so"},
};

const StoreBackend *module_load_store(const char *name, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(stores); i++) {
        if (!g_str_equal(stores[i].name, name))
            continue;
        StoreModuleFunction get_backend = NULL;
        *(void **)&get_backend = module_find(stores[i].file, STORE_MODULE_SYMBOL, error);
        return get_backend ? get_backend() : NULL;
    }
    g_autofree char *shown = text_printable(name);
    error_set(error, ERROR_USAGE, "the stores are: secret-service", "there is no store '%s'",
              shown);
    return NULL;
}
