/* SPDX-License-Identifier: MIT */
#include "app/screen.h"

#include "app/variable.h"

gboolean screen_is_remote(void)
{
    return variable_is_set("SSH_CONNECTION") || variable_is_set("SSH_CLIENT") ||
           variable_is_set("SSH_TTY");
}

gboolean screen_is_there(void)
{
    return (variable_is_set("DISPLAY") || variable_is_set("WAYLAND_DISPLAY")) &&
           !screen_is_remote();
}
