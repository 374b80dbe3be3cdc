/* SPDX-License-Identifier: MIT */
/* Where a program may be, by what PATH says. */
#pragma once

#include <glib.h>

/*
 * The absolute folders of a PATH with the name at their end, in order; path NULL = the usual
 * folders. Relative ones are left out: the current folder may be a hostile work tree. Owned by the
 * caller.
 */
GStrv search_path_candidates(const char *path, const char *name);
