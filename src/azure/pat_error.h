/* SPDX-License-Identifier: MIT */
/*
 * What stands in "patTokenError" of an answer about a personal access token (REST: Tokens,
 * SessionTokenError), and what it means for a person. Pure.
 */
#pragma once

#include <glib.h>

typedef enum {
    PAT_ERROR_NONE,
    PAT_ERROR_DISPLAY_NAME_REQUIRED,
    PAT_ERROR_INVALID_DISPLAY_NAME,
    PAT_ERROR_INVALID_VALID_TO,
    PAT_ERROR_INVALID_SCOPE,
    PAT_ERROR_USER_ID_REQUIRED,
    PAT_ERROR_INVALID_USER_ID,
    PAT_ERROR_INVALID_USER_TYPE,
    PAT_ERROR_ACCESS_DENIED,
    PAT_ERROR_FAILED_TO_ISSUE_ACCESS_TOKEN,
    PAT_ERROR_INVALID_CLIENT,
    PAT_ERROR_INVALID_CLIENT_TYPE,
    PAT_ERROR_INVALID_CLIENT_ID,
    PAT_ERROR_INVALID_TARGET_ACCOUNTS,
    PAT_ERROR_HOST_AUTHORIZATION_NOT_FOUND,
    PAT_ERROR_AUTHORIZATION_NOT_FOUND,
    PAT_ERROR_FAILED_TO_UPDATE_ACCESS_TOKEN,
    PAT_ERROR_SOURCE_NOT_SUPPORTED,
    PAT_ERROR_INVALID_SOURCE_IP,
    PAT_ERROR_INVALID_SOURCE,
    PAT_ERROR_DUPLICATE_HASH,
    PAT_ERROR_SSH_POLICY_DISABLED,
    PAT_ERROR_INVALID_TOKEN,
    PAT_ERROR_TOKEN_NOT_FOUND,
    PAT_ERROR_INVALID_AUTHORIZATION_ID,
    PAT_ERROR_FAILED_TO_READ_TENANT_POLICY,
    PAT_ERROR_GLOBAL_PAT_POLICY_VIOLATION,
    PAT_ERROR_FULL_SCOPE_PAT_POLICY_VIOLATION,
    PAT_ERROR_PAT_LIFESPAN_POLICY_VIOLATION,
    PAT_ERROR_INVALID_TOKEN_TYPE,
    PAT_ERROR_INVALID_AUDIENCE,
    PAT_ERROR_INVALID_SUBJECT,
    PAT_ERROR_DEPLOYMENT_HOST_NOT_SUPPORTED,
    PAT_ERROR_DISABLE_PAT_CREATION_POLICY_VIOLATION,
    PAT_ERROR_FAILED_TO_READ_ORG_POLICY,
    PAT_ERROR_GLOBAL_PAT_CREATION_BLOCKED,
    PAT_ERROR_EXPIRED_PAT_CANNOT_BE_EXTENDED,
    PAT_ERROR_UNKNOWN, /* one that is not documented */
} PatError;

/* In any case: what is not "none" must be an error, and "None" must not. */
PatError pat_error_from_name(const char *name);

/* What is the matter, to stand behind a colon. */
const char *pat_error_sentence(PatError error);

/*
 * What a person can do about it, to stand after "hint: "; owned by the caller. NULL = nothing but
 * to do without this program what was asked for.
 */
char *pat_error_hint(PatError error, const char *organization);
