/* SPDX-License-Identifier: MIT */
#include "app/report_wish.h"

#include "app/options.h"

gboolean report_wish_read(const char *command, char ***words, ReportWish *wish, GError **error)
{
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &wish->wants_json, NULL, NULL},
        {"offline", 0, 0, G_OPTION_ARG_NONE, &wish->is_offline, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autofree char *hint = g_strconcat("git credential-azdo help ", command, NULL);
    return options_parse(entries, OPTIONS_ANYWHERE, hint, words, error);
}
