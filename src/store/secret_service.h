/* SPDX-License-Identifier: MIT */
/*
 * The Secret Service (gnome-keyring, KWallet, KeePassXC) through libsecret, as a store backend.
 *
 * Every item carries the same full set of attributes; its payload is payload_encode()'s. A call
 * that cannot prompt is limited to SECRET_SERVICE_CALL_MS. A locked keyring is an error, never
 * "not found"; it is unlocked only where StorePrompting allows, by one process at a time.
 *
 * Specification: https://specifications.freedesktop.org/secret-service/
 */
#pragma once

#include "store/store.h"

#define SECRET_SERVICE_CALL_MS 3000

/* The schema of our items, in their attribute xdg:schema. */
#define SECRET_SERVICE_SCHEMA "git-credential-azdo.Credential"
