/* SPDX-License-Identifier: MIT */
#include "store/unlocking.h"

#include "core/error.h"
#include "core/message.h"
#include "store/lock.h"

/* How long a process waits while another one shows the prompt. */
#define UNLOCK_WAIT_MS (60 * 1000)

/* Whoever has the lock waits for a person: it is the store's lock that is in the way. */
static StoreLock *lock_prompts(GError **error)
{
    g_autoptr(GError) cause = NULL;
    StoreLock *lock = store_lock_acquire(STORE_LOCK_UNLOCK, UNLOCK_WAIT_MS, &cause);
    if (lock)
        return lock;
    if (g_error_matches(cause, AZDO_ERROR, ERROR_STORE_TIMED_OUT))
        error_set(error, ERROR_STORE_LOCKED, N_("answer the prompt, and try again"),
                  "the store is locked, and another git-credential-azdo has asked to unlock it");
    else
        g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
}

static gboolean prompt(const Unlocking *unlocking, StoreLock *lock, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (unlocking->prompt(unlocking->data, &cause))
        return TRUE;
    if (g_error_matches(cause, AZDO_ERROR, ERROR_STORE_DISMISSED))
        store_lock_set_refused(lock, g_get_real_time());
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

gboolean unlocking_run(const Unlocking *unlocking, GError **error)
{
    gint64 asked_us = g_get_real_time();
    g_autoptr(StoreLock) lock = lock_prompts(error);
    if (!lock)
        return FALSE;
    if (unlocking->attempt(unlocking->data))
        return TRUE;
    if (store_lock_get_refused(lock) >= asked_us) {
        unlocking->set_dismissed(error);
        return FALSE;
    }
    return prompt(unlocking, lock, error);
}
