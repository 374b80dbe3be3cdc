/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, from what pass(1) and gpg(1) wrote on their standard error: gpg's status lines
 * (doc/DETAILS of GnuPG), which no locale changes, and words for people. Pure.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/*
 * The key that an entry is encrypted for, where it could not be decrypted because that key was not
 * to be had; NULL if it failed for another reason. Owned by the caller.
 */
char *pass_trouble_find_key(const Secret *complaint);

/* A key that says of itself that it is nobody's: gpg has tried all it has. */
gboolean pass_trouble_key_is_hidden(const char *key);

/* ERROR_STORE_LOCKED: GnuPG needs a passphrase to show this entry; or does not have the key. */
void pass_trouble_set_locked(const char *name, GError **error);
void pass_trouble_set_without_key(const char *key, GError **error);

/* ERROR_STORE_DISMISSED: a person was asked for the passphrase, in vain. */
void pass_trouble_set_dismissed(GError **error);

/* ERROR_STORE_FAILED: an entry that cannot be decrypted for another reason; a change refused. */
void pass_trouble_set_broken(const char *name, const Secret *complaint, GError **error);
void pass_trouble_set_refused(const Secret *complaint, GError **error);

/* ERROR_STORE_FAILED: the program cannot be run. */
void pass_trouble_set_not_run(const GError *cause, GError **error);

/* ERROR_STORE_TIMED_OUT. */
void pass_trouble_set_late(GError **error);
