/* SPDX-License-Identifier: MIT */
/*
 * Taking a token out of a plain file. There is no moment without the file, no copy of it stays, and
 * nobody else gets to read or replace what is written: the replacement is a file of mode 0600 in
 * the same folder, on the disk before it takes the name, and gone on any failure. It is called as
 * Git's lock files are, "<file>.lock", which keeps git-credential-store away meanwhile.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef enum {
    PLAIN_REWRITTEN,
    PLAIN_NOT_THERE,   /* the file, or what was to be taken out of it */
    PLAIN_NOT_CHANGED, /* *error is set, and the file is what it was */
} PlainRewriteOutcome;

/* The new content, from the one of now; NULL = it has nothing to be taken out. The caller's. */
typedef Secret *(*PlainChange)(const Secret *content, gpointer data);

/*
 * A symbolic link stays, and the file that it leads to is rewritten. Errors: ERROR_REFUSED for a
 * file or a folder that others can write to, or another name of which would keep the token;
 * ERROR_SYSTEM; ERROR_INPUT if it changes meanwhile, or is no file that can be looked at.
 */
PlainRewriteOutcome plain_rewrite(const char *path, PlainChange change, gpointer data,
                                  GError **error);

/* Removes the whole file if it has that content. Errors: as above. */
PlainRewriteOutcome plain_rewrite_remove(const char *path, const Secret *content, GError **error);

/* Whether these would not be refused because of the file's owner, folder or names. Errors: so. */
gboolean plain_rewrite_check(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
