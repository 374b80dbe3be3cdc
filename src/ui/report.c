/* SPDX-License-Identifier: MIT */
#include "ui/report.h"

#include "core/error.h"

#include <stdio.h>

/* Both lines in one write, so that parallel helpers do not mix them. */
void report_error(const GError *error)
{
    const char *hint = error_get_hint(error);
    g_autofree char *lines = hint ? g_strdup_printf("error: %s\nhint: %s\n", error->message, hint)
                                  : g_strdup_printf("error: %s\n", error->message);
    fputs(lines, stderr);
}
