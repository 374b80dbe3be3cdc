/* SPDX-License-Identifier: MIT */
#include "store/deadline.h"

struct Deadline {
    GMutex mutex;
    GCond changed;
    gboolean is_over;
    gint64 end_us;             /* g_get_monotonic_time(); 0 = no call is being made */
    GCancellable *cancellable; /* of the call that is being made */
    GThread *thread;
};

/* TRUE if a call has taken too long. */
static gboolean wait_for_end(Deadline *deadline)
{
    if (deadline->end_us == 0)
        g_cond_wait(&deadline->changed, &deadline->mutex);
    else
        g_cond_wait_until(&deadline->changed, &deadline->mutex, deadline->end_us);
    return deadline->end_us != 0 && g_get_monotonic_time() >= deadline->end_us;
}

static gpointer deadline_watch(gpointer data)
{
    Deadline *deadline = data;
    g_mutex_lock(&deadline->mutex);
    while (!deadline->is_over) {
        if (!wait_for_end(deadline))
            continue;
        deadline->end_us = 0;
        g_autoptr(GCancellable) late = g_object_ref(deadline->cancellable);
        g_mutex_unlock(&deadline->mutex);
        g_cancellable_cancel(late);
        g_mutex_lock(&deadline->mutex);
    }
    g_mutex_unlock(&deadline->mutex);
    return NULL;
}

Deadline *deadline_new(void)
{
    Deadline *deadline = g_new0(Deadline, 1);
    g_mutex_init(&deadline->mutex);
    g_cond_init(&deadline->changed);
    deadline->thread = g_thread_new("deadline", deadline_watch, deadline);
    return deadline;
}

static void deadline_set(Deadline *deadline, gint64 end_us, GCancellable *cancellable)
{
    g_mutex_lock(&deadline->mutex);
    deadline->end_us = end_us;
    g_set_object(&deadline->cancellable, cancellable);
    g_cond_signal(&deadline->changed);
    g_mutex_unlock(&deadline->mutex);
}

GCancellable *deadline_start(Deadline *deadline, gint64 timeout_ms)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    deadline_set(deadline, g_get_monotonic_time() + timeout_ms * 1000, cancellable);
    return deadline->cancellable;
}

void deadline_stop(Deadline *deadline)
{
    deadline_set(deadline, 0, NULL);
}

void deadline_free(Deadline *deadline)
{
    if (!deadline)
        return;
    g_mutex_lock(&deadline->mutex);
    deadline->is_over = TRUE;
    g_cond_signal(&deadline->changed);
    g_mutex_unlock(&deadline->mutex);
    g_thread_join(deadline->thread);
    g_clear_object(&deadline->cancellable);
    g_cond_clear(&deadline->changed);
    g_mutex_clear(&deadline->mutex);
    g_free(deadline);
}
