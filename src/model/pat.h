/* SPDX-License-Identifier: MIT */
/*
 * What the form of a token tells, without asking anybody. That a token looks like no PAT known here
 * is no reason to refuse it: Azure DevOps may change the form, and a server may have its own.
 *
 * Source of both forms: microsoft/security-utilities, rules SEC101/102 and SEC101/201.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/*
 * Whether this is a Microsoft Entra access token and not a PAT: a signed JSON Web Token in compact
 * form, three base64url parts of which the first starts as a JSON object does (RFC 7515, 3.1).
 */
gboolean pat_is_access_token(const Secret *token);

typedef enum {
    PAT_FORM_CURRENT, /* 84 characters, with the month of creation and a checksum */
    PAT_FORM_LEGACY,  /* 52 characters of base32, with a checksum */
    PAT_FORM_OTHER,   /* an access token (pat_is_access_token()), or a form not known here */
} PatForm;

PatForm pat_form(const Secret *token);

/*
 * "****abcd": enough to tell a person's tokens apart, safe on a terminal. It shows at most the last
 * four characters, at most a sixth of the token, and nothing of one below 12 bytes. A byte that is
 * no printable ASCII is shown as '?'. Owned by the caller.
 */
char *pat_mask(const Secret *token);

/*
 * What was pasted, without what comes with it: white space, quotes, also those of word processors,
 * and characters that are not to be seen, as a byte order mark. The inside stays. Owned by the
 * caller.
 */
Secret *pat_clean(const Secret *pasted);

/*
 * The month of creation (month 1-12), as the current form states it; the zone in which Azure DevOps
 * counts months is not documented. FALSE for any other form and for a year that is none.
 */
gboolean pat_created(const Secret *token, int *ret_year, int *ret_month);

/*
 * Whether the token's month of creation tells that it has expired: a PAT lives for a year at most,
 * so the same month of the next year must have ended, everywhere on Earth. FALSE if the form does
 * not state the month. now in Unix seconds.
 */
gboolean pat_is_older_than_a_year(const Secret *token, gint64 now);

typedef enum {
    CHECKSUM_RIGHT,
    CHECKSUM_WRONG, /* probably a typing error */
    CHECKSUM_NONE,  /* the form has none */
} PatChecksum;

/*
 * A wrong checksum is a question to the person ("is it typed correctly?") and never a refusal: the
 * algorithms are those of Microsoft's secret scanners, not a promise of Azure DevOps. A right one
 * says nothing about whether the token is accepted.
 */
PatChecksum pat_checksum(const Secret *token);
