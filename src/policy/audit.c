/* SPDX-License-Identifier: MIT */
#include "policy/audit.h"

#include "core/date.h"
#include "model/pat.h"
#include "model/pat_scope.h"
#include "policy/expiry.h"

#define SLACK_DAYS 1

static const char *const names[] = {
    [AUDIT_EXCESS] = "excess",           [AUDIT_GLOBAL] = "global", [AUDIT_LONG_LIFE] = "long-life",
    [AUDIT_END_UNKNOWN] = "end-unknown", [AUDIT_UNUSED] = "unused",
};
G_STATIC_ASSERT(G_N_ELEMENTS(names) == AUDIT_CONCERN_COUNT);

const char *audit_concern_name(AuditConcern concern)
{
    return names[concern];
}

gboolean audit_has(guint concerns, AuditConcern concern)
{
    return (concerns & (1U << concern)) != 0;
}

/* The end of the month that its form tells, for what is older than that is known to be older. */
static gint64 month_of_creation(const Credential *credential)
{
    int year = 0;
    int month = 0;
    if (!pat_created(credential->secret, &year, &month))
        return 0;
    g_autoptr(GDateTime) first = g_date_time_new_utc(year, month, 1, 0, 0, 0);
    g_autoptr(GDateTime) next = first ? g_date_time_add_months(first, 1) : NULL;
    return next ? g_date_time_to_unix(next) : 0;
}

static gint64 begins(const Credential *credential)
{
    gint64 month = month_of_creation(credential);
    if (credential->created == 0 || (month > 0 && month < credential->created))
        return month;
    return credential->created;
}

gint64 audit_life_days(const AuditSubject *subject, gint64 now)
{
    gint64 from = begins(subject->credential);
    gint64 last = subject->is_accepted ? now : subject->credential->validated;
    gint64 until = MAX(subject->ends, last);
    return from > 0 && until > from ? (until - from) / SECONDS_PER_DAY : 0;
}

/* Of a sign-in it is the scopes that its tokens get. */
static gboolean has_excess(const AuditSubject *subject)
{
    g_auto(GStrv) excess = pat_scopes_list_excess(subject->credential->scopes);
    return *excess || subject->can_more;
}

static guint bit(gboolean is_set, AuditConcern concern)
{
    return is_set ? 1U << concern : 0;
}

static guint judge_pat(const AuditSubject *subject, gint64 now)
{
    guint unused = bit(expiry_is_unused_for_long(subject->used, now), AUDIT_UNUSED);
    if (subject->is_bad)
        return unused;
    gboolean lives_long = audit_life_days(subject, now) > AUDIT_LIFE_DAYS + SLACK_DAYS;
    return unused | bit(has_excess(subject), AUDIT_EXCESS) | bit(subject->is_global, AUDIT_GLOBAL) |
           bit(lives_long, AUDIT_LONG_LIFE) |
           bit(!lives_long && subject->ends == 0, AUDIT_END_UNKNOWN);
}

guint audit_judge(const AuditSubject *subject, gint64 now)
{
    switch (subject->credential->kind) {
    case CREDENTIAL_PAT:
        return judge_pat(subject, now);
    case CREDENTIAL_SIGN_IN:
        return bit(has_excess(subject), AUDIT_EXCESS);
    case CREDENTIAL_ACCESS_TOKEN:
        return 0;
    }
    return 0;
}
