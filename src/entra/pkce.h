/* SPDX-License-Identifier: MIT */
/*
 * Proof Key for Code Exchange (RFC 7636): who redeems an authorization code is who asked for it.
 * Pure: randomness is an argument.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* What section 4.1 advises for a verifier; a state takes as much. */
#define PKCE_RANDOM_BYTES 32

/* 43 characters of PKCE_RANDOM_BYTES random bytes: a verifier, or a state. The caller's. */
Secret *pkce_text(const guchar *random);

/* The challenge of method S256 (section 4.2), which is no secret. The caller's. */
char *pkce_challenge(const Secret *verifier);
