/* SPDX-License-Identifier: MIT */
#include "azure/module.h"

const AzureModule *azure_module_functions(void)
{
    static const AzureModule functions = {
        .validate = validation_run,
        .format_status = status_json_format,
        .format_scopes = scopes_json_format,
    };
    return &functions;
}
