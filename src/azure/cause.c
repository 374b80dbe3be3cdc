/* SPDX-License-Identifier: MIT */
#include "azure/cause.h"

#include "core/error.h"

char *cause_describe(const Finding *finding)
{
    switch (finding->cause) {
    case CAUSE_NOT_ASKED:
        return g_strdup("there was no time left to ask");
    case CAUSE_NO_SETTINGS:
        return g_strdup(finding->words);
    case CAUSE_NOT_REACHED:
        return g_strdup_printf("the server %s%s%s%s", http_outcome_sentence(finding->outcome),
                               finding->words ? " (" : "", finding->words ? finding->words : "",
                               finding->words ? ")" : "");
    case CAUSE_THROTTLED:
        if (finding->retry_after_s < 0)
            return g_strdup("the server asks to come back later");
        return g_strdup_printf("the server asks to come back in %" G_GINT64_FORMAT " seconds",
                               finding->retry_after_s);
    case CAUSE_SERVER_FAULT:
        return g_strdup_printf("the server has a fault of its own (status %d)", finding->status);
    case CAUSE_STRANGE_REPLY:
        return g_strdup_printf("the answer does not look like one of Azure DevOps (status %d)",
                               finding->status);
    }
    return NULL;
}

static char *cause_hint(const Finding *finding, const char *organization)
{
    switch (finding->cause) {
    case CAUSE_NOT_ASKED:
        return g_strdup("try again");
    case CAUSE_NO_SETTINGS:
        return g_strdup("mend that setting, then try again");
    case CAUSE_NOT_REACHED:
        return g_strdup("look at the network, and at Git's settings for it: git help config, "
                        "http.proxy and http.ssl*");
    case CAUSE_THROTTLED:
        return g_strdup(finding->retry_after_s < 0 ? "wait for a while, then try again"
                                                   : "wait for that long, then try again");
    case CAUSE_SERVER_FAULT:
        if (!finding->activity_id)
            return g_strdup("try again later");
        return g_strdup_printf("try again later; Microsoft's support asks for the activity id %s",
                               finding->activity_id);
    case CAUSE_STRANGE_REPLY:
        return g_strdup_printf("open https://dev.azure.com/%s in a browser: its name may be wrong, "
                               "or a proxy's page be in the way",
                               organization);
    }
    return NULL;
}

void cause_set_error(const Finding *finding, const char *what, const char *organization,
                     GError **error)
{
    g_autofree char *sentence = cause_describe(finding);
    g_autofree char *hint = cause_hint(finding, organization);
    error_set(error, ERROR_UNREACHABLE, hint, "%s '%s': %s", what, organization, sentence);
}
