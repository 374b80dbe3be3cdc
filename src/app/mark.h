/* SPDX-License-Identifier: MIT */
/*
 * A time that outlives the process, about one organization: a small file of this program's, which
 * holds nothing else. Where it cannot be had, nothing is remembered.
 */
#pragma once

#include "model/target.h"

#include <glib.h>

/* "<kind>-dev.azure.com%2Fcontoso", in a folder of this program's below one of the user's. */
typedef struct {
    const char *parent;
    const char *kind;
    const Target *target; /* without an organization, the server's own */
} Mark;

/* A descriptor for reading and writing; -1 = none, and none may or can be made. */
int mark_open(const Mark *mark, gboolean may_create);
void mark_remove(const Mark *mark);

/* Unix seconds; 0 = none, or what is there is no time. */
gint64 mark_read(int fd);
gboolean mark_write(int fd, gint64 when);
