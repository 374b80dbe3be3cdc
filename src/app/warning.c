/* SPDX-License-Identifier: MIT */
#include "app/warning.h"

#include "app/place.h"
#include "app/stored.h"
#include "core/date.h"
#include "core/text.h"
#include "policy/expiry.h"
#include "ui/report.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define FOLDER_NAME "git-credential-azdo"
#define MARK_SIZE 24 /* a 64-bit number, a line feed and a NUL */

/* "warned-dev.azure.com%2Fcontoso": a name of its own for each organization. */
static char *mark_name(const Credential *credential)
{
    g_autofree char *place = g_strdup_printf("%s/%s", credential->server, credential->organization);
    g_autofree char *escaped = g_uri_escape_string(place, NULL, FALSE);
    return g_strconcat("warned-", escaped, NULL);
}

static int open_mark(const Credential *credential)
{
    g_autofree char *folder = g_build_filename(g_get_user_state_dir(), FOLDER_NAME, NULL);
    g_autofree char *name = mark_name(credential);
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return -1;
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder_fd < 0)
        return -1;
    int fd = openat(folder_fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    close(folder_fd);
    return fd;
}

/* When it was warned last; 0 = never, or what is there is no time. */
static gint64 read_mark(int fd)
{
    char text[MARK_SIZE] = "";
    gint64 last = 0;
    if (pread(fd, text, sizeof(text) - 1, 0) > 0)
        text_parse_number(g_strchomp(text), G_MAXINT64, &last);
    return last;
}

static gboolean write_mark(int fd, gint64 now)
{
    char text[MARK_SIZE];
    int length = g_snprintf(text, sizeof(text), "%" G_GINT64_FORMAT "\n", now);
    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (gsize)length, 0) == length;
}

/*
 * Whether today is the first time; that it was is noted. Of parallel processes the one that has the
 * lock is the one that warns; it goes with the descriptor.
 */
static gboolean take_turn(const Credential *credential, gint64 now, GTimeZone *zone)
{
    int fd = open_mark(credential);
    gboolean is_due = FALSE;
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        is_due = expiry_warning_is_due(read_mark(fd), now, zone) && write_mark(fd, now);
    if (fd >= 0)
        close(fd);
    return is_due;
}

/* A sign-in replaces these before they end, and speaks up where it cannot. */
static gboolean is_replaced_by_itself(const Credential *credential)
{
    return *credential->authorization_id || credential->kind == CREDENTIAL_ACCESS_TOKEN;
}

void warning_print_if_due(const Settings *settings, const Credential *credential, gint64 now)
{
    gint64 window_s = expiry_warn_window(settings->warn_days * SECONDS_PER_DAY, credential->created,
                                         credential->valid_to);
    ExpiryState state = expiry_state(credential->valid_to, now, window_s);
    if (is_replaced_by_itself(credential) || settings->warn_days == 0 || state == EXPIRY_UNKNOWN ||
        state == EXPIRY_FINE)
        return;
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    if (!take_turn(credential, now, zone))
        return;

    const Target target = stored_target(credential);
    g_autofree char *place = place_name(&target);
    g_autofree char *day = date_format_day(credential->valid_to, zone);
    g_autofree char *left = date_format_days_left(date_days_left(credential->valid_to, now, zone));
    g_autofree char *hint = stored_command(credential, "renew");
    report_warning(hint, "the token for %s %s %s (%s)", place,
                   state == EXPIRY_PASSED ? "was to end" : "ends", left, day);
}
