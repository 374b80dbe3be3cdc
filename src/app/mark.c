/* SPDX-License-Identifier: MIT */
#include "app/mark.h"

#include "core/text.h"
#include "store/own_folder.h"

#include <fcntl.h>
#include <unistd.h>

#define MARK_SIZE 24 /* a 64-bit number, a line feed and a NUL */

static char *file_name(const Mark *mark)
{
    const char *organization = mark->target->organization;
    g_autofree char *place =
        g_strdup_printf("%s/%s", mark->target->server, organization ? organization : "");
    g_autofree char *escaped = g_uri_escape_string(place, NULL, FALSE);
    return g_strconcat(mark->kind, "-", escaped, NULL);
}

int mark_open(const Mark *mark, gboolean may_create)
{
    int folder = own_folder_open(mark->parent, may_create);
    if (folder < 0)
        return -1;
    g_autofree char *name = file_name(mark);
    int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(folder, name, may_create ? flags | O_CREAT : flags, 0600);
    close(folder);
    return fd;
}

void mark_remove(const Mark *mark)
{
    int folder = own_folder_open(mark->parent, FALSE);
    if (folder < 0)
        return;
    g_autofree char *name = file_name(mark);
    (void)unlinkat(folder, name, 0);
    close(folder);
}

gint64 mark_read(int fd)
{
    char text[MARK_SIZE] = "";
    gint64 when = 0;
    if (pread(fd, text, sizeof(text) - 1, 0) > 0)
        text_parse_number(g_strchomp(text), G_MAXINT64, &when);
    return when;
}

gboolean mark_write(int fd, gint64 when)
{
    char text[MARK_SIZE];
    int length = g_snprintf(text, sizeof(text), "%" G_GINT64_FORMAT "\n", when);
    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (gsize)length, 0) == length;
}
