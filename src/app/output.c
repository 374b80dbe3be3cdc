/* SPDX-License-Identifier: MIT */
#include "app/output.h"

#include "ui/columns.h"

#include <unistd.h>

Layout output_layout(void)
{
    return (Layout){
        .has_emphasis =
            layout_has_emphasis(isatty(STDOUT_FILENO), g_getenv("TERM"), g_getenv("NO_COLOR")),
        .columns = layout_columns(columns_of(STDOUT_FILENO)),
    };
}
