/* SPDX-License-Identifier: MIT */
/*
 * Within secret-service.so: finds items by their attributes. "Locked" is not "missing": what is
 * locked is unlocked first (store/keyring_unlock.h), or the search fails.
 */
#pragma once

#include "store/keyring.h"

/* What is looked for, and the object paths of what was found; NULL = none. */
typedef struct {
    const SecretSchema *schema; /* borrowed; NULL = items of any */
    GHashTable *attributes;     /* borrowed: name -> value, all of which an item must have */
    gboolean wants_all;         /* not content with those that are unlocked */
    GStrv unlocked;
    GStrv locked;
} KeyringSearch;

void keyring_search_clear(KeyringSearch *search);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeyringSearch, keyring_search_clear)

/* Whether a search has found no such paths. */
gboolean keyring_search_is_empty(char **paths);

/*
 * Runs the search, again if it has been run: the paths are set anew. Errors: those of
 * secret_error_set() and keyring_unlock().
 */
gboolean keyring_search_run(Keyring *keyring, KeyringSearch *search, GError **error);
