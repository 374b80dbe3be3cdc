/* SPDX-License-Identifier: MIT */
#include "azure/tenant_reply.h"

#include "azure/cause.h"
#include "azure/finding.h"
#include "azure/tenant.h"
#include "core/message.h"

#define NO_TENANT "00000000-0000-0000-0000-000000000000"

/* NULL if it names none. */
static char *tenant_from_header(const char *header)
{
    g_auto(GStrv) ids = g_strsplit(header ? header : "", ",", -1);
    const char *first = NULL;
    for (char **id = ids; *id; id++) {
        g_strstrip(*id);
        if (!g_uuid_string_is_valid(*id))
            return NULL;
        if (!first && !g_str_equal(*id, NO_TENANT))
            first = *id;
    }
    return first ? g_ascii_strdown(first, -1) : NULL;
}

char *tenant_reply_decode(const HttpReply *reply, const char *organization, GError **error)
{
    g_autoptr(Finding) finding = finding_from_connection_data(reply);
    if (finding->kind == FINDING_UNKNOWN) {
        cause_set_error(finding, N_("the tenant could not be found out for '<org>'"), organization,
                        error);
        return NULL;
    }
    char *tenant = tenant_from_header(reply->tenant);
    return tenant ? tenant : g_strdup(TENANT_ANY);
}
