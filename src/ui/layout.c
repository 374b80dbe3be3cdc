/* SPDX-License-Identifier: MIT */
#include "ui/layout.h"

#include "core/message.h"

#include <string.h>

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

static guint indent_of(const char *line)
{
    return (guint)strspn(line, " ");
}

/* Where the text of an option begins, behind its name and two blanks at least. */
static const char *text_of_option(const char *line)
{
    const char *gap = strstr(line + indent_of(line), "  ");
    return gap ? gap + indent_of(gap) : NULL;
}

static gboolean goes_on(const char *first, const char *next)
{
    guint indent = indent_of(next);
    gboolean is_name_alone = indent_of(first) == INDENT && !text_of_option(first);
    if (!next[indent])
        return FALSE;
    return indent == 0 ? indent_of(first) == 0 : indent > INDENT && !is_name_alone;
}

/* next: where the first line goes on; NULL = it does not. In columns. */
static guint hang_of(const char *first, const char *next)
{
    const char *text = next ? NULL : text_of_option(first);
    if (next)
        return indent_of(next);
    return text ? (guint)g_utf8_pointer_to_offset(first, text) : indent_of(first);
}

/* Lines that belong together; the first one stays as it is up to where the others begin. */
static void append_block(GString *text, char **lines, gsize count, guint columns)
{
    guint hang = hang_of(lines[0], count > 1 ? lines[1] : NULL);
    if ((guint)g_utf8_strlen(lines[0], -1) < hang)
        hang = 0;
    const char *tail = g_utf8_offset_to_pointer(lines[0], hang);
    g_autoptr(GString) words = g_string_new(tail);
    for (gsize i = 1; i < count; i++)
        g_string_append_printf(words, " %s", lines[i] + indent_of(lines[i]));
    g_autofree char *wrapped = layout_wrap(words->str, hang, columns);
    g_string_append_len(text, lines[0], tail - lines[0]);
    g_string_append_printf(text, "%s\n", wrapped);
}

char *layout_reflow(const char *text, guint columns)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *reflowed = g_string_new(NULL);
    for (char **at = lines; at[0] && at[1];) { /* the last one is what is behind a line feed */
        gsize count = 1;
        while (at[count] && **at && goes_on(*at, at[count]))
            count++;
        append_block(reflowed, at, count, columns);
        at += count;
    }
    return g_string_free(reflowed, FALSE);
}

char *layout_break_ways(const char *hint, guint indent, guint columns)
{
    g_autofree char *separator = g_strdup_printf(";\n%*s", (int)indent, "");
    if (indent + layout_width(hint) <= columns)
        return g_strdup(hint);
    g_auto(GStrv) ways = g_strsplit(hint, "; ", -1);
    return g_strjoinv(separator, ways);
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

/* A label is made to fit; a translation of it may be longer. */
static guint label_columns(const char *translated)
{
    return MAX(LABEL_COLUMNS, layout_width(translated) + 1);
}

static void append_line(GString *page, const char *label, const char *text, Emphasis emphasis,
                        const Layout *layout)
{
    g_autofree char *shown = layout_emphasize(text, emphasis, layout->has_emphasis);
    const char *translated = message_translated(label);
    int gap = (int)(label_columns(translated) - layout_width(translated));
    g_string_append_printf(page, "%*s%s%*s%s\n", INDENT, "", translated, gap, "", shown);
}

void layout_append_row(GString *page, const char *label, const char *text, Emphasis emphasis,
                       const Layout *layout)
{
    guint indent = INDENT + label_columns(message_translated(label));
    g_autofree char *wrapped = layout_wrap(text, indent, layout->columns);
    append_line(page, label, wrapped, emphasis, layout);
}

void layout_append_command(GString *page, const char *label, const char *command,
                           const Layout *layout)
{
    append_line(page, label, command, EMPHASIS_STRONG, layout);
}
