/* SPDX-License-Identifier: MIT */
/*
 * A time limit for synchronous calls, one after the other: libsecret's own is 25 s a call, and only
 * a cancellable fired from another thread ends every kind of call earlier. One thread watches over
 * all of them, for starting one costs more than some of the calls. Never use it around a prompt.
 */
#pragma once

#include <gio/gio.h>

typedef struct Deadline Deadline;

Deadline *deadline_new(void);
void deadline_free(Deadline *deadline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Deadline, deadline_free)

/* Starts the clock for a call with this cancellable, which is borrowed until deadline_stop(). */
GCancellable *deadline_start(Deadline *deadline, gint64 timeout_ms);

/* The call is over: no later one is touched, even if its own cancellable fires just now. */
void deadline_stop(Deadline *deadline);
