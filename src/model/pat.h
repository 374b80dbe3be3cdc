/* SPDX-License-Identifier: MIT */
/* What the form of a token tells, without asking anybody. */
#pragma once

#include "core/secret.h"

/*
 * Whether this is a Microsoft Entra access token and not a PAT: a signed JSON Web Token in compact
 * form, three base64url parts of which the first starts as a JSON object does (RFC 7515, 3.1).
 */
gboolean pat_is_access_token(const Secret *token);
