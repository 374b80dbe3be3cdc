/* SPDX-License-Identifier: MIT */
#include "app/prompt_mark.h"

#include <glib/gstdio.h>

static char *folder_path(void)
{
    return g_build_filename(g_get_user_state_dir(), "git-credential-azdo", NULL);
}

static char *file_path(void)
{
    g_autofree char *folder = folder_path();
    return g_build_filename(folder, "check", NULL);
}

/* By renaming, so that a prompt never reads half of it. */
void prompt_mark_write(gint64 now, guint count)
{
    g_autofree char *folder = folder_path();
    g_autofree char *path = file_path();
    g_autofree char *line = g_strdup_printf("%" G_GINT64_FORMAT " %u\n", now, count);
    g_autoptr(GError) cause = NULL;
    if (g_mkdir_with_parents(folder, 0700) != 0 ||
        !g_file_set_contents_full(path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause))
        prompt_mark_forget();
}

void prompt_mark_forget(void)
{
    g_autofree char *path = file_path();
    (void)g_remove(path);
}
