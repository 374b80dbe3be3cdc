/* SPDX-License-Identifier: MIT */
#include "commands/command.h"

#include <stdio.h>

int command_version(const Settings *settings G_GNUC_UNUSED, char **argv G_GNUC_UNUSED,
                    GError **error G_GNUC_UNUSED)
{
    puts("git-credential-azdo " PROJECT_VERSION);
    return 0;
}
