/* SPDX-License-Identifier: MIT */
#include "app/taken_out.h"

#include "app/mark.h"
#include "core/text.h"
#include "model/pat.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_MAX_BYTES 4096 /* more than any logout writes; what is older is of no use then */

static int open_file(const char *server, gboolean may_create)
{
    const Target whole = {.server = (char *)server};
    const Mark mark = {.parent = g_get_user_runtime_dir(), .kind = "removed", .target = &whole};
    return mark_open(&mark, may_create);
}

void taken_out_forget(const char *server)
{
    int fd = open_file(server, FALSE);
    if (fd < 0)
        return;
    if (ftruncate(fd, 0) != 0)
        g_debug("what was removed could not be forgotten");
    close(fd);
}

/* "1795546800 <digest>", one line for each token. */
static void append_line(int fd, const char *line)
{
    struct stat found = {0};
    if (fstat(fd, &found) != 0 || (found.st_size > SIZE_MAX_BYTES && ftruncate(fd, 0) != 0))
        return;
    gsize length = strlen(line);
    if (lseek(fd, 0, SEEK_END) < 0 || write(fd, line, length) != (gssize)length)
        g_debug("what is removed could not be noted");
}

void taken_out_note(const Credential *credential, gint64 now)
{
    if (credential->kind != CREDENTIAL_PAT || pat_form(credential->secret) == PAT_FORM_OTHER)
        return;
    int fd = open_file(credential->server, TRUE);
    if (fd < 0)
        return;
    g_autofree char *digest = secret_digest(credential->secret);
    g_autofree char *line = g_strdup_printf("%" G_GINT64_FORMAT " %s\n", now, digest);
    append_line(fd, line);
    close(fd);
}

/* A clock that was set back holds nothing off. */
static gboolean is_recent(const char *line, const char *digest, gint64 now)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 2);
    gint64 when = 0;
    return g_strv_length(words) == 2 && g_str_equal(words[1], digest) &&
           text_parse_number(words[0], G_MAXINT64, &when) && now >= when &&
           now - when < TAKEN_OUT_S;
}

gboolean taken_out_holds(const char *server, const Secret *secret, gint64 now)
{
    int fd = open_file(server, FALSE);
    if (fd < 0)
        return FALSE;
    char text[2 * SIZE_MAX_BYTES] = "";
    gssize length = pread(fd, text, sizeof(text) - 1, 0);
    close(fd);
    g_autofree char *digest = length > 0 ? secret_digest(secret) : NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean holds = FALSE;
    for (char **line = lines; digest && *line; line++)
        holds = holds || is_recent(*line, digest, now);
    return holds;
}
