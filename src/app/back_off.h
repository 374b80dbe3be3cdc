/* SPDX-License-Identifier: MIT */
/*
 * After a server has kept one request of Git's waiting in vain, the next ones do not wait for it as
 * well: a clone with forty submodules would take minutes to fail. The time of the failure is in a
 * file in $XDG_RUNTIME_DIR, one for each organization: there need not be a store, and a store is
 * not to be written for each failure. A command that a person types is never held off.
 */
#pragma once

#include "model/target.h"

#include <glib.h>

/* What is shorter is no waiting that anybody would notice. */
#define BACK_OFF_SLOW_MS 1000
/* How long after a failure nobody waits. */
#define BACK_OFF_S (2 * 60)

/*
 * Whether an attempt for that organization has failed lately; then *error is ERROR_UNREACHABLE, and
 * says so, with that hint (NULL = to wait).
 */
gboolean back_off_holds(const Target *target, const char *hint, GError **error);

/*
 * The end of an attempt that began at start_us (g_get_monotonic_time()); failure NULL = it has
 * succeeded. A failure that came at once, or was an answer, is not remembered.
 */
void back_off_note(const Target *target, gint64 start_us, const GError *failure);
