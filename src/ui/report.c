/* SPDX-License-Identifier: MIT */
#include "ui/report.h"

#include "core/error.h"

#include <stdio.h>

/* Both lines in one write, so that parallel helpers do not mix them. */
static void print_lines(const char *kind, const char *message, const char *hint)
{
    g_autofree char *lines = hint ? g_strdup_printf("%s: %s\nhint: %s\n", kind, message, hint)
                                  : g_strdup_printf("%s: %s\n", kind, message);
    fputs(lines, stderr);
}

void report_error(const GError *error)
{
    print_lines("error", error->message, error_get_hint(error));
}

void report_warning(const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    print_lines("warning", message, hint);
}

void report_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s\n", line);
}
