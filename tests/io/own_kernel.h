/* SPDX-License-Identifier: MIT */
/* What a test does to the kernel's keyring as its own process, made for it alone, sees it. */
#pragma once

#include <glib.h>

/* Into a user namespace, where that is allowed: its keyring is not that of who runs the tests. */
void own_kernel_enter(void);

/* Whether that is allowed. Where it is not, no test may clear what it has not made. */
gboolean own_kernel_is_allowed(void);

/* From now on the system calls for keys fail with this errno. */
void own_kernel_forbid(unsigned error_number);

/* Leaves the user no room for one more key. */
void own_kernel_use_up_quota(void);
