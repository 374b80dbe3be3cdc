/* SPDX-License-Identifier: MIT */
/*
 * Several questions to servers at a time: those that do not answer cost one limit and not one each.
 */
#pragma once

#include <glib.h>

/* What is done with one item, in whatever thread. FALSE = *error is set. */
typedef gboolean (*ParallelFunction)(gpointer item, GError **error);

/*
 * Calls run once for each of count items of that many bytes, at_a_time of them together, and
 * returns when all are done. With AZDO_TRACE it is one after the other, so that the trace can be
 * read. Errors: that of the first item that has one, or those of g_thread_pool_new().
 */
gboolean parallel_run(ParallelFunction run, gpointer items, gsize size, gsize count,
                      guint at_a_time, GError **error) G_GNUC_WARN_UNUSED_RESULT;
