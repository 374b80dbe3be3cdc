/* SPDX-License-Identifier: MIT */
/*
 * Looks for a secret in what is given back to the allocator.
 *
 * g_free() is the program's own: code that is linked statically calls it in place of GLib's. It
 * looks into each block before it frees it. What it cannot see: registers, the stack, a realloc().
 */
#pragma once

#include <glib.h>

/* What is looked for. */
#define WATCHED "correct-horse-battery-staple"

typedef struct {
    guint freed;
    guint unwiped; /* blocks of those that held the secret */
} Watch;

/* What is freed while use() runs. */
Watch watch_run(void (*use)(void));

/* One such use, and what it is. */
typedef struct {
    const char *name;
    void (*use)(void);
} WatchedUse;

/* Fails the test if the use frees nothing, or the secret with it. */
void watch_check(const WatchedUse *use);
