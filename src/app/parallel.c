/* SPDX-License-Identifier: MIT */
#include "app/parallel.h"

typedef struct {
    gpointer item;
    gboolean is_done;
    GError *error;
} Work;

static void work_clear(gpointer data)
{
    Work *work = data;
    g_clear_error(&work->error);
}

static void work_do(gpointer data, gpointer user_data)
{
    Work *work = data;
    const ParallelFunction *run = user_data;
    work->is_done = (*run)(work->item, &work->error);
}

static gboolean do_in_threads(ParallelFunction run, GArray *works, guint at_a_time, GError **error)
{
    guint width = g_getenv("AZDO_TRACE") ? 1 : MIN(works->len, at_a_time);
    GThreadPool *pool = g_thread_pool_new(work_do, &run, (int)width, FALSE, error);
    if (!pool)
        return FALSE;
    /* That a thread cannot be started is no failure: those that there are do its work. */
    for (guint i = 0; i < works->len; i++)
        g_thread_pool_push(pool, &g_array_index(works, Work, i), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    return TRUE;
}

gboolean parallel_run(ParallelFunction run, gpointer items, gsize size, gsize count,
                      guint at_a_time, GError **error)
{
    if (count == 1)
        return run(items, error);
    g_autoptr(GArray) works = g_array_sized_new(FALSE, TRUE, sizeof(Work), (guint)count);
    g_array_set_clear_func(works, work_clear);
    for (gsize i = 0; i < count; i++) {
        const Work work = {.item = (char *)items + i * size};
        g_array_append_val(works, work);
    }
    if (count > 0 && !do_in_threads(run, works, at_a_time, error))
        return FALSE;
    for (guint i = 0; i < works->len; i++) {
        Work *work = &g_array_index(works, Work, i);
        if (work->is_done)
            continue;
        g_propagate_error(error, g_steal_pointer(&work->error));
        return FALSE;
    }
    return TRUE;
}
