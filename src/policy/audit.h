/* SPDX-License-Identifier: MIT */
/*
 * What could be better about a token that works: the less it may do, and the shorter it lives, the
 * less is lost with it. Pure: the time is an argument.
 */
#pragma once

#include "model/credential.h"

#include <glib.h>

/*
 * Microsoft recommends that a token lives for a week at most; a day more is for dates that a person
 * tells, which end with their day.
 */
#define AUDIT_LIFE_DAYS 7

typedef enum {
    AUDIT_EXCESS,      /* it can do more than Git needs */
    AUDIT_GLOBAL,      /* it is for all accessible organizations */
    AUDIT_LONG_LIFE,   /* longer than AUDIT_LIFE_DAYS */
    AUDIT_END_UNKNOWN, /* nobody said when it ends, and it is not yet known to live for long */
    AUDIT_UNUSED,      /* for so long that Azure DevOps may end it: it seems not to be needed */
} AuditConcern;
#define AUDIT_CONCERN_COUNT (AUDIT_UNUSED + 1)

typedef struct {
    const Credential *credential; /* a token or a sign-in */
    gint64 ends;                  /* Unix seconds, 0 = unknown */
    gint64 used;                  /* Unix seconds: its last use that is known of, 0 = none */
    gboolean is_accepted;         /* Azure DevOps takes it now */
    gboolean is_bad;    /* refused or expired: what is left to ask is whether it is needed */
    gboolean is_global; /* Azure DevOps says so */
    gboolean can_more;  /* it was found to do what Git does not need */
} AuditSubject;

/* A set: bit 1 << AuditConcern. Of an Entra access token, which lives for an hour: none. */
guint audit_judge(const AuditSubject *subject, gint64 now);

gboolean audit_has(guint concerns, AuditConcern concern);

/*
 * For how many days it lives, as far as that is known: from when it was stored, or before, if its
 * form tells the month of creation, to its end or, without one, to the last time it was accepted.
 * 0 = not known.
 */
gint64 audit_life_days(const AuditSubject *subject, gint64 now);

/* The word for programs: "excess". */
const char *audit_concern_name(AuditConcern concern);
