/* SPDX-License-Identifier: MIT */
/* What a stored sign-in does for a request of Git's. */
#pragma once

#include "app/renewal.h"
#include "model/target.h"
#include "store/store.h"

#include <glib.h>

/*
 * The token that takes the place of a stored one that ends soon; the caller's. NULL = go on with
 * that one: it is not time yet, it was not to be had just now (then one line has said so), or a
 * person brought it. The network is bounded by RENEWAL_GIT_MS.
 */
Credential *signed_in_replace(Store *store, const Credential *token, gint64 now);

/* renewal_run(), with what a person can do about an error, and about which organization it is. */
Credential *signed_in_renew(const RenewalRequest *request,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The sign-in that is meant where no stored token is; the caller's. NULL without an error if nobody
 * is signed in there.
 */
Credential *signed_in_find(Store *store, const Target *target, const char *preferred_username,
                           gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A token for a request that no stored one answers; the caller's. NULL without an error if nobody
 * is signed in there. Errors: those of renewal_run(), with what a person can do about it.
 */
Credential *signed_in_obtain(Store *store, const Target *target, const char *preferred_username,
                             gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
