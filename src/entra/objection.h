/* SPDX-License-Identifier: MIT */
/*
 * How Microsoft Entra says no: a name of OAuth 2.0 (RFC 6749, section 5.2; RFC 8628, section 3.5)
 * and words that begin with a code of its own ("Microsoft Entra authentication and authorization
 * error codes", https://learn.microsoft.com/entra/identity-platform/reference-error-codes). Pure.
 */
#pragma once

#include "net/reply.h"

#include <glib.h>

typedef enum {
    OBJECTION_PENDING,      /* the person has not typed the code yet */
    OBJECTION_SLOW_DOWN,    /* the same, and ask less often */
    OBJECTION_SIGN_IN,      /* a person has to sign in, or to do more than that */
    OBJECTION_DECLINED,     /* the person did not want to */
    OBJECTION_CODE_EXPIRED, /* nobody typed the code in its time */
    OBJECTION_REFUSED,      /* asking again would not help */
    OBJECTION_NOT_NOW,      /* no answer of Entra's own, or one that asks for patience */
} ObjectionKind;

typedef struct {
    ObjectionKind kind;
    gint64 code;          /* of AADSTS; 0 = none */
    gint64 retry_after_s; /* how long to wait at least; 0 = not told */
    char *words; /* printable, bounded, without a full stop: "AADSTS50057: The account is ..." */
} Objection;

/* name and description as they came, which may be NULL. */
Objection *objection_new(const char *name, const char *description);

/* What stands against a reply: NULL if its status is 200. host: who was asked. */
Objection *objection_from_reply(const HttpReply *reply, const char *host);

/* For an answer with status 200 that holds nothing of what was asked for. */
Objection *objection_strange(const char *host, int status);

void objection_free(Objection *objection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Objection, objection_free)

/*
 * Sets the error of entra_obtain() that it means, with the way out. has_person: somebody can sign
 * in; a machine whose sign-in Entra wants repeated is refused.
 */
void objection_set_error(const Objection *objection, gboolean has_person, GError **error);
