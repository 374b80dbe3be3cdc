/* SPDX-License-Identifier: MIT */
/*
 * Why Azure DevOps does not take a token. It says so in one of three places, or not at all: the
 * header X-TFS-ServiceError, the "message" of a JSON error, the <title> of a page.
 */
#pragma once

#include "model/target.h"

#include <glib.h>

typedef enum {
    REFUSAL_UNSPECIFIED,        /* it does not say */
    REFUSAL_EXPIRED,            /* "The Personal Access Token used has expired." */
    REFUSAL_CONDITIONAL_ACCESS, /* VS403463 */
    REFUSAL_SIGN_IN_ONCE,       /* TF401444 */
} RefusalReason;

/* What the words of the server mean; NULL means nothing. */
RefusalReason refusal_reason_from_words(const char *words);

/* What is the matter: "it has expired". */
const char *refusal_sentence(RefusalReason reason);

/* Whether another token would meet the same: it is not the token that has to be mended. */
gboolean refusal_meets_every_token(RefusalReason reason);

/*
 * What a person can do about it at the organization of target: "make a new one at https://...".
 * What comes then, mostly a command, may be added: ", then ...". Owned by the caller.
 */
char *refusal_hint(RefusalReason reason, const Target *target);

/*
 * The two places that are no JSON. Both give text fit for a terminal, in one line of limited
 * length, owned by the caller; NULL if there is none.
 */
char *refusal_words_from_header(const char *service_error);
char *refusal_words_from_page(const char *html);

/* The same for text that needs no decoding. */
char *refusal_words_from_text(const char *text);
