/* SPDX-License-Identifier: MIT */
/*
 * The kernel's keyring as a cache in front of a slow store, so that a burst of Git's requests costs
 * the store one look-up. It answers `get`, and tells `store` that a token is there already; whoever
 * shows, removes or replaces tokens asks the store itself.
 *
 * No answer outlives what a command of ours has changed: the folder of all keys is dropped with
 * each change, and what was read before the change can only be put into the dropped folder. What
 * other programs change in the store shows after the lifetime at the latest.
 */
#pragma once

#include "store/store.h"

#include <glib.h>

#define CACHE_LIFETIME_MAX_S (24 * 60 * 60)

typedef struct Cache Cache;

/*
 * For the store of that name in this session. lifetime_s = 0, or a store that is as fast itself:
 * nothing is found or kept, but changes still drop what others keep.
 */
Cache *cache_new(const char *store_name, gint64 lifetime_s);
void cache_free(Cache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cache, cache_free)

/* Of the following, cache = NULL stands for a store without one. */

/* Whether an answer to this may be found and kept at all. */
gboolean cache_keeps(const Cache *cache, const StoreQuery *query);

/* What the store answered to this lately, never empty; NULL if it is to be asked itself. */
GPtrArray *cache_lookup(const Cache *cache, const StoreQuery *query);

/* To be called before the store is read: what changes from now on makes cache_save() vain. */
void cache_prepare(Cache *cache, const StoreQuery *query);

/* Keeps what the store has answered, unless that is nothing. */
void cache_save(const Cache *cache, const StoreQuery *query, const GPtrArray *found);

/*
 * Forgets all that the store has answered. To be called before a change, lest a crash leave what
 * was before, and again after it, for what others have read meanwhile.
 */
void cache_drop(Cache *cache);
