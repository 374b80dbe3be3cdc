/* SPDX-License-Identifier: MIT */
#include "core/date.h"

#include "suite.h"

#define NOW 1795516200 /* 2026-11-24T10:30:00Z */
#define DAY (24 * 60 * 60)
#define CHRISTMAS_EVE 1798070400 /* 2026-12-24T00:00:00Z */
#define HOUR (60 * 60)
/* Rules instead of names: no file of the system is needed. */
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

static const struct {
    const char *name;
    const char *text;
    const char *zone; /* NULL = UTC */
    gint64 valid_to;
} expiries[] = {
    {.name = "a day lasts to its end", .text = "2026-12-24", .valid_to = CHRISTMAS_EVE + DAY - 1},
    {.name = "a day ends earlier in the east",
     .text = "2026-12-24",
     .zone = "+14:00",
     .valid_to = CHRISTMAS_EVE + DAY - 14 * HOUR - 1},
    {.name = "a day ends later in the west",
     .text = "2026-12-24",
     .zone = "-12:00",
     .valid_to = CHRISTMAS_EVE + DAY + 12 * HOUR - 1},
    {.name = "a day in winter time",
     .text = "2026-12-24",
     .zone = BERLIN,
     .valid_to = CHRISTMAS_EVE + DAY - HOUR - 1},
    {.name = "a day in summer time",
     .text = "2027-06-24",
     .zone = BERLIN,
     .valid_to = CHRISTMAS_EVE + 183 * DAY - 2 * HOUR - 1},
    {.name = "today is not over yet", .text = "2026-11-24", .valid_to = NOW + 13 * HOUR + 1799},
    {.name = "the same day next year", .text = "2027-11-24", .valid_to = NOW + 365 * DAY + 48599},
    {.name = "a second in UTC", .text = "2026-12-24T10:00:00Z", .valid_to = 1798070400 + 10 * HOUR},
    {.name = "the zone of a second is its own",
     .text = "2026-12-24T10:00:00Z",
     .zone = "+14:00",
     .valid_to = CHRISTMAS_EVE + 10 * HOUR},
    {.name = "a second east of UTC",
     .text = "2026-12-24T10:00:00+01:30",
     .valid_to = CHRISTMAS_EVE + 8 * HOUR + HOUR / 2},
    {.name = "a second west of UTC",
     .text = "2026-12-24T10:00:00-08:00",
     .valid_to = CHRISTMAS_EVE + 18 * HOUR},
    {.name = "a fraction is cut off",
     .text = "2026-12-24T10:00:00.9999999Z",
     .valid_to = CHRISTMAS_EVE + 10 * HOUR},
    {.name = "a fraction before an offset",
     .text = "2026-12-24T10:00:00.5+01:00",
     .valid_to = CHRISTMAS_EVE + 9 * HOUR},
    {.name = "the next second", .text = "2026-11-24T10:30:01Z", .valid_to = NOW + 1},
    {.name = "a number of days", .text = "30d", .valid_to = NOW + 30 * DAY},
    {.name = "days are the unit of a bare number", .text = "30", .valid_to = NOW + 30 * DAY},
    {.name = "one day", .text = "1d", .valid_to = NOW + DAY},
    {.name = "leading noughts", .text = "007d", .valid_to = NOW + 7 * DAY},
    {.name = "a year", .text = "365d", .valid_to = NOW + 365 * DAY},
    {.name = "a change to summer time makes a day shorter",
     .text = "180d",
     .zone = BERLIN,
     .valid_to = NOW + 180 * DAY - HOUR},
    {.name = "blanks around it", .text = " \t30d\n", .valid_to = NOW + 30 * DAY},
};

static GTimeZone *zone_from_text(const char *text)
{
    GTimeZone *zone = text ? g_time_zone_new_identifier(text) : g_time_zone_new_utc();
    ck_assert_ptr_nonnull(zone);
    return zone;
}

/* 2027-11-24T10:30:00Z: the year that begins then has a leap day. */
START_TEST(a_year_with_a_leap_day_is_a_day_longer)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    gint64 now = NOW + 365 * DAY;
    gint64 valid_to = 0;
    ck_assert_int_eq(date_parse_expiry("366d", now, zone, &valid_to), DATE_OK);
    ck_assert_int_eq(valid_to, now + 366 * DAY);
    ck_assert_int_eq(date_parse_expiry("367d", now, zone, &valid_to), DATE_TOO_FAR);
}
END_TEST

