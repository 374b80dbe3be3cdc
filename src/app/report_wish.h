/* SPDX-License-Identifier: MIT */
/* The options of the commands that report on stored tokens. */
#pragma once

#include <glib.h>

typedef struct {
    gboolean wants_json;
    gboolean is_offline;
} ReportWish;

/* Takes them out of *words, as options_parse() does. Errors: ERROR_USAGE. */
gboolean report_wish_read(const char *command, char ***words, ReportWish *wish,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
