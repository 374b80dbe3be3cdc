/* SPDX-License-Identifier: MIT */
/* What `status --json` prints. The man page documents it; keys and words stay as they are. */
#pragma once

#include "azure/verdict.h"
#include "model/credential.h"

#include <glib.h>

/* A token, and what only the caller knows of it. */
typedef struct {
    const Credential *credential;
    const Credential *sign_in; /* NULL = a person replaces it */
    const Verdict *verdict;    /* NULL = Azure DevOps was not asked */
    const char *store;         /* or the variable of the environment that it comes from */
    const char *masked;
    const char *state;   /* one word */
    const char *summary; /* a sentence */
    const char *const *notes;
    const char *command; /* NULL = none is needed */
    gint64 ends;         /* Unix seconds, 0 = unknown */
    ValidToCertainty ends_certainty;
    int days_left; /* of a token whose end is known */
} StatusToken;

/*
 * tokens holds StatusToken. One JSON object, with a line feed behind it; owned by the caller.
 * Errors: those of json_list_format().
 */
char *status_json_format(const GArray *tokens, GError **error) G_GNUC_WARN_UNUSED_RESULT;
