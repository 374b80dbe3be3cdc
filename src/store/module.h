/* SPDX-License-Identifier: MIT */
/* Finds and loads the module of a store backend. */
#pragma once

#include "store/store.h"

/*
 * The backend of that name; it stays loaded until the process ends. Errors: ERROR_USAGE for a name
 * that is not in the table of stores, ERROR_STORE_ABSENT for a module that cannot be loaded.
 */
const StoreBackend *store_module_load(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
