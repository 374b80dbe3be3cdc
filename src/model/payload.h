/* SPDX-License-Identifier: MIT */
/*
 * A credential as a store keeps it, in one line: the secret, then key=value facts, each ended by a
 * tab, then a full stop, by which a payload that was cut is known. Unknown keys are ignored, so
 * that an older program reads what a newer one has written. It has no line feed, because
 * gnome-keyring writes one as it is into the file of a keyring without a password, and then finds
 * the first line only.
 */
#pragma once

#include "model/credential.h"

#include <glib.h>

/* Neither the secret nor a fact may hold a control character. The caller's. */
Secret *payload_encode(const Credential *credential);

/* The caller's; NULL if it is no payload of ours, or of a kind that is not known here. */
Credential *payload_decode(const char *bytes, gsize length);
