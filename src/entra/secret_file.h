/* SPDX-License-Identifier: MIT */
/* A secret that a variable of the environment names the file of. */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* A key with a chain of certificates needs most. */
#define SECRET_FILE_MAX (128 * 1024)

/*
 * The content of a regular file. variable: what named it, for the error. Errors: ERROR_MISSING, it
 * is not there or cannot be read; ERROR_INPUT, it is no file, empty or too large.
 */
Secret *secret_file_read(const char *path, const char *variable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same for a token, which is a line: the blanks around it are left aside. Errors: as above, and
 * ERROR_INPUT, there is more than one line, or none.
 */
Secret *secret_file_read_line(const char *path, const char *variable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
