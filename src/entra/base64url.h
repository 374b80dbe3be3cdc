/* SPDX-License-Identifier: MIT */
/* base64url without padding (RFC 4648, section 5; RFC 7515, section 2). Pure; leaves no copy. */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* Adds the encoded bytes behind what is there. */
void base64url_append(SecretBuffer *text, const void *bytes, gsize length);

/* NULL if text is not such an encoding. */
Secret *base64url_decode(const char *text, gsize length);
