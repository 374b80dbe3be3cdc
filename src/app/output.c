/* SPDX-License-Identifier: MIT */
#include "app/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

static guint terminal_columns(void)
{
    struct winsize size = {0};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

Layout output_layout(void)
{
    return (Layout){
        .has_emphasis =
            layout_has_emphasis(isatty(STDOUT_FILENO), g_getenv("TERM"), g_getenv("NO_COLOR")),
        .columns = layout_columns(terminal_columns()),
    };
}
