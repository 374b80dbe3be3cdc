/* SPDX-License-Identifier: MIT */
/* How wide a terminal is. */
#pragma once

#include <glib.h>

/* Of the terminal behind a file descriptor; 0 = it is none, or does not say. */
guint columns_of(int fd);
