/* SPDX-License-Identifier: MIT */
/*
 * Where credentials are kept. A backend is a table of functions; the rest of the program knows
 * only this interface.
 * Backends may be modules that are loaded when they are needed: see app/module.h.
 */
#pragma once

#include "core/message.h"
#include "model/credential.h"
#include "store/foreign.h"

#include <glib.h>

/* NULL = any; of the roles only the one that is asked for, tokens unless something else is said. */
typedef struct {
    const char *server;
    const char *organization;
    const char *username;
    CredentialRole role;
} StoreQuery;

/* What finds this very credential, of which it borrows. */
StoreQuery store_query_for(const Credential *credential);

gboolean store_query_matches(const StoreQuery *query, const Credential *credential);

/* Likewise, for what finds one very credential. */
gboolean store_query_covers(const StoreQuery *query, const StoreQuery *one);

/* The hint of every ERROR_STORE_ABSENT: what there is besides the store that is not here. */
#define STORE_WAYS_OUT                                                                             \
    N_("start a keyring (gnome-keyring, KWallet, KeePassXC) in this session; or keep tokens with " \
       "GnuPG: git credential-azdo --store=pass configure; or in the kernel, until the machine "   \
       "restarts: git credential-azdo --store=keyctl configure")

/*
 * Whether a person may be asked to unlock a store now. It is a question, not a setting, because
 * answering it costs a look at Git's configuration, which only a locked store is worth.
 */
typedef struct {
    gboolean (*may_prompt)(gpointer data); /* on the screen */
    gboolean (*may_prompt_at_terminal)(gpointer data);
    gpointer data;
} StorePrompting;

/* How a store is now. */
typedef struct {
    gboolean is_locked;
    char *keeper; /* the program that keeps it: "gnome-keyring-daemon"; NULL = not told */
} StoreState;

void store_state_clear(StoreState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreState, store_state_clear)

typedef struct {
    const char *name;
    gpointer (*open)(const StorePrompting *prompting, GError **error);
    void (*close)(gpointer handle);
    GPtrArray *(*lookup)(gpointer handle, const StoreQuery *query, GError **error);
    gboolean (*save)(gpointer handle, const Credential *credential, GError **error);
    gboolean (*remove)(gpointer handle, const Credential *credential, GError **error);
    gboolean (*prepare)(gpointer handle, GError **error); /* NULL = saving needs nothing before */
    /* NULL = a look-up is what tells. */
    gboolean (*inspect)(gpointer handle, StoreState *ret_state, GError **error);
    /* NULL, both = no other program keeps anything there */
    GPtrArray *(*find_foreign)(gpointer handle, const ForeignQuery *query, GError **error);
    ForeignOutcome (*remove_foreign)(gpointer handle, const ForeignItem *item, GError **error);
} StoreBackend;

/* Every backend has this one function, which its module exports under STORE_MODULE_SYMBOL. */
const StoreBackend *store_module_backend(void);
typedef const StoreBackend *(*StoreModuleFunction)(void);
#define STORE_MODULE_SYMBOL "store_module_backend"

typedef struct Store Store;
typedef struct Cache Cache; /* store/cache.h */

/*
 * prompting is copied; its data must outlive the store.
 * Errors of this and all below: ERROR_STORE_ABSENT, _LOCKED, _DISMISSED, _TIMED_OUT, _FAILED.
 */
Store *store_open(const StoreBackend *backend, const StorePrompting *prompting,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From now on look-ups fill this cache and changes drop it. The store owns it. */
void store_use_cache(Store *store, Cache *cache);

void store_free(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)

/* Every matching credential, owned by the caller; empty if there is none. NULL on error. */
GPtrArray *store_lookup(Store *store, const StoreQuery *query,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Looks at the store, and asks, unlocks and changes nothing. One that cannot be looked at so is
 * told as open. *ret_state is the caller's to clear.
 */
gboolean store_inspect(Store *store, StoreState *ret_state,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Makes sure that a credential could be saved now, before a person is asked for one: unlocks what
 * is locked.
 */
gboolean store_prepare(Store *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Replaces what has the same identity, wholly. A store may refuse what is longer than it can keep
 * (ERROR_STORE_FAILED); what it had stays then.
 */
gboolean store_save(Store *store, const Credential *credential,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes what has the same identity and the same secret; that it is gone already is no error. */
gboolean store_remove(Store *store, const Credential *credential,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ForeignItem *, owned by the caller, with their contents. */
GPtrArray *store_find_foreign(Store *store, const ForeignQuery *query,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

ForeignOutcome store_remove_foreign(Store *store, const ForeignItem *item, GError **error);
