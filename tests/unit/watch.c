/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include "memcheck.h"

#include <check.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static gboolean is_watching;
static Watch watch;

void(g_free)(gpointer block)
{
    if (block && is_watching) {
        watch.freed++;
        MEMCHECK_ALLOW_READ(block, malloc_usable_size(block));
        if (memmem(block, malloc_usable_size(block), WATCHED, strlen(WATCHED)))
            watch.unwiped++;
    }
    free(block);
}

Watch watch_run(void (*use)(void))
{
    watch = (Watch){0};
    is_watching = TRUE;
    use();
    is_watching = FALSE;
    return watch;
}

void watch_check(const WatchedUse *use)
{
    Watch seen = watch_run(use->use);
    ck_assert_msg(seen.freed > 0, "%s: nothing was seen to be freed", use->name);
    ck_assert_msg(seen.unwiped == 0, "%s: %u of %u blocks held it", use->name, seen.unwiped,
                  seen.freed);
}
