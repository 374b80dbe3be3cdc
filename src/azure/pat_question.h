/* SPDX-License-Identifier: MIT */
/*
 * What Azure DevOps is asked about personal access tokens, and what is said when it does not
 * answer, or answers no. Pure: replies are data.
 */
#pragma once

#include "azure/issued_pat.h"
#include "azure/pat_error.h"
#include "net/reply.h"

#include <glib.h>

typedef enum {
    PAT_OPERATION_CREATE,
    PAT_OPERATION_LIST,
    PAT_OPERATION_GET,
    PAT_OPERATION_UPDATE,
    PAT_OPERATION_REVOKE,
} PatOperation;

typedef struct {
    PatOperation operation;
    const char *organization;
} PatQuestion;

/*
 * The addresses of the questions: url is endpoint_pats(); the caller's. The id must be a GUID.
 * continuation is what the page before gave; NULL = the first page.
 */
char *pat_question_url_of(const char *url, const char *authorization_id);
char *pat_question_url_of_page(const char *url, const char *continuation);

/*
 * The body that creates a token, or with an id changes one: always for one organization alone.
 * Errors: those of json_body_format().
 */
Secret *pat_question_body(const PatWish *wish, const char *authorization_id,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Sets an error for a reply that is no answer; NULL = nothing was asked, because there was no time
 * left. ERROR_REFUSED where the sign-in is not accepted, else ERROR_UNREACHABLE.
 */
void pat_question_fail(const PatQuestion *question, const HttpReply *reply, GError **error);

/* Sets ERROR_REFUSED for an answer that holds an error, by its name; message may be NULL. */
void pat_question_refuse(const PatQuestion *question, const char *name, const char *message,
                         GError **error);