START_TEST(an_expiry_is_read)
{
    g_autoptr(GTimeZone) zone = zone_from_text(expiries[_i].zone);
    gint64 valid_to = 0;
    ck_assert_msg(date_parse_expiry(expiries[_i].text, NOW, zone, &valid_to) == DATE_OK, "%s",
                  expiries[_i].name);
    ck_assert_msg(valid_to == expiries[_i].valid_to,
                  "%s: %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, expiries[_i].name, valid_to,
                  expiries[_i].valid_to);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    DateOutcome outcome;
} no_expiries[] = {
    {.name = "unknown is a word", .text = "unknown", .outcome = DATE_UNKNOWN},
    {.name = "unknown in capitals, with blanks", .text = " UNKNOWN ", .outcome = DATE_UNKNOWN},
    {.name = "yesterday", .text = "2026-11-23", .outcome = DATE_IN_THE_PAST},
    {.name = "this second", .text = "2026-11-24T10:30:00Z", .outcome = DATE_IN_THE_PAST},
    {.name = "no days", .text = "0d", .outcome = DATE_IN_THE_PAST},
    {.name = "the first year", .text = "0001-01-01", .outcome = DATE_IN_THE_PAST},
    {.name = "a day more than a year", .text = "366d", .outcome = DATE_TOO_FAR},
    {.name = "the day after, next year", .text = "2027-11-25", .outcome = DATE_TOO_FAR},
    {.name = "two years", .text = "2028-11-24", .outcome = DATE_TOO_FAR},
    {.name = "the last year", .text = "9999-12-31T23:59:59Z", .outcome = DATE_TOO_FAR},
    {.name = "a year alone is a number of days", .text = "2027", .outcome = DATE_TOO_FAR},
    {.name = "the most days that are counted", .text = "9999d", .outcome = DATE_TOO_FAR},
    {.name = "more days than are counted", .text = "10000d", .outcome = DATE_TOO_FAR},
    {.name = "more days than a machine word",
     .text = "99999999999999999999999",
     .outcome = DATE_TOO_FAR},
    {.name = "nothing", .text = "", .outcome = DATE_MALFORMED},
    {.name = "blanks", .text = "  ", .outcome = DATE_MALFORMED},
    {.name = "a word", .text = "never", .outcome = DATE_MALFORMED},
    {.name = "a unit alone", .text = "d", .outcome = DATE_MALFORMED},
    {.name = "weeks", .text = "2w", .outcome = DATE_MALFORMED},
    {.name = "days spelt out", .text = "30 days", .outcome = DATE_MALFORMED},
    {.name = "negative days", .text = "-1d", .outcome = DATE_MALFORMED},
    {.name = "a plus", .text = "+1d", .outcome = DATE_MALFORMED},
    {.name = "a fraction of a day", .text = "1.5d", .outcome = DATE_MALFORMED},
    {.name = "a thirteenth month", .text = "2026-13-01", .outcome = DATE_MALFORMED},
    {.name = "a month nought", .text = "2026-00-01", .outcome = DATE_MALFORMED},
    {.name = "a thirty-first of November", .text = "2026-11-31", .outcome = DATE_MALFORMED},
    {.name = "a leap day in a common year", .text = "2027-02-29", .outcome = DATE_MALFORMED},
    {.name = "a year nought", .text = "0000-01-01", .outcome = DATE_MALFORMED},
    {.name = "a short day", .text = "2026-12-4", .outcome = DATE_MALFORMED},
    {.name = "day first", .text = "24-12-2026", .outcome = DATE_MALFORMED},
    {.name = "points", .text = "24.12.2026", .outcome = DATE_MALFORMED},
    {.name = "slashes", .text = "2026/12/24", .outcome = DATE_MALFORMED},
    {.name = "a week of ISO 8601", .text = "2026-W52-4", .outcome = DATE_MALFORMED},
    {.name = "something behind a day", .text = "2026-12-24x", .outcome = DATE_MALFORMED},
    {.name = "a second without a zone", .text = "2026-12-24T10:00:00", .outcome = DATE_MALFORMED},
    {.name = "a minute", .text = "2026-12-24T10:00Z", .outcome = DATE_MALFORMED},
    {.name = "a blank for the T", .text = "2026-12-24 10:00:00Z", .outcome = DATE_MALFORMED},
    {.name = "an hour 24", .text = "2026-12-24T24:00:00Z", .outcome = DATE_MALFORMED},
    {.name = "a minute 60", .text = "2026-12-24T10:60:00Z", .outcome = DATE_MALFORMED},
    {.name = "a leap second", .text = "2026-12-31T23:59:60Z", .outcome = DATE_MALFORMED},
    {.name = "a second 61", .text = "2026-12-24T10:00:61Z", .outcome = DATE_MALFORMED},
    {.name = "an offset of hours alone",
     .text = "2026-12-24T10:00:00+01",
     .outcome = DATE_MALFORMED},
    {.name = "an offset longer than a day",
     .text = "2026-12-24T10:00:00+99:00",
     .outcome = DATE_MALFORMED},
    {.name = "a name of a zone", .text = "2026-12-24T10:00:00CET", .outcome = DATE_MALFORMED},
    {.name = "something behind the zone",
     .text = "2026-12-24T10:00:00Zulu",
     .outcome = DATE_MALFORMED},
    {.name = "a fraction without digits",
     .text = "2026-12-24T10:00:00.Z",
     .outcome = DATE_MALFORMED},
    {.name = "digits of another alphabet",
     .text = "2026-12-\xd9\xa2\xd9\xa4",
     .outcome = DATE_MALFORMED},
    {.name = "a very long text",
     .text = "1                                                                d",
     .outcome = DATE_MALFORMED},
};

