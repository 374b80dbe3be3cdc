/* SPDX-License-Identifier: MIT */
#define SECRET_API_SUBJECT_TO_CHANGE /* the object-path calls; unchanged from 0.18 to 0.21.7 */

#include "store/keyring_unlock.h"

#include "core/error.h"
#include "store/quiet_service.h"
#include "store/secret_error.h"
#include "store/unlocking.h"

typedef struct {
    Keyring *keyring;
    const char *const *paths;
    KeyringAttempt attempt;
    gpointer data;
} Unlock;

static gboolean call_unlock(SecretService *service, gpointer data, GCancellable *cancellable,
                            GError **error)
{
    g_auto(GStrv) unlocked = NULL;
    return secret_service_unlock_dbus_paths_sync(service, data, cancellable, &unlocked, error) > 0;
}

/*
 * hang is set, to an error of ours, if the service does not answer: nor would it if a person were
 * to be asked.
 */
static gboolean unlock_quietly(Keyring *keyring, const char *const *paths, GError **hang)
{
    g_auto(GStrv) copy = g_strdupv((GStrv)paths);
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_unlock, copy, &cause))
        return TRUE;
    if (cause && secret_error_is_timed_out(cause))
        secret_error_set(hang, cause);
    return FALSE;
}

/*
 * Shows the prompt and waits for the person, however long that takes: a prompt is never cancelled.
 * The service is opened for this alone, and lets the prompt through.
 */
static gboolean show_prompt(const char *const *paths, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(SecretService) service =
        secret_service_open_sync(QUIET_SERVICE_TYPE, NULL, SECRET_SERVICE_NONE, NULL, &cause);
    if (!service) {
        secret_error_set(error, cause);
        return FALSE;
    }
    quiet_service_set_prompts(service, TRUE);
    g_auto(GStrv) copy = g_strdupv((GStrv)paths);
    g_auto(GStrv) unlocked = NULL;
    int count = secret_service_unlock_dbus_paths_sync(service, (const char **)copy, NULL, &unlocked,
                                                      &cause);
    if (count > 0 && !cause)
        return TRUE;
    if (!cause || g_error_matches(cause, AZDO_ERROR, ERROR_STORE_DISMISSED))
        secret_error_set_dismissed(error);
    else
        secret_error_set(error, cause);
    return FALSE;
}

static gboolean unlock_attempt(gpointer data)
{
    const Unlock *unlock = data;
    return unlock->attempt(unlock->keyring, unlock->data);
}

static gboolean unlock_prompt(gpointer data, GError **error)
{
    const Unlock *unlock = data;
    /* Who waited may have nobody left to ask for: Git is gone. */
    gboolean may_prompt = keyring_may_prompt(unlock->keyring);
    if (may_prompt && !show_prompt(unlock->paths, error))
        return FALSE;
    if (may_prompt && unlock_attempt(data))
        return TRUE;
    secret_error_set_locked(error);
    return FALSE;
}

gboolean keyring_unlock_by_prompt(Keyring *keyring, const char *const *paths,
                                  KeyringAttempt attempt, gpointer data, GError **error)
{
    if (!keyring_may_prompt(keyring)) {
        secret_error_set_locked(error);
        return FALSE;
    }
    Unlock unlock = {.keyring = keyring, .paths = paths, .attempt = attempt, .data = data};
    const Unlocking unlocking = {
        .attempt = unlock_attempt,
        .prompt = unlock_prompt,
        .set_dismissed = secret_error_set_dismissed,
        .data = &unlock,
    };
    return unlocking_run(&unlocking, error);
}

gboolean keyring_unlock(Keyring *keyring, const char *const *paths, KeyringAttempt attempt,
                        gpointer data, GError **error)
{
    g_autoptr(GError) hang = NULL;
    if (unlock_quietly(keyring, paths, &hang) && attempt(keyring, data))
        return TRUE;
    if (hang) {
        g_propagate_error(error, g_steal_pointer(&hang));
        return FALSE;
    }
    return keyring_unlock_by_prompt(keyring, paths, attempt, data, error);
}
