/* SPDX-License-Identifier: MIT */
#include "ui/report.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "ui/columns.h"
#include "ui/layout.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Broken between words where the terminal would break within one; elsewhere it is one line. */
static char *fit(const char *beginning, const char *message)
{
    guint columns = columns_of(STDERR_FILENO);
    guint indent = layout_width(beginning);
    return columns > indent ? layout_wrap(message, indent, columns) : g_strdup(message);
}

/* A hint may be a command to copy: each stays whole. */
static char *fit_hint(const char *beginning, const char *hint)
{
    guint columns = columns_of(STDERR_FILENO);
    guint indent = layout_width(beginning);
    return columns > 0 ? layout_break_ways(hint, indent, columns) : g_strdup(hint);
}

/*
 * Both in one write, so that parallel helpers do not mix them. Words of libraries name files and
 * values that nobody has looked at before.
 */
static void print_lines(const char *beginning, const char *message, const char *hint)
{
    g_autofree char *printable = text_printable(message);
    g_autofree char *fitting = fit(beginning, printable);
    g_autofree char *next_printable = text_printable(hint ? hint : "");
    g_autofree char *next_step = fit_hint(_("hint: "), next_printable);
    g_autofree char *lines =
        hint ? g_strdup_printf("%s%s\n%s%s\n", beginning, fitting, _("hint: "), next_step)
             : g_strdup_printf("%s%s\n", beginning, fitting);
    fputs(lines, stderr);
}

void report_error(const GError *error)
{
    print_lines(_("error: "), error->message, error_get_hint(error));
}

void report_warning(const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(message_translated(format), arguments);
    va_end(arguments);
    print_lines(_("warning: "), message, hint ? message_translated(hint) : NULL);
}

void report_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(message_translated(format), arguments);
    va_end(arguments);
    g_autofree char *printable = text_printable(line);
    gboolean is_table = strstr(printable, "  ") != NULL;
    g_autofree char *fitting = is_table ? g_strdup(printable) : fit("", printable);
    fprintf(stderr, "%s\n", fitting);
}
