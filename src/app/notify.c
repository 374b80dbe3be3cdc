/* SPDX-License-Identifier: MIT */
#include "app/notify.h"

#include "app/module.h"
#include "app/overview.h"
#include "core/message.h"

/* The screen may be seen by others: no account and no part of a token, but what to type. */
static char *format_body(const GPtrArray *tokens)
{
    GString *body = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++) {
        const TokenOverview *token = g_ptr_array_index(tokens, i);
        if (overview_needs_person(token))
            g_string_append_printf(body, "%s: %s\n", token->name, token->summary);
    }
    g_string_append(body, "git credential-azdo status");
    return g_string_free(body, FALSE);
}

gboolean notify_about(const GPtrArray *tokens, GError **error)
{
    guint count = overview_count_needy(tokens);
    if (count == 0)
        return TRUE;
    NotificationModuleFunction show = module_load_notification(error);
    if (!show)
        return FALSE;
    g_autofree char *summary =
        count == 1 ? g_strdup(_("A token for Azure DevOps needs you"))
                   : g_strdup_printf(message_counted("%u token for Azure DevOps needs you",
                                                     "%u tokens for Azure DevOps need you", count),
                                     count);
    g_autofree char *body = format_body(tokens);
    const Notification notification = {.summary = summary, .body = body};
    (void)show(&notification);
    return TRUE;
}
