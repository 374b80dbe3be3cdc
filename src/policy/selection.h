/* SPDX-License-Identifier: MIT */
/*
 * Which stored credential a request means. Pure: the candidates and the time are arguments.
 *
 * A request names an organization by its path or host. If it does not, then by a user name equal
 * to a stored organization (the portal's clone URL), else the single stored organization of that
 * server is meant. A record without an organization answers only requests that name none either,
 * or that name the organization its user name spells, and ranks below those.
 *
 * A user name matches its own record and the record without a name; no user name matches any.
 */
#pragma once

#include "model/credential.h"
#include "model/target.h"

#include <glib.h>

typedef enum {
    SELECTION_FOUND,
    SELECTION_NONE,
    SELECTION_EXPIRED,   /* the only matches are past a certain date; they are not handed out */
    SELECTION_AMBIGUOUS, /* several organizations are stored and the request names none */
} SelectionOutcome;

/*
 * candidates holds Credential * of the target's server. preferred_username (NULL = none) decides
 * where the request leaves the account open; then the record without a name, then the newest.
 * *ret_credential is borrowed from candidates; it is set for SELECTION_FOUND, and for
 * SELECTION_EXPIRED to the match that has expired.
 */
SelectionOutcome selection_choose(const Target *target, const GPtrArray *candidates,
                                  const char *preferred_username, gint64 now,
                                  const Credential **ret_credential);

/* What Git asks to be stored. */
typedef struct {
    const Secret *secret;
    gint64 valid_to; /* Unix seconds, 0 = not said */
} Offer;

typedef enum {
    SELECTION_UNCHANGED, /* what is stored already answers with this secret, or took its place
                            and has not expired: write nothing */
    SELECTION_SAVE,
} SelectionSaveOutcome;

/* *ret_credential, owned by the caller, is set only for SELECTION_SAVE. */
SelectionSaveOutcome selection_save(const Target *target, const GPtrArray *candidates,
                                    const Offer *offer, gint64 now, Credential **ret_credential);

/*
 * What an erase means: every candidate that matches and, if secret is not NULL, has that secret.
 * *ret_unsure are matches with it that may be good: the request names no organization, several are
 * stored, and it cannot be told whether this one refused the token. Both arrays are the caller's
 * and borrow their elements from candidates.
 */
GPtrArray *selection_erase(const Target *target, const GPtrArray *candidates, const Secret *secret,
                           GPtrArray **ret_unsure);
