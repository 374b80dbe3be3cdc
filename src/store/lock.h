/* SPDX-License-Identifier: MIT */
/*
 * Locks between our own processes: no store offers read-modify-write, and a keyring daemon that is
 * asked for several unlock prompts at once leaves most of the askers hanging.
 *
 * The files live in a 0700 folder of ours under $XDG_RUNTIME_DIR (else the user's cache folder),
 * are opened without following links, and hold no secret.
 */
#pragma once

#include <glib.h>

typedef enum {
    STORE_LOCK_WRITE,  /* around reading, deciding and writing */
    STORE_LOCK_UNLOCK, /* around an unlock prompt */
    STORE_LOCK_ASK,    /* around asking a person for a token */
    STORE_LOCK_RENEW,  /* around obtaining the next token from a sign-in */
} StoreLockKind;

/* How long `store` and `erase` wait for each other: one of them takes some tens of ms. */
#define STORE_LOCK_WAIT_MS (10 * 1000)

typedef struct StoreLock StoreLock;

/*
 * Waits at most timeout_ms. Errors: ERROR_STORE_TIMED_OUT, ERROR_SYSTEM.
 * Unlocked by store_lock_free(), and by the end of the process however it ends.
 */
StoreLock *store_lock_acquire(StoreLockKind kind, gint64 timeout_ms,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void store_lock_free(StoreLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreLock, store_lock_free)

/* A note for those who wait: the time (g_get_real_time()) of a refusal; 0 if there is none. */
void store_lock_set_refused(StoreLock *lock, gint64 when_us);
gint64 store_lock_get_refused(const StoreLock *lock);
