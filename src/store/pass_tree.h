/* SPDX-License-Identifier: MIT */
/* The files of a password store: their names, which are no secret, and no links below its root. */
#pragma once

#include <glib.h>

/*
 * The names of all entries below these folders, without ".gpg"; owned by the caller. Links are left
 * out. Errors: ERROR_STORE_FAILED, a folder cannot be read; one that is not there is empty.
 */
GPtrArray *pass_tree_list(const char *root, const char *const *folders,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean pass_tree_has(const char *root, const char *name);

/*
 * Whether nothing on the way to an entry is a link, which would lead the program that writes it
 * elsewhere. Errors: ERROR_STORE_FAILED.
 */
gboolean pass_tree_check(const char *root, const char *name,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
