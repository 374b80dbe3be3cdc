/* SPDX-License-Identifier: MIT */
/*
 * Whether Azure DevOps can be reached from here, and if not, at which step it fails and what mends
 * that; how far the clock is off; and what it says of the token. Pure: answers are data.
 */
#pragma once

#include "azure/verdict.h"
#include "core/date.h"
#include "model/diagnosis.h"

#include <glib.h>

/* A clock that is this far off spoils signing in, and the dates of tokens. */
#define REACHABILITY_CLOCK_WARNING_S (5 * 60)
/* That far off, certificates are taken for expired. */
#define REACHABILITY_CLOCK_PROBLEM_S SECONDS_PER_DAY

/* What came of one request. */
typedef struct {
    char *host;
    Finding *finding;   /* NULL = it was not asked */
    gint64 server_time; /* of the header Date, Unix seconds; 0 = there was none */
    gint64 own_time;    /* when that came */
    int took_ms;
} Reach;

/* What came of asking about one organization. */
typedef struct {
    Reach connection; /* connectionData, at the host that Git talks to */
    Reach profile;    /* where tokens are checked; not on Azure DevOps Server */
} Reachability;

void reachability_free(Reachability *reachability);

/* All texts are borrowed, and fit to be shown. */
typedef struct {
    const char *place;         /* "dev.azure.com/contoso" */
    const char *proxy;         /* what leads there, without its password; NULL = none */
    const char *proxy_setting; /* what names it: "http.proxy", "https_proxy" */
    gboolean is_proxy_named;   /* its address has a user name, and no password */
    const char *ca_setting;    /* likewise of certificates, "http.sslCAInfo"; NULL = none */
    const char *masked;        /* the token that was sent, "****abcd"; NULL = there is none */
    const char *renew;         /* the command that replaces it, if it is stored */
    const char *variable;      /* of the environment, which it comes from; NULL = it is stored */
} ReachSubject;

/* Takes the findings of the reachability for a verdict of its own: it is empty afterwards. */
void reachability_judge(Reachability *reachability, const ReachSubject *subject, Checkup *checkup);
