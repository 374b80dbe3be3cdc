/* SPDX-License-Identifier: MIT */
/* Dates of people and of the API. Fields: a text, the time now, the number of a zone. */
#include "fuzz.h"

#include "core/date.h"
#include "policy/expiry.h"

#include <string.h>

/* 9999-12-31T00:00:00Z: what is later is shown as this. */
#define LATEST G_GINT64_CONSTANT(253402214400)
/* So that a year from now is none that cannot be shown. */
#define NOW_MAX (LATEST - G_GINT64_CONSTANT(2) * 366 * 24 * 60 * 60)
#define DAYS_MAX 367

static GTimeZone *zone_of(gint64 number)
{
    static const char *const names[] = {"UTC", "+14:00", "-12:00", "+05:45",
                                        "CET-1CEST,M3.5.0,M10.5.0/3"};
    static GTimeZone *zones[G_N_ELEMENTS(names)];
    gsize i = (gsize)number % G_N_ELEMENTS(names);
    if (!zones[i])
        zones[i] = g_time_zone_new_identifier(names[i]);
    fuzz_claim(zones[i]);
    return zones[i];
}

static void claim_timestamp(const char *text)
{
    gint64 when = -1;
    if (!date_parse_timestamp(text, &when)) {
        fuzz_claim(when == -1);
        return;
    }
    fuzz_claim(when >= 0 && strlen(text) >= strlen("2026-12-24T10:00:00Z"));
    g_autofree char *said = date_format_utc(when);
    gint64 again = -1;
    fuzz_claim(date_parse_timestamp(said, &again) && again == MIN(when, LATEST));
}

static void claim_expiry(const char *text, gint64 now, GTimeZone *zone)
{
    gint64 valid_to = -1;
    if (date_parse_expiry(text, now, zone, &valid_to) != DATE_OK) {
        fuzz_claim(valid_to == -1);
        return;
    }
    int days = date_days_left(valid_to, now, zone);
    fuzz_claim(valid_to > now && days >= 0 && days <= DAYS_MAX);
    fuzz_claim(expiry_state(valid_to, now, 0) == EXPIRY_FINE);

    g_autofree char *day = date_format_day(valid_to, zone);
    gint64 again = -1;
    fuzz_claim(strlen(day) == strlen("2026-12-24"));
    fuzz_claim(date_parse_expiry(day, now, zone, &again) == DATE_OK);
    fuzz_claim(again >= valid_to && date_days_left(again, now, zone) == days);
}

/* Any number that came in from outside can be shown. */
static void claim_shown(gint64 when, gint64 now, GTimeZone *zone)
{
    g_autofree char *day = date_format_day(when, zone);
    g_autofree char *utc = date_format_utc(when);
    g_autofree char *words = date_format_days_left(date_days_left(when, now, zone));
    fuzz_claim(strlen(day) == strlen("2026-12-24"));
    fuzz_claim(strlen(utc) == strlen("2026-12-24T10:00:00Z"));
    fuzz_claim(*words);
    ExpiryState state = expiry_state(when, now, expiry_warn_window(G_MAXINT64, now, when));
    fuzz_claim((state == EXPIRY_UNKNOWN) == (when == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Span input = fuzz_span(bytes, length);
    g_autofree char *text = fuzz_take_field(&input);
    gint64 now = fuzz_take_number(&input, NOW_MAX);
    GTimeZone *zone = zone_of(fuzz_take_number(&input, G_MAXINT64));
    if (text) {
        claim_timestamp(text);
        claim_expiry(text, now, zone);
    }
    claim_shown(fuzz_take_number(&input, G_MAXINT64), now, zone);
    return 0;
}
