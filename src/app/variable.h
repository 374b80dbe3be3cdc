/* SPDX-License-Identifier: MIT */
/* Variables of the environment. */
#pragma once

#include <glib.h>

/* Whether it is there and not empty, which says nothing to most programs. */
gboolean variable_is_set(const char *name);
