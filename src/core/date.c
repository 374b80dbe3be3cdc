/* SPDX-License-Identifier: MIT */
#include "core/date.h"

#include "core/message.h"
#include "core/text.h"

#include <string.h>

/* 9999-12-31T00:00:00Z: in no zone later than what GDateTime holds. */
#define LATEST G_GINT64_CONSTANT(253402214400)

#define TYPED_MAX_BYTES 64
#define TYPED_MAX_DAYS 9999
#define FRACTION_MAX_DIGITS 7
#define DIGITS "0123456789"

#define DAY_FORM "####-##-##"
#define SECOND_FORM DAY_FORM "T##:##:##"
#define SECOND_TENS_AT 17
#define OFFSET_FORM "##:##"

/* How text goes on behind a form, in which '#' is a digit; NULL if it does not begin so. */
static const char *skip_form(const char *text, const char *form)
{
    for (; *form; form++, text++) {
        if (*form == '#' ? !g_ascii_isdigit(*text) : *text != *form)
            return NULL;
    }
    return text;
}

static gboolean has_form(const char *text, const char *form)
{
    const char *rest = skip_form(text, form);
    return rest && !*rest;
}

static const char *skip_fraction(const char *text)
{
    if (*text != '.')
        return text;
    gsize digits = strspn(text + 1, DIGITS);
    return digits >= 1 && digits <= FRACTION_MAX_DIGITS ? text + 1 + digits : text;
}

static gboolean is_offset(const char *text)
{
    return (*text == '+' || *text == '-') && has_form(text + 1, OFFSET_FORM);
}

/*
 * GLib reads more forms of ISO 8601 than are meant here, rounds fractions, and takes a 61st second
 * and more. The leap second itself has no Unix time.
 */
static GDateTime *parse_second(const char *text, gboolean allow_offset)
{
    const char *fraction = skip_form(text, SECOND_FORM);
    if (!fraction || text[SECOND_TENS_AT] > '5')
        return NULL;
    const char *zone = skip_fraction(fraction);
    if (!g_str_equal(zone, "Z") && !(allow_offset && is_offset(zone)))
        return NULL;
    g_autofree char *whole = g_strdup_printf("%.*s%s", (int)(fraction - text), text, zone);
    return g_date_time_new_from_iso8601(whole, NULL);
}

static GDateTime *parse_day(const char *text, GTimeZone *zone)
{
    if (!has_form(text, DAY_FORM))
        return NULL;
    g_autofree char *last_second = g_strconcat(text, "T23:59:59", NULL);
    return g_date_time_new_from_iso8601(last_second, zone);
}

static GDateTime *local_time(gint64 when, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(CLAMP(when, 0, LATEST));
    return g_date_time_to_timezone(utc, zone);
}

static GDateTime *parse_days(const char *text, gint64 now, GTimeZone *zone)
{
    gsize digits = strspn(text, DIGITS);
    if (digits == 0 || (text[digits] && !g_str_equal(text + digits, "d")))
        return NULL;
    g_autofree char *number = g_strndup(text, digits);
    gint64 days = 0;
    if (!text_parse_number(number, TYPED_MAX_DAYS, &days))
        days = TYPED_MAX_DAYS; /* too far in any case */
    g_autoptr(GDateTime) today = local_time(now, zone);
    return g_date_time_add_days(today, (int)days);
}

static GDateTime *parse_typed(const char *text, gint64 now, GTimeZone *zone)
{
    GDateTime *end = parse_days(text, now, zone);
    if (!end)
        end = parse_day(text, zone);
    if (!end)
        end = parse_second(text, TRUE);
    return end;
}

/* In days, for it is not known at what time of the last one a token ends. */
static gboolean is_beyond_a_year(gint64 valid_to, gint64 now, GTimeZone *zone)
{
    g_autoptr(GDateTime) today = local_time(now, zone);
    g_autoptr(GDateTime) in_a_year = g_date_time_add_years(today, 1);
    return date_days_left(valid_to, g_date_time_to_unix(in_a_year), zone) > 0;
}

DateOutcome date_parse_expiry(const char *text, gint64 now, GTimeZone *zone, gint64 *ret_valid_to)
{
    if (strlen(text) > TYPED_MAX_BYTES)
        return DATE_MALFORMED;
    g_autofree char *typed = g_strstrip(g_strdup(text));
    if (g_ascii_strcasecmp(typed, "unknown") == 0)
        return DATE_UNKNOWN;

    g_autoptr(GDateTime) end = parse_typed(typed, now, zone);
    if (!end)
        return DATE_MALFORMED;
    gint64 valid_to = g_date_time_to_unix(end);
    if (valid_to <= now)
        return DATE_IN_THE_PAST;
    if (is_beyond_a_year(valid_to, now, zone))
        return DATE_TOO_FAR;
    *ret_valid_to = valid_to;
    return DATE_OK;
}

gboolean date_parse_timestamp(const char *text, gint64 *ret_when)
{
    g_autoptr(GDateTime) time = parse_second(text, FALSE);
    if (!time || g_date_time_to_unix(time) < 0)
        return FALSE;
    *ret_when = g_date_time_to_unix(time);
    return TRUE;
}

/* 1 to 12; 0 if there is no such month. */
static int month_from_name(const char *name)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int month = 0; month < 12; month++) {
        if (strncmp(months + 3 * month, name, 3) == 0)
            return month + 1;
    }
    return 0;
}

/* The name of the day says nothing that the date does not say. */
gboolean date_parse_http(const char *text, gint64 *ret_when)
{
    static const gsize date_at = 5;  /* behind "Thu, " */
    static const gsize month_at = 8; /* behind "Thu, 24 " */
    static const gsize year_at = 11; /* behind "Thu, 24 Dec" */
    if (strnlen(text, year_at) < year_at || !skip_form(text + date_at, "## ") ||
        !has_form(text + year_at, " #### ##:##:## GMT"))
        return FALSE;
    g_autofree char *timestamp =
        g_strdup_printf("%.4s-%02d-%.2sT%.8sZ", text + year_at + 1,
                        month_from_name(text + month_at), text + date_at, text + year_at + 6);
    return date_parse_timestamp(timestamp, ret_when);
}

char *date_format_day(gint64 when, GTimeZone *zone)
{
    g_autoptr(GDateTime) time = local_time(when, zone);
    return g_date_time_format(time, "%Y-%m-%d");
}

char *date_format_utc(gint64 when)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = local_time(when, utc);
    return g_date_time_format_iso8601(time);
}

static GDate local_day(gint64 when, GTimeZone *zone)
{
    g_autoptr(GDateTime) time = local_time(when, zone);
    int year = 0;
    int month = 0;
    int day = 0;
    g_date_time_get_ymd(time, &year, &month, &day);

    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return date;
}

int date_days_left(gint64 when, gint64 now, GTimeZone *zone)
{
    GDate today = local_day(now, zone);
    GDate last = local_day(when, zone);
    return g_date_days_between(&today, &last);
}

char *date_format_days_left(int days)
{
    if (days == 0)
        return g_strdup("today");
    if (days == 1)
        return g_strdup("tomorrow");
    if (days == -1)
        return g_strdup("yesterday");
    if (days > 0)
        return g_strdup_printf(message_counted("in %d day", "in %d days", (gulong)days), days);
    return g_strdup_printf(message_counted("%d day ago", "%d days ago", (gulong)-days), -days);
}
