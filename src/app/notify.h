/* SPDX-License-Identifier: MIT */
/* Tells a person at the desktop which tokens need him or her. */
#pragma once

#include <glib.h>

/*
 * One notification for all the tokens (TokenOverview *) that need somebody, none if none does. That
 * nobody is there to show it is no error. Errors: ERROR_SYSTEM if the part of the program that does
 * it cannot be loaded.
 */
gboolean notify_about(const GPtrArray *tokens, GError **error) G_GNUC_WARN_UNUSED_RESULT;
