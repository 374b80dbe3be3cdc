/* SPDX-License-Identifier: MIT */
/*
 * The JWT by which an application shows that it has the key of a certificate ("Microsoft identity
 * platform application authentication certificate credentials": PS256, x5t#S256). Pure.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* How long it is good for: that page advises five to ten minutes. */
#define CLIENT_ASSERTION_LIFE_S (10 * 60)

typedef struct {
    const char *client_id;  /* a GUID */
    const char *audience;   /* the address of the token endpoint */
    const char *id;         /* a GUID that was not used before */
    const char *thumbprint; /* base64url of the SHA-256 of the certificate's DER */
    gint64 now;
} ClientAssertion;

/* "header.claims", which is to be signed. The caller's. */
char *client_assertion_format(const ClientAssertion *assertion);

/* The whole, with the signature behind it. The caller's. */
Secret *client_assertion_join(const char *signed_part, const Secret *signature);
