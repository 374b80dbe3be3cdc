/* SPDX-License-Identifier: MIT */
#include "store/unlocking.h"

#include "store/lock.h"

/* How long a process waits while another one shows the prompt. */
#define UNLOCK_WAIT_MS (60 * 1000)

gboolean unlocking_run(const Unlocking *unlocking, GError **error)
{
    gint64 asked_us = g_get_real_time();
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_UNLOCK, UNLOCK_WAIT_MS, error);
    if (!lock)
        return FALSE;
    if (unlocking->attempt(unlocking->data))
        return TRUE;
    if (store_lock_get_refused(lock) >= asked_us) {
        unlocking->set_dismissed(error);
        return FALSE;
    }
    if (unlocking->prompt(unlocking->data, error))
        return TRUE;
    store_lock_set_refused(lock, g_get_real_time());
    return FALSE;
}
