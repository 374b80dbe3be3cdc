/* SPDX-License-Identifier: MIT */
/* New tokens for an old refresh token (RFC 6749, section 6), without asking anybody. */
#pragma once

#include "entra/errand.h"

/*
 * The refresh token of the result is the one to keep: Entra's new one, or the old one if it sent
 * none. Errors: see entra_obtain().
 */
EntraTokens *refresh_run(const Errand *errand, GError **error) G_GNUC_WARN_UNUSED_RESULT;
