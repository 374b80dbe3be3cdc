/* SPDX-License-Identifier: MIT */
/*
 * A certificate with its key, and signatures by it. All of libcrypto is behind this; a build
 * without it has certificate_absent.c instead, and only ERROR_MISSING.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct Certificate Certificate;

/*
 * pem: a certificate and its RSA key without a password, in any order; further certificates behind
 * the first are left aside. Errors: ERROR_INPUT, it is not that; ERROR_MISSING, as above.
 */
Certificate *certificate_parse(const Secret *pem, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void certificate_free(Certificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Certificate, certificate_free)

/* base64url of the SHA-256 of its DER ("x5t#S256", RFC 7515, section 4.1.8); the caller's. */
char *certificate_thumbprint(const Certificate *certificate);

/* By PS256 (RFC 7518, section 3.5); the caller's. Errors: ERROR_SYSTEM. */
Secret *certificate_sign(const Certificate *certificate, const char *text,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
