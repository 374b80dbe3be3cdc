/* SPDX-License-Identifier: MIT */
/*
 * A time limit for one synchronous call: libsecret's own is 25 s a call, and only a cancellable
 * fired from another thread ends every kind of call earlier. Never use it around a prompt.
 */
#pragma once

#include <gio/gio.h>

typedef struct Deadline Deadline;

/* Starts the clock. Freeing the deadline stops it; the cancellable does not fire afterwards. */
Deadline *deadline_new(gint64 timeout_ms);
void deadline_free(Deadline *deadline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Deadline, deadline_free)

/* Borrowed. */
GCancellable *deadline_cancellable(Deadline *deadline);
