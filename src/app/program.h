/* SPDX-License-Identifier: MIT */
/* Programs that a setting of the user's names. */
#pragma once

/*
 * Where the program is: an absolute path is taken as it is, a name without a slash comes from the
 * absolute folders of PATH. NULL if there is none, and for a relative path: the current folder may
 * be a hostile work tree. Owned by the caller.
 */
char *program_find(const char *name);
