/* SPDX-License-Identifier: MIT */
/* How text is laid out for a person: emphasis where it is seen, lines that end in time. Pure. */
#pragma once

#include <glib.h>

/* What fits on most terminals, and is read well on wider ones. */
#define LAYOUT_COLUMNS 80

/* What a page is for. */
typedef struct {
    gboolean has_emphasis;
    guint columns;
} Layout;

/* Emphasis; the words must mean the same without it. */
typedef enum {
    EMPHASIS_NONE,
    EMPHASIS_STRONG,
    EMPHASIS_GOOD,
    EMPHASIS_WARNING,
    EMPHASIS_BAD,
} Emphasis;

/* columns: what the terminal has, 0 = there is none; a page takes LAYOUT_COLUMNS at most. */
guint layout_columns(guint columns);

/*
 * Whether emphasis is wanted: on a terminal that knows it (TERM is set and not "dumb") unless
 * NO_COLOR says otherwise (https://no-color.org). NULL = the variable is not set.
 */
gboolean layout_has_emphasis(gboolean is_terminal, const char *term, const char *no_color);

/* A copy with emphasis, by ECMA-48 SGR; or a plain one. */
char *layout_emphasize(const char *text, Emphasis emphasis, gboolean is_wanted);

/*
 * Breaks a text at its blanks so that no line is longer than columns if the first one begins in
 * column indent (0 = the leftmost), as the others then do. A word that is longer stays whole: it
 * may be a command to copy. Ends without a line feed.
 */
char *layout_wrap(const char *text, guint indent, guint columns);

/*
 * Breaks lines that were broken for another width, and ends with a line feed, as the text does. A
 * line without an indent goes on in the next one if that has none, any line if that is indented by
 * more than two; where that begins, all that is broken off does: usage, paragraphs, options.
 */
char *layout_reflow(const char *text, guint columns);

/*
 * A hint that is wider than columns, which has commands to copy: broken only before another way
 * out, after "; ", each of which begins in column indent. A shorter one as it is.
 */
char *layout_break_ways(const char *hint, guint indent, guint columns);

/* A heading of a page: "name: summary", in two lines where they do not fit into one. */
void layout_append_title(GString *page, const char *name, const char *summary, Emphasis emphasis,
                         const Layout *layout);

/* A line of the table below it: a label, which is translated, and a text, also of several lines. */
void layout_append_row(GString *page, const char *label, const char *text, Emphasis emphasis,
                       const Layout *layout);

/* The same with a command to copy, which stays in one line: half of it must not be run. */
void layout_append_command(GString *page, const char *label, const char *command,
                           const Layout *layout);

/* Columns that a text takes on a terminal. */
guint layout_width(const char *text);
