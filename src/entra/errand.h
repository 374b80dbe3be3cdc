/* SPDX-License-Identifier: MIT */
/* A sign-in under way: what was asked for, how much time is left for it, and its result. */
#pragma once

#include "entra/obtain.h"
#include "entra/token_reply.h"

typedef struct {
    const EntraRequest *request;
    gint64 start_us; /* on the monotonic clock */
} Errand;

/* The person's clock now, which may be a while after request->now. */
gint64 errand_now(const Errand *errand);

/*
 * For the next request: with a person all of limit_ms each time, for they take theirs in between;
 * else what is left of it, and at least 1.
 */
gint64 errand_limit_ms(const Errand *errand);

/* Whether a person is there, or can be asked to be there: only they can sign in. */
gboolean errand_has_person(const Errand *errand);

/* A variable of the request's environment, borrowed; NULL if it is not set, or empty. */
const char *errand_variable(const Errand *errand, const char *name);

/*
 * One that is set, as a secret that a header can carry; the caller's. Errors: ERROR_CONFIG, it
 * could not.
 */
Secret *errand_secret(const Errand *errand, const char *name, GError **error);

/*
 * The tenant for an application, which cannot sign in just anywhere: the request's if it is one,
 * else that of a variable; borrowed. Errors: ERROR_MISSING, naming the variable.
 */
const char *errand_tenant(const Errand *errand, const char *variable, GError **error);

/* The request's application, else that of a variable; borrowed. Errors: ERROR_MISSING, as above. */
const char *errand_client_id(const Errand *errand, const char *variable, GError **error);

/* Takes the tokens out of the reply. */
EntraTokens *errand_finish(const Errand *errand, TokenReply *reply);
