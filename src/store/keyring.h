/* SPDX-License-Identifier: MIT */
/*
 * Within secret-service.so: the connection to the Secret Service, and one call of it at a time,
 * each with a limit.
 */
#pragma once

#include "store/store.h"

#include <libsecret/secret.h>

typedef struct Keyring Keyring;

/*
 * prompting is copied; its data must outlive the keyring. Errors: ERROR_STORE_ABSENT, there is no
 * bus or nothing that keeps secrets; _TIMED_OUT, _FAILED.
 */
Keyring *keyring_new(const StorePrompting *prompting, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void keyring_free(Keyring *keyring);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keyring, keyring_free)

/* Whether a person may be asked now, on the screen. */
gboolean keyring_may_prompt(const Keyring *keyring);

/* The program that keeps it: "gnome-keyring-daemon"; the caller's, NULL = not told. */
char *keyring_keeper(const Keyring *keyring);

/*
 * What a search has learnt of this service: it tells of its items, locked or not, so what is not
 * found is not there. FALSE at first.
 */
gboolean keyring_shows_items(const Keyring *keyring);
void keyring_set_shows_items(Keyring *keyring);

/* One call of the service; what it returns goes into data. Errors: libsecret's own. */
typedef gboolean (*KeyringCall)(SecretService *service, gpointer data, GCancellable *cancellable,
                                GError **error);

/*
 * Makes a call that cannot prompt, within SECRET_SERVICE_CALL_MS; once more, with a new session,
 * where the first one was lost. Errors: the call's.
 */
gboolean keyring_call(Keyring *keyring, KeyringCall call, gpointer data, GError **error);

/* Likewise, but once, and within a time of its own. */
gboolean keyring_call_within(Keyring *keyring, gint64 timeout_ms, KeyringCall call, gpointer data,
                             GError **error);

/*
 * Makes a call that wants a prompt although nothing is locked, see quiet_service.h. A person who
 * can see the prompt has all the time; where there is none, it has a call's. Errors:
 * ERROR_STORE_LOCKED, nobody has confirmed it; those of secret_error_set().
 */
gboolean keyring_call_confirmed(Keyring *keyring, KeyringCall call, gpointer data, GError **error);
