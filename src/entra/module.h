/* SPDX-License-Identifier: MIT */
/* What azure.so exports besides azure/module.h: the same libcurl serves both (see app/module.h). */
#pragma once

#include "entra/obtain.h"

typedef struct {
    EntraTokens *(*obtain)(const EntraRequest *request, GError **error); /* entra_obtain() */
    gboolean (*is_announced)(SignInSource source, const char *const *environment);
} EntraModule;

/* What the module exports under the name of ENTRA_MODULE_SYMBOL. */
typedef const EntraModule *(*EntraModuleFunction)(void);
#define ENTRA_MODULE_SYMBOL "entra_module_functions"

const EntraModule *entra_module_functions(void);
