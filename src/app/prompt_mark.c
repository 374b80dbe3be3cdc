/* SPDX-License-Identifier: MIT */
#include "app/prompt_mark.h"

#include "store/own_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "check"

static gboolean write_file(int folder, const char *name, const char *text)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return FALSE;
    gsize length = strlen(text);
    gboolean is_whole = write(fd, text, length) == (gssize)length;
    return close(fd) == 0 && is_whole;
}

/* By renaming, so that a prompt never reads half of it. */
void prompt_mark_write(gint64 now, guint count)
{
    g_autofree char *line = g_strdup_printf("%" G_GINT64_FORMAT " %u\n", now, count);
    g_autofree char *temporary = g_strdup_printf(FILE_NAME ".%d", (int)getpid());
    int folder = own_folder_open(g_get_user_state_dir(), TRUE);
    if (folder < 0)
        return;
    if (!write_file(folder, temporary, line) ||
        renameat(folder, temporary, folder, FILE_NAME) != 0) {
        (void)unlinkat(folder, temporary, 0);
        (void)unlinkat(folder, FILE_NAME, 0);
    }
    close(folder);
}

void prompt_mark_forget(void)
{
    int folder = own_folder_open(g_get_user_state_dir(), FALSE);
    if (folder < 0)
        return;
    (void)unlinkat(folder, FILE_NAME, 0);
    close(folder);
}
