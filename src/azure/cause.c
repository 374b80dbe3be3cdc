/* SPDX-License-Identifier: MIT */
#include "azure/cause.h"

#include "core/error.h"
#include "core/message.h"

/* 407 (RFC 9110, section 15.5.8), and 401 from tinyproxy, where the password is a wrong one. */
gboolean cause_is_proxy_password(const Finding *finding)
{
    return finding->outcome == HTTP_PROXY_FAILED &&
           (finding->status == 407 || finding->status == 401);
}

static char *describe_way(const Finding *finding)
{
    if (cause_is_proxy_password(finding))
        return g_strdup_printf(
            _("the proxy wants a user name and a password, or other ones than it got (status %d): "
              "mend Git's http.proxy, or https_proxy, as %s; no credential helper is asked for "
              "them"),
            finding->status, CAUSE_PROXY_ADDRESS);
    const char *sentence = _(http_outcome_sentence(finding->outcome));
    return finding->words ? g_strdup_printf(_("the server %s (%s)"), sentence, finding->words)
                          : g_strdup_printf(_("the server %s"), sentence);
}

char *cause_describe(const Finding *finding)
{
    switch (finding->cause) {
    case CAUSE_NOT_ASKED:
        return g_strdup(_("there was no time left to ask"));
    case CAUSE_NO_SETTINGS:
        return g_strdup(finding->words);
    case CAUSE_NOT_REACHED:
        return describe_way(finding);
    case CAUSE_THROTTLED:
        if (finding->retry_after_s < 0)
            return g_strdup(_("the server asks to come back later"));
        return g_strdup_printf(message_counted("the server asks to come back in %d second",
                                               "the server asks to come back in %d seconds",
                                               (gulong)finding->retry_after_s),
                               (int)finding->retry_after_s);
    case CAUSE_SERVER_FAULT:
        return g_strdup_printf(_("the server has a fault of its own (status %d)"), finding->status);
    case CAUSE_STRANGE_REPLY:
        return g_strdup_printf(_("the answer does not look like one of Azure DevOps (status %d)"),
                               finding->status);
    }
    return NULL;
}

static char *cause_hint(const Finding *finding, const char *organization)
{
    switch (finding->cause) {
    case CAUSE_NOT_ASKED:
        return g_strdup(_("try again"));
    case CAUSE_NO_SETTINGS:
        return g_strdup(_("mend that setting, then try again"));
    case CAUSE_NOT_REACHED:
        return g_strdup(_("look at the network, and at Git's settings for it: git help config, "
                          "http.proxy and http.ssl*"));
    case CAUSE_THROTTLED:
        return g_strdup(finding->retry_after_s < 0 ? _("wait for a while, then try again")
                                                   : _("wait for that long, then try again"));
    case CAUSE_SERVER_FAULT:
        if (!finding->activity_id)
            return g_strdup(_("try again later"));
        return g_strdup_printf(
            _("try again later; Microsoft's support asks for the activity id %s"),
            finding->activity_id);
    case CAUSE_STRANGE_REPLY:
        return g_strdup_printf(
            _("open https://dev.azure.com/%s in a browser: its name may be wrong, "
              "or a proxy's page be in the way"),
            organization);
    }
    return NULL;
}

char *cause_name_organization(const char *text, const char *organization)
{
    GString *named = g_string_new(message_translated(text));
    g_string_replace(named, "<org>", organization, 0);
    return g_string_free(named, FALSE);
}

void cause_set_error(const Finding *finding, const char *what, const char *organization,
                     GError **error)
{
    g_autofree char *sentence = cause_describe(finding);
    g_autofree char *hint = cause_hint(finding, organization);
    g_autofree char *failure = cause_name_organization(what, organization);
    error_set(error, ERROR_UNREACHABLE, hint, "%s: %s", failure, sentence);
}
