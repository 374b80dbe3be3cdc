/* SPDX-License-Identifier: MIT */
#include "policy/expiry.h"

#include "suite.h"

#define NOW 1795516200 /* 2026-11-24T10:30:00Z */
#define HOUR (60 * 60)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)

static const struct {
    const char *name;
    gint64 valid_to;
    gint64 warn_window_s;
    ExpiryState state;
} states[] = {
    {.name = "no date is unknown", .valid_to = 0, .warn_window_s = WEEK, .state = EXPIRY_UNKNOWN},
    {.name = "before the window it is fine",
     .valid_to = NOW + WEEK + 1,
     .warn_window_s = WEEK,
     .state = EXPIRY_FINE},
    {.name = "in the window's first second it is soon",
     .valid_to = NOW + WEEK,
     .warn_window_s = WEEK,
     .state = EXPIRY_SOON},
    {.name = "in the last second it is soon",
     .valid_to = NOW + 1,
     .warn_window_s = WEEK,
     .state = EXPIRY_SOON},
    {.name = "in its own second it has passed",
     .valid_to = NOW,
     .warn_window_s = WEEK,
     .state = EXPIRY_PASSED},
    {.name = "later it has passed",
     .valid_to = NOW - 1,
     .warn_window_s = WEEK,
     .state = EXPIRY_PASSED},
    {.name = "without a window it is never soon",
     .valid_to = NOW + 1,
     .warn_window_s = 0,
     .state = EXPIRY_FINE},
    {.name = "without a window it still passes",
     .valid_to = NOW,
     .warn_window_s = 0,
     .state = EXPIRY_PASSED},
    {.name = "the largest date is fine",
     .valid_to = G_MAXINT64,
     .warn_window_s = WEEK,
     .state = EXPIRY_FINE},
    {.name = "the largest window holds every date",
     .valid_to = G_MAXINT64,
     .warn_window_s = G_MAXINT64,
     .state = EXPIRY_SOON},
};

START_TEST(a_date_is_unknown_fine_soon_or_passed)
{
    ExpiryState state = expiry_state(states[_i].valid_to, NOW, states[_i].warn_window_s);
    ck_assert_msg(state == states[_i].state, "%s: %d", states[_i].name, state);
}
END_TEST

static const struct {
    const char *name;
    gint64 warn_window_s;
    gint64 created;
    gint64 valid_to;
    gint64 window_s;
} windows[] = {
    {.name = "of a long life it is as it is set",
     .warn_window_s = WEEK,
     .created = NOW,
     .valid_to = NOW + 30 * DAY,
     .window_s = WEEK},
    {.name = "of a week it is a third",
     .warn_window_s = WEEK,
     .created = NOW,
     .valid_to = NOW + WEEK,
     .window_s = WEEK / 3},
    {.name = "of an hour, too",
     .warn_window_s = WEEK,
     .created = NOW,
     .valid_to = NOW + HOUR,
     .window_s = HOUR / 3},
    {.name = "a third that is longer than it changes nothing",
     .warn_window_s = DAY,
     .created = NOW,
     .valid_to = NOW + WEEK,
     .window_s = DAY},
    {.name = "never stays never",
     .warn_window_s = 0,
     .created = NOW,
     .valid_to = NOW + WEEK,
     .window_s = 0},
    {.name = "without an end it is as it is set",
     .warn_window_s = WEEK,
     .created = NOW,
     .valid_to = 0,
     .window_s = WEEK},
    {.name = "without a beginning, too",
     .warn_window_s = WEEK,
     .created = 0,
     .valid_to = NOW + DAY,
     .window_s = WEEK},
    {.name = "and of a life that ends before it begins",
     .warn_window_s = WEEK,
     .created = NOW,
     .valid_to = NOW - DAY,
     .window_s = WEEK},
};

START_TEST(a_short_life_has_a_short_window)
{
    gint64 window_s =
        expiry_warn_window(windows[_i].warn_window_s, windows[_i].created, windows[_i].valid_to);
    ck_assert_msg(window_s == windows[_i].window_s, "%s: %" G_GINT64_FORMAT, windows[_i].name,
                  window_s);
}
END_TEST

