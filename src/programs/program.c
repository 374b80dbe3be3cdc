/* SPDX-License-Identifier: MIT */
#include "programs/program.h"

#include "core/search_path.h"

#include <string.h>
#include <unistd.h>

char *program_find(const char *name)
{
    if (g_path_is_absolute(name))
        return g_strdup(name);
    if (strchr(name, '/'))
        return NULL;
    g_auto(GStrv) paths = search_path_candidates(g_getenv("PATH"), name);
    for (char **path = paths; *path; path++) {
        if (g_file_test(*path, G_FILE_TEST_IS_REGULAR) && access(*path, X_OK) == 0)
            return g_strdup(*path);
    }
    return NULL;
}
