/* SPDX-License-Identifier: MIT */
/*
 * What the cache keeps for one look-up, and under which name. Pure; times are Unix seconds.
 *
 * A name tells apart all that a look-up can ask for and holds no secret. An entry is the payloads
 * of the credentials that the store has answered with, so nothing that is known of them is lost.
 */
#pragma once

#include "core/secret.h"
#include "store/store.h"

#include <glib.h>

/*
 * What tells a store from others, of the same name too; values[i] = NULL is not "". Owned by the
 * caller.
 */
char *cache_entry_place(const char *store, const char *const *values, gsize count);

/* Each part is written with its length, and "any" is not "empty". Owned by the caller. */
char *cache_entry_name(const char *place, const StoreQuery *query);

/* found holds Credential *. Owned by the caller. */
Secret *cache_entry_encode(const GPtrArray *found, gint64 filled, gint64 lifetime_s);

/*
 * The credentials of an entry, owned by the caller; those that have expired are among them. NULL if
 * it is none, if all of them have expired, or if it is not fresh: older than its own lifetime or
 * than the reader's, or from the future, which tells that the clock was moved.
 */
GPtrArray *cache_entry_decode(const Secret *entry, gint64 now, gint64 lifetime_s);