START_TEST(what_is_no_expiry_is_said_so_and_changes_nothing)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    gint64 valid_to = -1;
    DateOutcome outcome = date_parse_expiry(no_expiries[_i].text, NOW, zone, &valid_to);
    ck_assert_msg(outcome == no_expiries[_i].outcome, "%s: %d", no_expiries[_i].name, outcome);
    ck_assert_msg(valid_to == -1, "%s", no_expiries[_i].name);
}
END_TEST

START_TEST(days_from_a_clock_at_the_end_of_time_are_no_expiry)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    gint64 valid_to = -1;
    ck_assert_int_eq(date_parse_expiry("30d", G_MAXINT64, zone, &valid_to), DATE_MALFORMED);
    ck_assert_int_eq(date_parse_expiry("2026-12-24", G_MAXINT64, zone, &valid_to),
                     DATE_IN_THE_PAST);
    ck_assert_int_eq(valid_to, -1);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    gint64 when; /* -1 = refused */
} timestamps[] = {
    {.name = "no fraction", .text = "2026-12-24T00:00:00Z", .when = CHRISTMAS_EVE},
    {.name = "one digit", .text = "2026-12-24T00:00:00.1Z", .when = CHRISTMAS_EVE},
    {.name = "seven digits", .text = "2026-12-24T00:00:00.1234567Z", .when = CHRISTMAS_EVE},
    {.name = "a fraction is never rounded up",
     .text = "2026-12-24T00:00:59.9999999Z",
     .when = CHRISTMAS_EVE + 59},
    {.name = "the first second of all", .text = "1970-01-01T00:00:00Z", .when = 0},
    {.name = "the last of .NET",
     .text = "9999-12-31T23:59:59.9999999Z",
     .when = G_GINT64_CONSTANT(253402300799)},
    {.name = "a leap day", .text = "2028-02-29T00:00:00Z", .when = 1835395200},
    {.name = "the first of .NET means none", .text = "0001-01-01T00:00:00Z", .when = -1},
    {.name = "the second before the first", .text = "1969-12-31T23:59:59Z", .when = -1},
    {.name = "a point without digits", .text = "2026-12-24T00:00:00.Z", .when = -1},
    {.name = "eight digits", .text = "2026-12-24T00:00:00.12345678Z", .when = -1},
    {.name = "a comma", .text = "2026-12-24T00:00:00,1Z", .when = -1},
    {.name = "no zone", .text = "2026-12-24T00:00:00", .when = -1},
    {.name = "an offset", .text = "2026-12-24T00:00:00+00:00", .when = -1},
    {.name = "a small z", .text = "2026-12-24T00:00:00z", .when = -1},
    {.name = "a day", .text = "2026-12-24", .when = -1},
    {.name = "no day of the calendar", .text = "2026-02-30T00:00:00Z", .when = -1},
    {.name = "a blank in front", .text = " 2026-12-24T00:00:00Z", .when = -1},
    {.name = "a line feed behind", .text = "2026-12-24T00:00:00Z\n", .when = -1},
    {.name = "a leap second", .text = "2016-12-31T23:59:60Z", .when = -1},
    {.name = "nothing", .text = "", .when = -1},
};

