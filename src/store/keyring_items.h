/* SPDX-License-Identifier: MIT */
/*
 * Within secret-service.so: reads, changes and deletes items by their object paths, whosever they
 * are. Errors of all of these: those of secret_error_set().
 */
#pragma once

#include "store/keyring.h"

/* The secrets of all of them in one round trip: path -> SecretValue. Empty for no paths. */
GHashTable *keyring_items_read(Keyring *keyring, char **paths, GError **error);

/* The attributes of an item: name -> value, the caller's; NULL on error, also if it is gone. */
GHashTable *keyring_items_read_attributes(Keyring *keyring, const char *path, GError **error);

/* Gives an item another secret, and leaves the rest of it as it is. */
gboolean keyring_items_replace(Keyring *keyring, const char *path, SecretValue *value,
                               GError **error);

/* That another process was faster is no error; that nobody confirms it is, where that is asked. */
gboolean keyring_items_delete(Keyring *keyring, char *path, GError **error);
