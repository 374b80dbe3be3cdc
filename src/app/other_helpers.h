/* SPDX-License-Identifier: MIT */
/*
 * Helpers besides ours that Git calls somewhere within sections of ours, also where that is for
 * one organization alone: they see the tokens, and may write them to a plain file.
 */
#pragma once

#include "app/setup.h"

#include <glib.h>

/* How a helper may be shown: of a line of shell, the start alone. The caller's. */
char *other_helper_show(const OtherHelper *other);

/* The command that takes it out of its file; NULL if it stands in none. The caller's. */
char *other_helper_removal(const OtherHelper *other);

/*
 * Of the sections [credential "<pattern>"], which end with NULL: for each such helper a note of a
 * few lines that names it and the command that takes it out; "" if there is none. The caller's.
 * Errors: ERROR_CONFIG.
 */
char *other_helpers_describe(const char *const *patterns, GError **error) G_GNUC_WARN_UNUSED_RESULT;
