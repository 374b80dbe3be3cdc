/* SPDX-License-Identifier: MIT */
/*
 * What is known of each stored token, what Azure DevOps says of it now, and whether a person has to
 * do something about it: what `status` and `check` show.
 */
#pragma once

#include "app/settings.h"
#include "azure/verdict.h"
#include "model/credential.h"
#include "policy/expiry.h"

#include <glib.h>

/* The worse, the greater. */
typedef enum {
    HEALTH_GOOD,
    HEALTH_UNDETERMINED, /* Azure DevOps was asked and did not say */
    HEALTH_SOON,         /* it ends within the days of --warn-days, or no next one will come */
    HEALTH_BAD,          /* it has expired, is refused, or of no use to Git */
} Health;

/* "good", "undetermined", "soon", "bad". */
const char *health_name(Health health);

/* Every text is printable. */
typedef struct {
    Credential *credential; /* a token; or a sign-in that has none, or one that has expired */
    const char *variable;   /* of the environment, which it comes from; NULL = it is stored */
    Credential *sign_in;    /* what replaces the token before it ends; NULL = a person does */
    Verdict *verdict;       /* NULL = Azure DevOps was not asked */
    GError *problem; /* why the sign-in could not replace it just now; NULL = it was not due */
    gint64 used;     /* Unix seconds: the last use that was known before Azure DevOps was asked */
    gint64 ends;     /* Unix seconds, 0 = unknown; a global token ends with all of them */
    ValidToCertainty ends_certainty;
    ExpiryState expiry;
    Health health;
    char *name;    /* "contoso", "contoso (ann)"; how a person calls it */
    char *masked;  /* "****abcd" */
    char *summary; /* "valid, expires in 3 days" */
    char **notes;  /* sentences; none = NULL or empty */
    char *command; /* the one that mends it; NULL = none does, or nothing is to be mended */
} TokenOverview;

typedef struct {
    const Settings *settings;
    const char *const *words; /* organizations, or addresses of them; none = every one */
    gboolean wants_code;      /* also to know whether Git can use a token that was brought */
    gboolean has_environment; /* also what the environment has: see policy/machine.h */
    gboolean is_offline;      /* do not ask Azure DevOps */
    gboolean renews;          /* what is due for renewal is renewed first, where a sign-in can */
    gboolean leaves_records;  /* that a token was accepted is not noted, for it is no use of it */
    gint64 now;               /* Unix seconds */
    GTimeZone *zone;
} OverviewRequest;

/* What holds it: the name of the store, or of the variable. */
const char *overview_holder(const TokenOverview *token, const OverviewRequest *request);

/* Whether Azure DevOps was asked and takes the token. */
gboolean overview_is_accepted(const TokenOverview *token);

/*
 * TokenOverview *, those of the environment before the others, which are ordered by name; owned by
 * the caller. Azure DevOps is asked about many tokens at a time, for at most VALIDATION_LOGIN_MS
 * each; that a token was accepted is noted in its record once a day, unless records are to be left.
 * Errors: ERROR_USAGE for a word that names no stored token, ERROR_UNDETERMINED with the words of
 * the cause for everything else; that there is no store is none where the environment has a token.
 */
GPtrArray *overview_gather(const OverviewRequest *request,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What all come to: 0 all good, 1 one ends soon, 2 one is bad, else 3 one is undetermined. */
int overview_exit_status(const GPtrArray *tokens);

/* Whether somebody has to do something about it. */
gboolean overview_needs_person(const TokenOverview *token);
guint overview_count_needy(const GPtrArray *tokens);
