/* SPDX-License-Identifier: MIT */
/*
 * What could be safer: the stored tokens, what each can do and for how long, and copies in plain
 * text. What `audit` shows. Nothing is changed, and no record is written.
 */
#pragma once

#include "app/overview.h"
#include "app/plain_places.h"
#include "azure/probe.h"
#include "policy/audit.h"

#include <glib.h>

/* The worse, the greater. */
typedef enum {
    GRADE_GOOD,
    GRADE_UNDETERMINED, /* Azure DevOps was asked and did not say, or a place could not be read */
    GRADE_IMPROVE,      /* it works, and could be safer */
    GRADE_BAD,          /* it is expired or refused; or it lies in plain text */
} Grade;

/* "good", "undetermined", "improve", "bad". */
const char *grade_name(Grade grade);

typedef struct {
    const TokenOverview *token; /* belongs to the audit */
    ProbeReport *report;        /* NULL = it was not asked what the token can do */
    guint concerns;             /* a set of AuditConcern */
    gint64 life_days;           /* 0 = unknown */
    Grade grade;
    char **notes;  /* sentences; none = empty */
    char *command; /* the one that mends it; NULL = none does, or nothing is to be mended */
} AuditedToken;

typedef struct {
    GPtrArray *tokens; /* AuditedToken *, in the order of overview_gather() */
    GPtrArray *places; /* PlainPlace * */
    GPtrArray *overviews;
} Audit;

void audit_free(Audit *audit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Audit, audit_free)

/* Only where there is plain text; the tokens are an empty array. */
Audit *audit_new(const Settings *settings);

/*
 * Adds the tokens that the request is about; Azure DevOps is asked unless it says otherwise.
 * Errors: those of overview_gather().
 */
gboolean audit_add_tokens(Audit *audit, const OverviewRequest *request,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Which of the stored tokens lies there: its name, borrowed; NULL = none. */
const char *audit_find_stored(const Audit *audit, const PlainPlace *place);

/* What all come to: 0 all good, 1 something could be safer, 2 something is bad, else 3. */
int audit_exit_status(const Audit *audit);
