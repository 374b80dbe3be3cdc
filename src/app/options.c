/* SPDX-License-Identifier: MIT */
#include "app/options.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <string.h>

static const GOptionEntry *find_entry(const GOptionEntry *entries, const char *name, gsize length)
{
    for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
        if (strlen(entry->long_name) == length && strncmp(entry->long_name, name, length) == 0)
            return entry;
    }
    return NULL;
}

/* What follows a '=' is never shown: it may be a token. *ret_skips: the next word is its value. */
static gboolean check_long_option(const GOptionEntry *entries, OptionsPlace place, const char *hint,
                                  const char *name, gboolean *ret_skips, GError **error)
{
    gsize length = strcspn(name, "=");
    gboolean has_value = name[length] == '=';
    const GOptionEntry *entry = find_entry(entries, name, length);
    gboolean takes_value = entry && entry->arg != G_OPTION_ARG_NONE;
    g_autofree char *cut = g_strndup(name, length);
    g_autofree char *shown = text_printable(cut);
    if (!entry)
        error_set(error, ERROR_USAGE, hint, "unknown option --%s", shown);
    else if (has_value && !takes_value)
        error_set(error, ERROR_USAGE, hint, "--%s takes no value", shown);
    else if (!has_value && takes_value && place == OPTIONS_UP_TO_A_WORD)
        error_set(error, ERROR_USAGE, hint, "--%s needs a value, as --%s=...", shown, shown);
    else {
        *ret_skips = takes_value && !has_value;
        return TRUE;
    }
    return FALSE;
}

/* GOption drops the value of an option that takes none, and shows that of an unknown one. */
static gboolean check_words(const GOptionEntry *entries, OptionsPlace place, const char *hint,
                            char **words, GError **error)
{
    for (char **word = words[0] ? words + 1 : words; *word; word++) {
        gboolean skips = FALSE;
        if (g_str_equal(*word, "--") || (place == OPTIONS_UP_TO_A_WORD && **word != '-'))
            return TRUE;
        if (!g_str_has_prefix(*word, "--"))
            continue;
        if (!check_long_option(entries, place, hint, *word + strlen("--"), &skips, error))
            return FALSE;
        if (skips && word[1])
            word++;
    }
    return TRUE;
}

gboolean options_parse(const GOptionEntry *entries, OptionsPlace place, const char *hint,
                       char ***words, GError **error)
{
    if (!check_words(entries, place, hint, *words, error))
        return FALSE;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_strict_posix(context, place == OPTIONS_UP_TO_A_WORD);
    g_option_context_add_main_entries(context, entries, NULL);

    g_autoptr(GError) cause = NULL;
    if (g_option_context_parse_strv(context, words, &cause))
        return TRUE;
    g_autofree char *cut = g_strndup(cause->message, strcspn(cause->message, "="));
    g_autofree char *shown = text_printable(cut);
    shown[0] = g_ascii_tolower(shown[0]);
    error_set(error, ERROR_USAGE, hint, MESSAGE_AS_IT_IS, shown);
    return FALSE;
}
