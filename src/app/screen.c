/* SPDX-License-Identifier: MIT */
#include "app/screen.h"

static gboolean is_set(const char *variable)
{
    const char *value = g_getenv(variable);
    return value && *value;
}

gboolean screen_is_remote(void)
{
    return is_set("SSH_CONNECTION") || is_set("SSH_CLIENT") || is_set("SSH_TTY");
}

gboolean screen_is_there(void)
{
    return (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")) && !screen_is_remote();
}
