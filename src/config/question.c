/* SPDX-License-Identifier: MIT */
#include "config/question.h"

#include "core/text.h"

#include <string.h>

const char *question_split_key(const char *key, const char *section, char **ret_url)
{
    const char *after = key + strlen(section) + strlen(".");
    const char *dot = strrchr(after, '.');
    *ret_url = dot ? g_strndup(after, (gsize)(dot - after)) : NULL;
    return dot ? dot + 1 : after;
}

void question_append(GString *text, const char *section, const char *url, const char *name,
                     guint number)
{
    if (url) {
        g_autofree char *folded = g_ascii_strdown(url, -1);
        g_autoptr(GString) quoted = g_string_new(folded);
        g_string_replace(quoted, "\\", "\\\\", 0);
        g_string_replace(quoted, "\"", "\\\"", 0);
        g_string_append_printf(text, "[%s \"%s\"]\n", section, quoted->str);
    } else {
        g_string_append_printf(text, "[%s]\n", section);
    }
    g_string_append_printf(text, "\t%s = %u\n", name, number);
}

gboolean question_read_answer(const GitConfigEntry *match, guint count, guint *ret_number)
{
    gint64 number = 0;
    if (!text_parse_number(match->value, G_MAXUINT, &number) || number >= count)
        return FALSE;
    *ret_number = (guint)number;
    return TRUE;
}
