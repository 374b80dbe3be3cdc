/* SPDX-License-Identifier: MIT */
#include "store/deadline.h"

struct Deadline {
    GMutex mutex;
    GCond stopped;
    gboolean is_stopped;
    gint64 end_us; /* g_get_monotonic_time() */
    GCancellable *cancellable;
    GThread *thread;
};

static gpointer deadline_watch(gpointer data)
{
    Deadline *deadline = data;
    gboolean in_time = TRUE;
    g_mutex_lock(&deadline->mutex);
    while (!deadline->is_stopped && in_time)
        in_time = g_cond_wait_until(&deadline->stopped, &deadline->mutex, deadline->end_us);
    gboolean must_cancel = !deadline->is_stopped;
    g_mutex_unlock(&deadline->mutex);
    if (must_cancel)
        g_cancellable_cancel(deadline->cancellable);
    return NULL;
}

Deadline *deadline_new(gint64 timeout_ms)
{
    Deadline *deadline = g_new0(Deadline, 1);
    g_mutex_init(&deadline->mutex);
    g_cond_init(&deadline->stopped);
    deadline->end_us = g_get_monotonic_time() + timeout_ms * 1000;
    deadline->cancellable = g_cancellable_new();
    deadline->thread = g_thread_new("deadline", deadline_watch, deadline);
    return deadline;
}

void deadline_free(Deadline *deadline)
{
    if (!deadline)
        return;
    g_mutex_lock(&deadline->mutex);
    deadline->is_stopped = TRUE;
    g_cond_signal(&deadline->stopped);
    g_mutex_unlock(&deadline->mutex);
    g_thread_join(deadline->thread);
    g_object_unref(deadline->cancellable);
    g_cond_clear(&deadline->stopped);
    g_mutex_clear(&deadline->mutex);
    g_free(deadline);
}

GCancellable *deadline_cancellable(Deadline *deadline)
{
    return deadline->cancellable;
}
