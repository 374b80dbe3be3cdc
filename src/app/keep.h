/* SPDX-License-Identifier: MIT */
/* Puts a new credential into the store, and makes sure that it is there. */
#pragma once

#include "app/settings.h"
#include "store/store.h"

/*
 * Under the lock: saves, reads back, compares, and notes how long the store keeps it. Errors: the
 * store's; ERROR_STORE_FAILED if what is read back is not what was saved.
 */
gboolean keep_credential(Store *store, Credential *credential,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same, and what it takes the place of is noted in it; a PAT that a sign-in created, and that
 * is replaced so, is revoked next time.
 */
gboolean keep_instead(Store *store, Credential *credential,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * keep_credential() for a sign-in, which takes over the ledger of the one that is stored for that
 * account. *ret_before is that one, the caller's; NULL = there was none.
 */
gboolean keep_sign_in(Store *store, Credential *sign_in, Credential **ret_before,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Under the lock: removes a credential; a PAT that a sign-in created is revoked next time. */
gboolean keep_not(Store *store, const Credential *credential,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says on stdout what was stored where, and until when. */
void keep_print(const Settings *settings, const Credential *credential);

/* Says when the store forgets it by itself, if it does: a part of keep_print(). */
void keep_print_store_end(const Credential *credential);

/*
 * Says of a token that is not stored any more which one to revoke, and where: nothing revokes one
 * that a person brought. old may be NULL; so may be what took its place.
 */
void keep_print_replaced(const Credential *old, const Credential *now_stored);

/* Says of a token that a sign-in has just created if a policy ends it early; else nothing. */
void keep_print_shortened(const Credential *sign_in, const Credential *created);

/* Says of a sign-in that has yet to revoke tokens where a person can do it; else nothing. */
void keep_print_orphans(const Credential *sign_in);
