/* SPDX-License-Identifier: MIT */
/* The Authorization header, as a whole line without its end. Pure. */
#pragma once

#include "core/secret.h"

/* "Authorization: Basic ..." with the base64 of ":token" (RFC 7617, section 2). The caller's. */
Secret *authorization_basic(const Secret *token);

/* "Authorization: Bearer ..." (RFC 6750, section 2.1). The caller's. */
Secret *authorization_bearer(const Secret *token);
