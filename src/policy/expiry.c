/* SPDX-License-Identifier: MIT */
#include "policy/expiry.h"

#include "core/date.h"

/* Of a life the last part of so many is its end. */
#define WARN_SHARE 3

/* The month in which the last global tokens were created. */
#define GLOBAL_LAST_YEAR 2026
#define GLOBAL_LAST_MONTH 3

G_STATIC_ASSERT(EXPIRY_UNUSED_AFTER_DAYS < EXPIRY_INACTIVE_AFTER_DAYS);

ExpiryState expiry_state(gint64 valid_to, gint64 now, gint64 warn_window_s)
{
    if (valid_to == 0)
        return EXPIRY_UNKNOWN;
    if (valid_to <= now)
        return EXPIRY_PASSED;
    return valid_to - now <= warn_window_s ? EXPIRY_SOON : EXPIRY_FINE;
}

gint64 expiry_warn_window(gint64 warn_window_s, gint64 created, gint64 valid_to)
{
    if (created == 0 || valid_to <= created)
        return warn_window_s;
    return MIN(warn_window_s, (valid_to - created) / WARN_SHARE);
}

gboolean expiry_warning_is_due(gint64 last_warned, gint64 now, GTimeZone *zone)
{
    return last_warned == 0 || date_days_left(last_warned, now, zone) != 0;
}

gboolean expiry_is_unused_for_long(gint64 last_validated_or_created, gint64 now)
{
    return last_validated_or_created != 0 &&
           now - last_validated_or_created > (gint64)EXPIRY_UNUSED_AFTER_DAYS * SECONDS_PER_DAY;
}

gboolean expiry_global_tokens_stopped(gint64 now)
{
    return now >= EXPIRY_GLOBAL_TOKENS_STOP;
}

gboolean expiry_may_be_global(int created_year, int created_month)
{
    return created_year < GLOBAL_LAST_YEAR ||
           (created_year == GLOBAL_LAST_YEAR && created_month <= GLOBAL_LAST_MONTH);
}
