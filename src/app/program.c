/* SPDX-License-Identifier: MIT */
#include "app/program.h"

#include "config/git_run.h"

#include <string.h>

char *program_find(const char *name)
{
    if (g_path_is_absolute(name))
        return g_strdup(name);
    return strchr(name, '/') ? NULL : git_find_program(name);
}
