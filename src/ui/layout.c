/* SPDX-License-Identifier: MIT */
#include "ui/layout.h"

#define INDENT 2
#define LABEL_COLUMNS 10

static const char *const sequences[] = {
    [EMPHASIS_NONE] = "",         [EMPHASIS_STRONG] = "\033[1m",
    [EMPHASIS_GOOD] = "\033[32m", [EMPHASIS_WARNING] = "\033[33m",
    [EMPHASIS_BAD] = "\033[31m",
};
G_STATIC_ASSERT(G_N_ELEMENTS(sequences) == EMPHASIS_BAD + 1);

gboolean layout_has_emphasis(gboolean is_terminal, const char *term, const char *no_color)
{
    return is_terminal && term && *term && !g_str_equal(term, "dumb") && !(no_color && *no_color);
}

guint layout_columns(guint columns)
{
    return columns == 0 ? LAYOUT_COLUMNS : MIN(columns, LAYOUT_COLUMNS);
}

char *layout_emphasize(const char *text, Emphasis emphasis, gboolean is_wanted)
{
    if (!is_wanted || emphasis == EMPHASIS_NONE)
        return g_strdup(text);
    return g_strconcat(sequences[emphasis], text, "\033[0m", NULL);
}

guint layout_width(const char *text)
{
    guint width = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (!g_unichar_iszerowidth(character))
            width += g_unichar_iswide(character) ? 2 : 1;
    }
    return width;
}

static void begin_line(GString *lines, guint indent)
{
    g_string_append_printf(lines, "\n%*s", (int)indent, "");
}

char *layout_wrap(const char *text, guint indent, guint columns)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    GString *lines = g_string_new(NULL);
    guint column = indent;
    for (char **word = words; *word; word++) {
        guint width = layout_width(*word);
        gboolean is_first = column == indent;
        if (!is_first && column + 1 + width > columns) {
            begin_line(lines, indent);
            column = indent;
        } else if (!is_first) {
            g_string_append_c(lines, ' ');
            column++;
        }
        g_string_append(lines, *word);
        column += width;
    }
    return g_string_free(lines, FALSE);
}

void layout_append_title(GString *page, const char *name, const char *summary, Emphasis emphasis,
                         const Layout *layout)
{
    gboolean fits = layout_width(name) + 2 + layout_width(summary) <= layout->columns;
    g_autofree char *wrapped = layout_wrap(summary, INDENT, layout->columns);
    g_autofree char *shown_name = layout_emphasize(name, EMPHASIS_STRONG, layout->has_emphasis);
    g_autofree char *shown_summary =
        layout_emphasize(fits ? summary : wrapped, emphasis, layout->has_emphasis);
    g_string_append_printf(page, fits ? "%s: %s\n" : "%s:\n  %s\n", shown_name, shown_summary);
}

static void append_line(GString *page, const char *label, const char *text, Emphasis emphasis,
                        const Layout *layout)
{
    g_autofree char *shown = layout_emphasize(text, emphasis, layout->has_emphasis);
    g_string_append_printf(page, "%*s%-*s%s\n", INDENT, "", LABEL_COLUMNS, label, shown);
}

void layout_append_row(GString *page, const char *label, const char *text, Emphasis emphasis,
                       const Layout *layout)
{
    g_autofree char *wrapped = layout_wrap(text, INDENT + LABEL_COLUMNS, layout->columns);
    append_line(page, label, wrapped, emphasis, layout);
}

void layout_append_command(GString *page, const char *label, const char *command,
                           const Layout *layout)
{
    append_line(page, label, command, EMPHASIS_STRONG, layout);
}
