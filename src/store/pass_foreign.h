/* SPDX-License-Identifier: MIT */
/* Within pass.so: the entries of other programs, as members of the backend. */
#pragma once

#include "store/foreign.h"

/* handle is a PassProgram. Errors of these: the store's. */
GPtrArray *pass_find_foreign(gpointer handle, const ForeignQuery *query, GError **error);
ForeignOutcome pass_remove_foreign(gpointer handle, const ForeignItem *item, GError **error);
