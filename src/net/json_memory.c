/* SPDX-License-Identifier: MIT */
#include "net/json_memory.h"

#include "core/error.h"
#include "core/message.h"
#include "net/wiping.h"

#include <jansson.h>

void json_memory_prepare(void)
{
    static gsize is_prepared = 0;
    if (g_once_init_enter(&is_prepared)) {
        json_set_alloc_funcs(wiping_malloc, wiping_free);
        g_once_init_leave(&is_prepared, 1);
    }
}

void json_memory_set_error(GError **error)
{
    error_set(error, ERROR_SYSTEM, N_("end some other program, and try again"),
              "there is not enough memory");
}
