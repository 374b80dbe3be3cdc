/* SPDX-License-Identifier: MIT */
/* Command-line options, parsed by GOption, with this program's errors. */
#pragma once

#include <glib.h>

typedef enum {
    /* The first word that is no option ends them, so that a value has to follow its "=". */
    OPTIONS_UP_TO_A_WORD,
    OPTIONS_ANYWHERE,
} OptionsPlace;

/*
 * Takes the options out of *words, which begins with a name that is no option. Errors: ERROR_USAGE
 * with this hint; they show no value, which may be a token. For values use G_OPTION_ARG_FILENAME:
 * it takes bytes as they are, where G_OPTION_ARG_STRING refuses what the locale cannot express.
 */
gboolean options_parse(const GOptionEntry *entries, OptionsPlace place, const char *hint,
                       char ***words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
