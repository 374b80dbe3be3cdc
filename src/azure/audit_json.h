/* SPDX-License-Identifier: MIT */
/* What `audit --json` prints. The man page documents it; keys and words stay as they are. */
#pragma once

#include "azure/probe.h"
#include "azure/verdict.h"
#include "model/credential.h"
#include "model/plain_secret.h"

#include <glib.h>

/* A token, and what only the caller knows of it. */
typedef struct {
    const Credential *credential;
    const Verdict *verdict;    /* NULL = Azure DevOps was not asked */
    const ProbeReport *report; /* NULL = it was not asked what the token can do */
    const char *store;
    const char *masked;
    const char *state; /* one word */
    const char *const *concerns;
    const char *const *notes;
    const char *command; /* NULL = none is needed */
    gint64 ends;         /* Unix seconds, 0 = unknown */
    ValidToCertainty ends_certainty;
    int days_left;    /* of a token whose end is known */
    gint64 life_days; /* 0 = unknown */
    gint64 used;      /* Unix seconds, 0 = unknown */
} AuditToken;

/* A place with a token in plain text, or one that could not be looked at. */
typedef struct {
    const char *kind;         /* one word */
    const PlainSecret *plain; /* NULL = see problem */
    const char *masked;       /* NULL = there is none */
    const char *problem;
    const char *path; /* NULL = it is in no file */
    const char *where;
    const char *stored; /* which stored token it is; NULL = none */
    gboolean is_shared;
    const char *command;
} AuditPlace;

/*
 * tokens holds AuditToken, places AuditPlace. One JSON object, with a line feed behind it; owned by
 * the caller. Errors: those of json_list_format().
 */
char *audit_json_format(const GArray *tokens, const GArray *places,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
