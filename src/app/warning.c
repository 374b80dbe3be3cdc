/* SPDX-License-Identifier: MIT */
#include "app/warning.h"

#include "app/mark.h"
#include "app/place.h"
#include "app/stored.h"
#include "core/date.h"
#include "core/message.h"
#include "policy/expiry.h"
#include "ui/report.h"

#include <sys/file.h>
#include <unistd.h>

/*
 * Whether today is the first time; that it was is noted. Of parallel processes the one that has the
 * lock is the one that warns; it goes with the descriptor.
 */
static gboolean take_turn(const Credential *credential, gint64 now, GTimeZone *zone)
{
    const Target target = stored_target(credential);
    const Mark mark = {.parent = g_get_user_state_dir(), .kind = "warned", .target = &target};
    int fd = mark_open(&mark, TRUE);
    gboolean is_due = FALSE;
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        is_due = expiry_warning_is_due(mark_read(fd), now, zone) && mark_write(fd, now);
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
    report_warning(hint,
                   state == EXPIRY_PASSED ? N_("the token for %s was to end %s (%s)")
                                          : N_("the token for %s ends %s (%s)"),
                   place, left, day);
}
