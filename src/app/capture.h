/* SPDX-License-Identifier: MIT */
/* Runs another program for what it prints. */
#pragma once

#include "core/secret.h"

#include <glib.h>

/*
 * Runs a program from an absolute folder of PATH, without a shell and with nothing on its standard
 * input; argv ends with NULL. What it prints may be a secret. After limit_ms it is killed, with
 * what it has started. If it is slow, a person at a terminal is told what is waited for.
 *
 * Errors: ERROR_MISSING, there is no such program; ERROR_REFUSED, it failed, with what it said on
 * stderr as one line; ERROR_UNREACHABLE, it took too long; ERROR_SYSTEM.
 */
Secret *capture_output(const char *const *argv, gint64 limit_ms,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
