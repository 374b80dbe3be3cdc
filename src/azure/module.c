/* SPDX-License-Identifier: MIT */
#include "azure/module.h"

const AzureModule *azure_module_functions(void)
{
    static const AzureModule functions = {
        .validate = validation_run,
        .probe = probing_run,
        .reach = reaching_run,
        .format_doctor = doctor_json_format,
        .format_audit = audit_json_format,
        .format_status = status_json_format,
        .format_scopes = scopes_json_format,
        .discover_tenant = tenant_discover,
        .parse_azureauth = azureauth_json_parse,
        .pats =
            {
                .client_new = pat_client_new,
                .client_free = pat_client_free,
                .create = pat_client_create,
                .list = pat_client_list,
                .get = pat_client_get,
                .update = pat_client_update,
                .revoke = pat_client_revoke,
            },
    };
    return &functions;
}
