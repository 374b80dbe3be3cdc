/* SPDX-License-Identifier: MIT */
/*
 * Is this token good, whose is it, and if not, why not: what the answers of two endpoints come to.
 *
 * A token is called refused only where Azure DevOps clearly refuses it. Whatever else goes wrong
 * says nothing about the token, which is then unknown and never to be treated as bad.
 */
#pragma once

#include "azure/identity.h"
#include "azure/refusal.h"
#include "net/reply.h"

#include <glib.h>

/* What one endpoint said of the token. */
typedef enum {
    FINDING_ACCEPTED,    /* and it says whose it is */
    FINDING_NOT_ALLOWED, /* it knows whose the token is, who may not do this */
    FINDING_REFUSED,
    FINDING_UNKNOWN, /* it did not say anything about the token */
} FindingKind;

typedef enum {
    CAUSE_NOT_ASKED,     /* there was no time left */
    CAUSE_NO_SETTINGS,   /* Git's own, of proxies and the like, cannot be read; words say why */
    CAUSE_NOT_REACHED,   /* outcome and words say more */
    CAUSE_THROTTLED,     /* 429; retry_after_s says how long, if it is known */
    CAUSE_SERVER_FAULT,  /* 5xx */
    CAUSE_STRANGE_REPLY, /* none that Azure DevOps gives: a portal's page, a proxy's answer */
} UnknownCause;

typedef struct {
    FindingKind kind;
    Identity *identity;   /* only of FINDING_ACCEPTED */
    RefusalReason reason; /* of FINDING_REFUSED */
    UnknownCause cause;   /* of FINDING_UNKNOWN */
    HttpOutcome outcome;
    int status;
    gint64 retry_after_s; /* -1 = not told; may come with a 200 */
    char *words;          /* the server's, or libcurl's; fit for a terminal; NULL = none */
    char *activity_id;    /* what Microsoft's support asks for; NULL = none */
} Finding;

/* Of an endpoint that was not asked. */
Finding *finding_new(void);
void finding_free(Finding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Finding, finding_free)

typedef enum {
    VERDICT_VALID,
    VERDICT_VALID_NO_PROFILE_SCOPE,
    VERDICT_VALID_NO_CODE_SCOPE, /* where it was to be found out: it is of no use to Git */
    VERDICT_VALID_NOT_ALLOWED_HERE,
    VERDICT_REFUSED,
    VERDICT_UNKNOWN,
} VerdictKind;

/* For which organizations a token is: for the one where it was asked about, or for all. */
typedef enum {
    REACH_UNKNOWN, /* not asked, or no answer */
    REACH_ORGANIZATION,
    REACH_ALL, /* "all accessible organizations": a global token */
} TokenReach;

typedef struct {
    VerdictKind kind;
    TokenReach reach; /* of VERDICT_VALID, where it was to be found out */
    Finding *finding; /* what it rests on; never NULL */
} Verdict;

/*
 * profile: what the profile endpoint said; NULL where there is none, on Azure DevOps Server.
 * connection: what connectionData said; NULL = it was not asked. Both are taken over.
 */
Verdict *verdict_decide(Finding *profile, Finding *connection);
void verdict_free(Verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)

/* Whether Azure DevOps takes the token, and says whose it is. */
gboolean verdict_is_accepted(const Verdict *verdict);

/*
 * What the profile endpoint above the organizations says of a token that the one of its
 * organization accepts: there a token for one organization gets 401 though it is valid.
 */
TokenReach verdict_reach(const Finding *deployment);

/* "valid", "refused: it has expired", "could not be checked: ..."; owned by the caller. */
char *verdict_describe(const Verdict *verdict);
