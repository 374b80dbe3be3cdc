/* SPDX-License-Identifier: MIT */
/* The user's store, opened for a request of Git's: what it may ask, and what to look for in it. */
#pragma once

#include "app/settings.h"
#include "model/target.h"
#include "store/store.h"

/*
 * A locked keyring may show its prompt only where a person can see it: with a display, not over
 * SSH, with UI allowed (--ask, credential.interactive) and with Git still waiting for an answer.
 * One that can ask at a terminal may do so over SSH, too, unless GIT_TERMINAL_PROMPT forbids it.
 * settings must outlive the store.
 */
Store *access_open_store(const Settings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Likewise the store of that name, for what other programs keep there. */
Store *access_open_other(const Settings *settings, const char *name,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What access_lookup() found lately, without opening the store; NULL if that is not known. It may
 * be older than the store by --cache seconds, where another program has changed the store: good for
 * an answer, or for knowing that a token is stored, and for no other conclusion.
 */
GPtrArray *access_lookup_cached(const Settings *settings, const Target *target);

/*
 * What may answer a request: the records of its organization, or of the whole server if it does
 * not say which. Owned by the caller; NULL on error.
 */
GPtrArray *access_lookup(Store *store, const Target *target,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Every record that is stored, tokens and sign-ins. Owned by the caller; NULL on error. */
GPtrArray *access_lookup_all(Store *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Adds the records without an organization whose user name spells the target's. They answer where
 * Git sends the path now and did not when the token was stored.
 */
gboolean access_lookup_spelled(Store *store, const Target *target, GPtrArray *candidates,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
