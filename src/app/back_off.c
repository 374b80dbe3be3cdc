/* SPDX-License-Identifier: MIT */
#include "app/back_off.h"

#include "app/mark.h"
#include "core/error.h"
#include "core/message.h"

#include <unistd.h>

static gint64 now_s(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

static Mark mark_of(const Target *target)
{
    return (Mark){.parent = g_get_user_runtime_dir(), .kind = "failed", .target = target};
}

/* In seconds; negative = never. A clock that was set back holds nobody off. */
static gint64 read_age(const Target *target)
{
    const Mark mark = mark_of(target);
    int fd = mark_open(&mark, FALSE);
    if (fd < 0)
        return -1;
    gint64 when = mark_read(fd);
    close(fd);
    return when ? now_s() - when : -1;
}

gboolean back_off_holds(const Target *target, const char *hint, GError **error)
{
    gint64 age_s = read_age(target);
    if (age_s < 0 || age_s >= BACK_OFF_S)
        return FALSE;
    int left_s = (int)(BACK_OFF_S - age_s);
    g_autofree char *wait = g_strdup_printf(
        message_counted("try again in %d second", "try again in %d seconds", (gulong)left_s),
        left_s);
    error_set(error, ERROR_UNREACHABLE, hint ? hint : wait,
              message_counted("%d second ago a server was waited for in vain, and it is not asked "
                              "again so soon",
                              "%d seconds ago a server was waited for in vain, and it is not asked "
                              "again so soon",
                              (gulong)age_s),
              (int)age_s);
    return TRUE;
}

static void remember(const Mark *mark)
{
    int fd = mark_open(mark, TRUE);
    if (fd < 0)
        return;
    if (!mark_write(fd, now_s()))
        g_debug("the failure could not be noted");
    close(fd);
}

void back_off_note(const Target *target, gint64 start_us, const GError *failure)
{
    const Mark mark = mark_of(target);
    gint64 took_ms = (g_get_monotonic_time() - start_us) / 1000;
    if (failure && g_error_matches(failure, AZDO_ERROR, ERROR_UNREACHABLE) &&
        took_ms >= BACK_OFF_SLOW_MS)
        remember(&mark);
    else
        mark_remove(&mark);
}
