/* SPDX-License-Identifier: MIT */
#include "app/options.h"

#include "core/error.h"
#include "core/text.h"

gboolean options_parse(const GOptionEntry *entries, OptionsPlace place, const char *hint,
                       char ***words, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_strict_posix(context, place == OPTIONS_UP_TO_A_WORD);
    g_option_context_add_main_entries(context, entries, NULL);

    g_autoptr(GError) cause = NULL;
    if (g_option_context_parse_strv(context, words, &cause))
        return TRUE;
    g_autofree char *shown = text_printable(cause->message);
    shown[0] = g_ascii_tolower(shown[0]);
    error_set(error, ERROR_USAGE, hint, "%s", shown);
    return FALSE;
}
