/* SPDX-License-Identifier: MIT */
/* Within secret-service.so: the collection in which the Secret Service makes new items. */
#pragma once

#include "store/keyring.h"

/* How the default collection was when it was looked at. */
typedef struct {
    char *path; /* of its object */
    gboolean is_locked;
    gboolean shows_nothing; /* it has no items, or tells of none */
} KeyringCollection;

void keyring_collection_clear(KeyringCollection *collection);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeyringCollection, keyring_collection_clear)

/* *ret_collection is {0} before, and the caller's to clear. Errors: those of secret_error_set(). */
gboolean keyring_collection_look(Keyring *keyring, KeyringCollection *ret_collection,
                                 GError **error);

/* The same within half a second a call: for a service that has not answered another one. */
gboolean keyring_collection_glance(Keyring *keyring, KeyringCollection *ret_collection);

/* A KeyringAttempt: looks once more at a KeyringCollection; TRUE if it is not locked any more. */
gboolean keyring_collection_is_open(Keyring *keyring, gpointer collection);
