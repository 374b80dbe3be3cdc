/* SPDX-License-Identifier: MIT */
/*
 * How far a long task has come: one line on stderr that is written anew, and taken away at the end,
 * also where Ctrl-C ends the process. Only on a terminal that can do so; elsewhere nothing is
 * written.
 */
#pragma once

#include <glib.h>

typedef struct Progress Progress;

/* One at a time. is_wanted as of layout_has_emphasis() for stderr, without its NO_COLOR. */
Progress *progress_new(const char *task, gboolean is_wanted);
void progress_free(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)

/* How many steps there are; before the first of them. */
void progress_expect(Progress *progress, guint count);

/* One more is done. For every thread. */
void progress_step(Progress *progress);
