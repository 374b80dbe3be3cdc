/* SPDX-License-Identifier: MIT */
#include "store/module.h"

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

static const struct {
    const char *name;
    const char *file;
} modules[] = {
    {"secret-service", "secret-service.so"},
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

static const StoreBackend *module_get_backend(const char *name, const char *file, GError **error)
{
    g_autofree char *reason = NULL;
    void *module = module_open(file, &reason);
    StoreModuleFunction get_backend = NULL;
    if (module)
        *(void **)&get_backend = dlsym(module, STORE_MODULE_SYMBOL);
    if (!get_backend) {
        error_set(error, ERROR_STORE_ABSENT, "install git-credential-azdo again, with its libexec",
                  "the part of the program for the store '%s' cannot be loaded: %s", name,
                  reason ? reason : "it is not what it should be");
        return NULL;
    }
    return get_backend();
}

const StoreBackend *store_module_load(const char *name, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(modules); i++) {
        if (g_str_equal(modules[i].name, name))
            return module_get_backend(name, modules[i].file, error);
    }
    g_autofree char *shown = text_printable(name);
    error_set(error, ERROR_USAGE, "the stores are: secret-service", "there is no store '%s'",
              shown);
    return NULL;
}
