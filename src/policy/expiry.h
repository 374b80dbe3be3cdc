/* SPDX-License-Identifier: MIT */
/* When a token's end has to be said. Pure: the time and the zone are arguments. */
#pragma once

#include <glib.h>

typedef enum {
    EXPIRY_UNKNOWN, /* nobody said when it ends */
    EXPIRY_FINE,
    EXPIRY_SOON,   /* within the warning window */
    EXPIRY_PASSED, /* whether that was told or certain: the caller knows */
} ExpiryState;

/*
 * valid_to and now in Unix seconds, valid_to 0 = unknown; a token has passed in the very second of
 * its valid_to, as for credential_is_expired(). warn_window_s 0 = never soon. None is negative.
 */
ExpiryState expiry_state(gint64 valid_to, gint64 now, gint64 warn_window_s);

/*
 * The window for a token: at most the last third of its life, as far as that is known, so that one
 * made to live for a week is not warned about from its first minute. created and valid_to in Unix
 * seconds, 0 = unknown.
 */
gint64 expiry_warn_window(gint64 warn_window_s, gint64 created, gint64 valid_to);

/*
 * Whether a warning may be printed again: at most one a calendar day in zone. last_warned in Unix
 * seconds, 0 = never; one on a later day than now's (the clock was wrong) does not silence.
 */
gboolean expiry_warning_is_due(gint64 last_warned, gint64 now, GTimeZone *zone);

/*
 * A PAT that signs in nowhere for 90 days may become inactive (Microsoft Learn, "Use personal
 * access tokens"); it is said before that.
 */
#define EXPIRY_INACTIVE_AFTER_DAYS 90
#define EXPIRY_UNUSED_AFTER_DAYS 80

/*
 * Whether more than EXPIRY_UNUSED_AFTER_DAYS have gone by since the last sign-in that is known of;
 * FALSE if none is (0).
 */
gboolean expiry_is_unused_for_long(gint64 last_validated_or_created, gint64 now);

/*
 * 2026-12-01T00:00:00Z: Azure DevOps ends every global token ("all accessible organizations");
 * none can be created since 2026-03-15 (Azure DevOps Blog, "Retirement of Global Personal Access
 * Tokens in Azure DevOps"). No hour and zone are published.
 */
#define EXPIRY_GLOBAL_TOKENS_STOP G_GINT64_CONSTANT(1796083200)

gboolean expiry_global_tokens_stopped(gint64 now);

/* Whether a token of that month may be a global one; year 0 = it does not tell the month. */
gboolean expiry_may_be_global(int created_year, int created_month);
