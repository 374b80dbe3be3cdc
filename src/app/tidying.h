/* SPDX-License-Identifier: MIT */
/*
 * Revokes the PATs that the ledger of a sign-in names: those that are to be revoked, and those that
 * were asked for and never stored, which are found by an id of the ledger in their name.
 */
#pragma once

#include "app/module.h"
#include "store/store.h"

#include <glib.h>

typedef struct {
    Store *store;
    Credential *sign_in;     /* as it is stored; what is settled goes out of its ledger */
    const Credential *token; /* that is stored now, and is none of those; NULL = none is */
    const AzureModule *azure;
    PatClient *client;
    gint64 now;         /* Unix seconds */
    gint64 deadline_us; /* g_get_monotonic_time() */
} Tidying;

/* A new random id, which says when it was made; and the name of its PAT. Both are the caller's. */
char *tidying_new_id(gint64 now);
char *tidying_pat_name(const char *id);

/*
 * What could not be settled stays in the ledger for the next time. Errors: the first of all, which
 * keeps it from nothing; those of pats.h and of ledger_change().
 */
gboolean tidying_run(const Tidying *tidying, GError **error) G_GNUC_WARN_UNUSED_RESULT;
