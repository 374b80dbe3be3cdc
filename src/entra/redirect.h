/* SPDX-License-Identifier: MIT */
/*
 * What a browser brings back to the address that Entra sent it to (RFC 6749, section 4.1.2), as the
 * bytes of its HTTP request; and what it is shown. Pure.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* A longer head is nobody's. */
#define REDIRECT_HEAD_MAX (16 * 1024)

typedef enum {
    REDIRECT_UNFINISHED, /* the head has not come to its end */
    REDIRECT_ELSEWHERE,  /* a GET of something else, such as an icon */
    REDIRECT_MALFORMED,  /* not HTTP, too long, another state, or neither code nor error */
    REDIRECT_ARRIVED,
} RedirectOutcome;

typedef struct {
    Secret *code;      /* NULL = there is an error instead */
    char *error;       /* as it came */
    char *description; /* as it came; NULL = none */
} Redirect;

/*
 * bytes: with a NUL behind the last. *ret_redirect, the caller's, is set only for REDIRECT_ARRIVED.
 */
RedirectOutcome redirect_parse(const char *bytes, gsize length, const Secret *state,
                               Redirect **ret_redirect);
void redirect_free(Redirect *redirect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Redirect, redirect_free)

/*
 * The whole answer to such a request, which repeats nothing of it; the caller's. redirect: what
 * arrived, else NULL.
 */
char *redirect_format_answer(RedirectOutcome outcome, const Redirect *redirect);