START_TEST(a_timestamp_of_the_api_is_read_strictly)
{
    gint64 when = -1;
    gboolean is_read = date_parse_timestamp(timestamps[_i].text, &when);
    ck_assert_msg(is_read == (timestamps[_i].when != -1), "%s", timestamps[_i].name);
    ck_assert_msg(when == timestamps[_i].when, "%s: %" G_GINT64_FORMAT, timestamps[_i].name, when);
}
END_TEST

static const struct {
    const char *name;
    gint64 when;
    const char *zone;
    const char *day;
    const char *utc;
} renderings[] = {
    {.name = "a day in UTC", .when = NOW, .day = "2026-11-24", .utc = "2026-11-24T10:30:00Z"},
    {.name = "already the next day in the east",
     .when = NOW,
     .zone = "+14:00",
     .day = "2026-11-25",
     .utc = "2026-11-24T10:30:00Z"},
    {.name = "still the day before in the west",
     .when = NOW,
     .zone = "-12:00",
     .day = "2026-11-23",
     .utc = "2026-11-24T10:30:00Z"},
    {.name = "the first time", .when = 0, .day = "1970-01-01", .utc = "1970-01-01T00:00:00Z"},
    {.name = "a time before that", .when = -1, .day = "1970-01-01", .utc = "1970-01-01T00:00:00Z"},
    {.name = "the most negative time",
     .when = G_MININT64,
     .zone = "-12:00",
     .day = "1969-12-31",
     .utc = "1970-01-01T00:00:00Z"},
    {.name = "the largest time, in the east",
     .when = G_MAXINT64,
     .zone = "+14:00",
     .day = "9999-12-31",
     .utc = "9999-12-31T00:00:00Z"},
};

START_TEST(a_time_is_shown_for_people_and_for_programs)
{
    g_autoptr(GTimeZone) zone = zone_from_text(renderings[_i].zone);
    g_autofree char *day = date_format_day(renderings[_i].when, zone);
    g_autofree char *utc = date_format_utc(renderings[_i].when);
    assert_row_text(renderings[_i].name, "the day", day, renderings[_i].day);
    assert_row_text(renderings[_i].name, "the time", utc, renderings[_i].utc);
}
END_TEST

START_TEST(the_last_second_of_a_day_is_shown_as_that_day)
{
    static const char *const zones[] = {"+14:00", "-12:00", BERLIN};
    for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
        g_autoptr(GTimeZone) zone = zone_from_text(zones[i]);
        gint64 valid_to = 0;
        ck_assert_int_eq(date_parse_expiry("2026-12-24", NOW, zone, &valid_to), DATE_OK);
        g_autofree char *day = date_format_day(valid_to, zone);
        ck_assert_str_eq(day, "2026-12-24");
    }
}
END_TEST

static const struct {
    const char *name;
    gint64 when;
    const char *zone;
    int days;
} distances[] = {
    {.name = "this second is today", .when = NOW, .days = 0},
    {.name = "the last second of today", .when = NOW + 13 * HOUR + 1799, .days = 0},
    {.name = "the first second of tomorrow", .when = NOW + 13 * HOUR + 1800, .days = 1},
    {.name = "the first second of today", .when = NOW - 10 * HOUR - 1800, .days = 0},
    {.name = "the last second of yesterday", .when = NOW - 10 * HOUR - 1801, .days = -1},
    {.name = "midnight comes earlier in the east",
     .when = NOW + 13 * HOUR,
     .zone = "+01:00",
     .days = 1},
    {.name = "a month", .when = NOW + 30 * DAY, .days = 30},
    {.name = "a month ago", .when = NOW - 30 * DAY, .days = -30},
    {.name = "a shorter day counts whole",
     .when = NOW + 180 * DAY - HOUR,
     .zone = BERLIN,
     .days = 180},
    {.name = "the largest time is far", .when = G_MAXINT64, .days = 2912115},
};

