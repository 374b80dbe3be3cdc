/* SPDX-License-Identifier: MIT */
/* For LD_PRELOAD: a kernel or a sandbox without close_range(). */
#include <errno.h>
#include <unistd.h>

int close_range(unsigned first, unsigned last, int flags)
{
    (void)first;
    (void)last;
    (void)flags;
    errno = ENOSYS;
    return -1;
}
