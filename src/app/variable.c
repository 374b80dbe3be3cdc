/* SPDX-License-Identifier: MIT */
#include "app/variable.h"

gboolean variable_is_set(const char *name)
{
    const char *value = g_getenv(name);
    return value && *value;
}