START_TEST(days_are_those_of_the_calendar)
{
    g_autoptr(GTimeZone) zone = zone_from_text(distances[_i].zone);
    int days = date_days_left(distances[_i].when, NOW, zone);
    ck_assert_msg(days == distances[_i].days, "%s: %d", distances[_i].name, days);
}
END_TEST

static const struct {
    const char *name;
    int days;
    const char *words;
} wordings[] = {
    {.name = "nought", .days = 0, .words = "today"},
    {.name = "one", .days = 1, .words = "tomorrow"},
    {.name = "two", .days = 2, .words = "in 2 days"},
    {.name = "many", .days = 365, .words = "in 365 days"},
    {.name = "one gone", .days = -1, .words = "yesterday"},
    {.name = "two gone", .days = -2, .words = "2 days ago"},
};

START_TEST(days_are_said_in_words)
{
    g_autofree char *words = date_format_days_left(wordings[_i].days);
    assert_row_text(wordings[_i].name, "the wording", words, wordings[_i].words);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    gint64 when; /* -1 = it is none */
} headers[] = {
    {"a time", "Tue, 24 Nov 2026 10:30:00 GMT", 1795516200},
    {"a day of one digit", "Fri, 01 Jan 2027 00:00:00 GMT", 1798761600},
    {"the name of the day does not count", "Mon, 24 Nov 2026 10:30:00 GMT", 1795516200},
    {"another zone", "Tue, 24 Nov 2026 10:30:00 CET", -1},
    {"an offset", "Tue, 24 Nov 2026 10:30:00 +0000", -1},
    {"a month that is none", "Tue, 24 Nix 2026 10:30:00 GMT", -1},
    {"a day that is none", "Tue, 31 Nov 2026 10:30:00 GMT", -1},
    {"an hour that is none", "Tue, 24 Nov 2026 24:30:00 GMT", -1},
    {"the form of RFC 850", "Tuesday, 24-Nov-26 10:30:00 GMT", -1},
    {"the form of asctime()", "Tue Nov 24 10:30:00 2026", -1},
    {"more behind it", "Tue, 24 Nov 2026 10:30:00 GMT ", -1},
    {"a part of it", "Tue, 24", -1},
    {"nothing", "", -1},
};

START_TEST(a_date_of_http_is_read_strictly)
{
    gint64 when = -1;
    gboolean is_read = date_parse_http(headers[_i].text, &when);
    ck_assert_msg(is_read == (headers[_i].when != -1), "%s", headers[_i].name);
    ck_assert_msg(when == headers[_i].when, "%s: %" G_GINT64_FORMAT, headers[_i].name, when);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date");
    TCase *expiry = suite_add_case(suite, "expiry");
    case_add_rows(expiry, an_expiry_is_read, expiries);
    tcase_add_test(expiry, a_year_with_a_leap_day_is_a_day_longer);
    case_add_rows(expiry, what_is_no_expiry_is_said_so_and_changes_nothing, no_expiries);
    tcase_add_test(expiry, days_from_a_clock_at_the_end_of_time_are_no_expiry);

    TCase *timestamp = suite_add_case(suite, "timestamp");
    case_add_rows(timestamp, a_timestamp_of_the_api_is_read_strictly, timestamps);

    TCase *header = suite_add_case(suite, "header");
    case_add_rows(header, a_date_of_http_is_read_strictly, headers);

    TCase *format = suite_add_case(suite, "format");
    case_add_rows(format, a_time_is_shown_for_people_and_for_programs, renderings);
    tcase_add_test(format, the_last_second_of_a_day_is_shown_as_that_day);

    TCase *days = suite_add_case(suite, "days");
    case_add_rows(days, days_are_those_of_the_calendar, distances);
    case_add_rows(days, days_are_said_in_words, wordings);
    return suite_run(suite);
}
