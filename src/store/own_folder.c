/* SPDX-License-Identifier: MIT */
#include "store/own_folder.h"

#include <fcntl.h>

int own_folder_open(const char *parent, gboolean is_wanted)
{
    g_autofree char *folder = g_build_filename(parent, OWN_FOLDER_NAME, NULL);
    if (is_wanted && g_mkdir_with_parents(folder, 0700) != 0)
        return -1;
    return open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}
