/* SPDX-License-Identifier: MIT */
/* Whether the person who works here sees the windows that this machine opens. */
#pragma once

#include <glib.h>

/* A display server is named, and nobody works here from afar. */
gboolean screen_is_there(void);

/* The person works here over SSH: windows, if any, open where nobody looks. */
gboolean screen_is_remote(void);
