/* SPDX-License-Identifier: MIT */
/* Within secret-service.so: the items of other programs, as members of the backend. */
#pragma once

#include "store/foreign.h"

/* handle is a Keyring. Errors of these: the store's. */
GPtrArray *keyring_find_foreign(gpointer handle, const ForeignQuery *query, GError **error);
ForeignOutcome keyring_remove_foreign(gpointer handle, const ForeignItem *item, GError **error);
