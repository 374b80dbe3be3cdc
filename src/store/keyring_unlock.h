/* SPDX-License-Identifier: MIT */
/*
 * Within secret-service.so: unlocks items and collections. A keyring without a password opens
 * without a prompt; else a person is asked, where StorePrompting allows, by one process at a time
 * (store/unlocking.h).
 */
#pragma once

#include "store/keyring.h"

/* Does again, without a prompt, what the lock was in the way of; TRUE once it has succeeded. */
typedef gboolean (*KeyringAttempt)(Keyring *keyring, gpointer data);

/*
 * Unlocks what has these object paths, which end with NULL. TRUE after an attempt that succeeded.
 * Errors: ERROR_STORE_LOCKED, nobody may be asked; _DISMISSED, the person closed the prompt;
 * _TIMED_OUT, the service does not answer; _FAILED.
 */
gboolean keyring_unlock(Keyring *keyring, const char *const *paths, KeyringAttempt attempt,
                        gpointer data, GError **error);

/* The same by a prompt at once, for what is known not to open without one. */
gboolean keyring_unlock_by_prompt(Keyring *keyring, const char *const *paths,
                                  KeyringAttempt attempt, gpointer data, GError **error);
