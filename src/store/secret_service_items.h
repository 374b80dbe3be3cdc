/* SPDX-License-Identifier: MIT */
/* Within secret-service.so: the calls that are made for our items and for those of others. */
#pragma once

#include "store/foreign.h"

#include <libsecret/secret.h>

typedef struct Keyring Keyring;

/* What is looked for, and the object paths of what was found. */
typedef struct {
    GHashTable *attributes; /* borrowed */
    gboolean is_foreign;    /* of any schema, not of ours alone */
    gboolean wants_all;     /* not content with those that are unlocked */
    GStrv unlocked;
    GStrv locked;
} Search;

void search_clear(Search *search);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

/* Errors of these: the store's. */
gboolean keyring_search(Keyring *keyring, Search *search, GError **error);

/* The contents of all of them in one round trip: path -> SecretValue. Empty for no paths. */
GHashTable *keyring_read(Keyring *keyring, char **paths, GError **error);

/* The attributes of an item: name -> value, the caller's; NULL on error, also if it is gone. */
GHashTable *keyring_read_attributes(Keyring *keyring, const char *path, GError **error);

/* That another process was faster is no error. */
gboolean keyring_delete(Keyring *keyring, char *path, GError **error);

/* The members of the backend that are about the items of others. */
GPtrArray *keyring_find_foreign(gpointer handle, const ForeignQuery *query, GError **error);
ForeignOutcome keyring_remove_foreign(gpointer handle, const ForeignItem *item, GError **error);
