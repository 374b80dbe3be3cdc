/* SPDX-License-Identifier: MIT */
/* What azure.so, which brings libcurl and jansson with it, exports: see app/module.h. */
#pragma once

#include "azure/status_json.h"
#include "azure/validation.h"

typedef struct {
    Verdict *(*validate)(const ValidationRequest *request, GError **error); /* validation_run() */
    char *(*format_status)(const GArray *tokens); /* status_json_format() */
} AzureModule;

/* What the module exports under the name of AZURE_MODULE_SYMBOL. */
typedef const AzureModule *(*AzureModuleFunction)(void);
#define AZURE_MODULE_SYMBOL "azure_module_functions"

const AzureModule *azure_module_functions(void);
