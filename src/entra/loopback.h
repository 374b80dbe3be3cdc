/* SPDX-License-Identifier: MIT */
/*
 * The address on this machine that Entra sends a browser back to (RFC 8252, section 7.3), for one
 * sign-in. It listens on the loopback interface alone, at a port that the system picks.
 *
 * Anybody on this machine may connect: what does not bring the state of this sign-in is turned away
 * and changes nothing, and neither many connections nor slow or large ones keep the browser out.
 */
#pragma once

#include "core/secret.h"
#include "entra/redirect.h"

#include <glib.h>

typedef struct Loopback Loopback;

/* Errors: ERROR_SYSTEM. */
Loopback *loopback_open(GError **error) G_GNUC_WARN_UNUSED_RESULT;
void loopback_close(Loopback *loopback);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loopback, loopback_close)

/* "http://localhost:49152", for any port of which Entra takes that of a public client. */
const char *loopback_url(const Loopback *loopback);

/* Until the browser has come back with this state. Errors: ERROR_CANCELLED, ERROR_SYSTEM. */
Redirect *loopback_wait(Loopback *loopback, const Secret *state, gint64 limit_ms,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
