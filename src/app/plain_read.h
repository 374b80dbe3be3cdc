/* SPDX-License-Identifier: MIT */
/* A file that may hold tokens in plain text, read and nothing else. */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef enum {
    PLAIN_READ_DONE,
    PLAIN_READ_ABSENT, /* there is no such file */
    PLAIN_READ_FAILED, /* it is there, and cannot or should not be read */
} PlainReadOutcome;

/*
 * A symbolic link is followed, but only a regular file of limited size is read. *ret_content is the
 * caller's and set for PLAIN_READ_DONE; *ret_problem likewise for PLAIN_READ_FAILED, to follow the
 * path: "is too large".
 */
PlainReadOutcome plain_read(const char *path, Secret **ret_content, char **ret_problem);

/* The same for a file that is open. */
PlainReadOutcome plain_read_fd(int fd, Secret **ret_content, char **ret_problem);

/* Whether others than its owner may read it; FALSE if that cannot be told. */
gboolean plain_read_is_shared(const char *path);
