/* SPDX-License-Identifier: MIT */
/* Where other programs are. */
#pragma once

/*
 * An absolute path is taken as it is, a name without a slash comes from the absolute folders of
 * PATH. NULL if there is no such program, and for a relative path: the current folder may be a
 * hostile work tree. Owned by the caller.
 */
char *program_find(const char *name);
