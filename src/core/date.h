/* SPDX-License-Identifier: MIT */
/*
 * Dates as people type and read them, and as Azure DevOps writes them. Times are Unix seconds; the
 * clock and the time zone are arguments. A time before 1970 or after 9999 is shown as the first or
 * the last that GDateTime can show in every zone.
 */
#pragma once

#include <glib.h>

/* Of a length of time; a day of the calendar may have an hour more or less. */
#define SECONDS_PER_DAY (24 * 60 * 60)

typedef enum {
    DATE_OK,
    DATE_UNKNOWN,     /* the person says that it is not known */
    DATE_MALFORMED,   /* none of the forms below, or no date of the calendar */
    DATE_IN_THE_PAST, /* no longer in the future, 0 days included */
    DATE_TOO_FAR,     /* after this day of the next year: a PAT lives for a year at most */
} DateOutcome;

/*
 * When a person says that a token ends; blanks around it are ignored. An empty text is malformed:
 * what it stands for is the caller's business.
 *
 *   2026-12-24                  the last second of that day in zone
 *   2026-12-24T10:00:00+01:00   that second; Z or an offset is required (RFC 3339)
 *   30d, 30                     so many calendar days from now, at the same time of day in zone
 *   unknown                     DATE_UNKNOWN
 *
 * *ret_valid_to is set only for DATE_OK.
 */
DateOutcome date_parse_expiry(const char *text, gint64 now, GTimeZone *zone, gint64 *ret_valid_to);

/*
 * A time as Azure DevOps' API writes it: 2026-12-24T10:00:00.1234567Z, with 0 to 7 digits of a
 * fraction, which is cut off. FALSE for anything else, also for a time before 1970, as .NET's
 * 0001-01-01T00:00:00Z stands for none.
 */
gboolean date_parse_timestamp(const char *text, gint64 *ret_when);

/*
 * A time as the header Date has it (RFC 9110, section 5.6.7, IMF-fixdate):
 * "Thu, 24 Dec 2026 10:00:00 GMT". FALSE for anything else, the older forms included.
 */
gboolean date_parse_http(const char *text, gint64 *ret_when);

/* "2026-12-24" in zone; owned by the caller. */
char *date_format_day(gint64 when, GTimeZone *zone);

/* "2026-12-24T10:00:00Z" (RFC 3339), for JSON; owned by the caller. */
char *date_format_utc(gint64 when);

/* Calendar days in zone: 0 = today, 1 = tomorrow, -1 = yesterday. */
int date_days_left(gint64 when, gint64 now, GTimeZone *zone);

/*
 * date_days_left() in words: "today", "tomorrow", "in 6 days", "yesterday", "3 days ago"; owned by
 * the caller.
 */
char *date_format_days_left(int days);