static const struct {
    const char *name;
    gint64 last_warned;
    const char *zone;
    gboolean is_due;
} warnings[] = {
    {.name = "the first one is due", .last_warned = 0, .zone = "+00:00", .is_due = TRUE},
    {.name = "not twice in a second", .last_warned = NOW, .zone = "+00:00", .is_due = FALSE},
    {.name = "not after the first second of today",
     .last_warned = NOW - 10 * HOUR - HOUR / 2,
     .zone = "+00:00",
     .is_due = FALSE},
    {.name = "after the last second of yesterday",
     .last_warned = NOW - 10 * HOUR - HOUR / 2 - 1,
     .zone = "+00:00",
     .is_due = TRUE},
    {.name = "the day is that of the zone",
     .last_warned = NOW - 10 * HOUR - HOUR / 2 - 1,
     .zone = "+01:00",
     .is_due = FALSE},
    {.name = "a clock that was wrong does not silence",
     .last_warned = NOW + 365 * DAY,
     .zone = "+00:00",
     .is_due = TRUE},
};

START_TEST(a_warning_is_due_once_a_calendar_day)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(warnings[_i].zone);
    gboolean is_due = expiry_warning_is_due(warnings[_i].last_warned, NOW, zone);
    ck_assert_msg(is_due == warnings[_i].is_due, "%s", warnings[_i].name);
}
END_TEST

static const struct {
    const char *name;
    gint64 last;
    gboolean is_unused;
} uses[] = {
    {.name = "80 days are not long", .last = NOW - 80 * DAY, .is_unused = FALSE},
    {.name = "more than 80 days are", .last = NOW - 80 * DAY - 1, .is_unused = TRUE},
    {.name = "90 days are", .last = NOW - 90 * DAY, .is_unused = TRUE},
    {.name = "now is not", .last = NOW, .is_unused = FALSE},
    {.name = "the future is not", .last = NOW + DAY, .is_unused = FALSE},
    {.name = "never is not known", .last = 0, .is_unused = FALSE},
};

START_TEST(a_token_is_unused_for_long_after_80_days)
{
    ck_assert_msg(expiry_is_unused_for_long(uses[_i].last, NOW) == uses[_i].is_unused, "%s",
                  uses[_i].name);
}
END_TEST

START_TEST(global_tokens_stop_on_the_first_of_december)
{
    g_autoptr(GDateTime) stop = g_date_time_new_from_iso8601("2026-12-01T00:00:00Z", NULL);
    ck_assert_int_eq(EXPIRY_GLOBAL_TOKENS_STOP, g_date_time_to_unix(stop));
    ck_assert(!expiry_global_tokens_stopped(EXPIRY_GLOBAL_TOKENS_STOP - 1));
    ck_assert(expiry_global_tokens_stopped(EXPIRY_GLOBAL_TOKENS_STOP));
}
END_TEST

static const struct {
    const char *name;
    int year;
    int month;
    gboolean may_be;
} creations[] = {
    {.name = "of an unknown month", .year = 0, .month = 0, .may_be = TRUE},
    {.name = "of the year before", .year = 2025, .month = 12, .may_be = TRUE},
    {.name = "of the last month", .year = 2026, .month = 3, .may_be = TRUE},
    {.name = "of the month after", .year = 2026, .month = 4, .may_be = FALSE},
    {.name = "of the next year", .year = 2027, .month = 1, .may_be = FALSE},
};

START_TEST(a_token_made_after_march_2026_is_not_global)
{
    ck_assert_msg(expiry_may_be_global(creations[_i].year, creations[_i].month) ==
                      creations[_i].may_be,
                  "%s", creations[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("expiry");
    TCase *state = suite_add_case(suite, "state");
    case_add_rows(state, a_date_is_unknown_fine_soon_or_passed, states);

    case_add_rows(state, a_short_life_has_a_short_window, windows);

    TCase *warning = suite_add_case(suite, "warning");
    case_add_rows(warning, a_warning_is_due_once_a_calendar_day, warnings);

    TCase *use = suite_add_case(suite, "use");
    case_add_rows(use, a_token_is_unused_for_long_after_80_days, uses);
    tcase_add_test(use, global_tokens_stop_on_the_first_of_december);
    case_add_rows(use, a_token_made_after_march_2026_is_not_global, creations);
    return suite_run(suite);
}
