/* SPDX-License-Identifier: MIT */
#include "ui/columns.h"

#include <sys/ioctl.h>

guint columns_of(int fd)
{
    struct winsize size = {0};
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
