/* SPDX-License-Identifier: MIT */
/* When a token that a sign-in obtained is replaced by the next one. Pure. */
#pragma once

#include "model/credential.h"

#include <glib.h>

/*
 * Whether it is time: fewer than two days or a fifth of its life are left, but never before half of
 * its life is over; of an access token, which lives an hour, fewer than five minutes. FALSE for
 * what nobody can renew: a PAT that a person brought. now in Unix seconds.
 */
gboolean renewal_is_due(const Credential *credential, gint64 now);
