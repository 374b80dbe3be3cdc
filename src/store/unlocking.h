/* SPDX-License-Identifier: MIT */
/*
 * One prompt at a time: whoever waited for another process's prompt shares its outcome, which is
 * that it works now, or that the person closed it, who is not asked again by each of thirty
 * fetches.
 */
#pragma once

#include <glib.h>

typedef struct {
    gboolean (*attempt)(gpointer data);                /* without a prompt; TRUE = done */
    gboolean (*prompt)(gpointer data, GError **error); /* with one; TRUE = done */
    void (*set_dismissed)(GError **error); /* ERROR_STORE_DISMISSED in the store's words */
    gpointer data;
} Unlocking;

/*
 * Errors: those of prompt and set_dismissed; ERROR_STORE_LOCKED if another process waits for the
 * person for too long; ERROR_SYSTEM of the lock.
 */
gboolean unlocking_run(const Unlocking *unlocking, GError **error) G_GNUC_WARN_UNUSED_RESULT;
