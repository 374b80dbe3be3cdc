/* SPDX-License-Identifier: MIT */
/* Tells a person why the server refused a token that was stored. */
#pragma once

#include "model/credential.h"

typedef struct {
    gboolean is_confirmed;   /* Azure DevOps refuses it when asked, too */
    gboolean is_misdirected; /* it does not, and Git may have sent it in a way that opens nothing */
    char *reason;            /* "it has expired" */
    char *sentence;          /* "the token stored for contoso was refused, and is forgotten: ..." */
    char *kept_sentence;     /* "... and stays stored: ..." */
    char *hint;              /* what to do if it is forgotten, mostly the next command */
    char *kept_hint;         /* what to do if it stays, or the next one comes by itself */
    char *new_token_hint;    /* what to do where it cannot be forgotten: "make a new one: ..." */
    gboolean asks_for_login; /* the hint is a new login: another token would do */
} RefusalReport;

/*
 * Asks Azure DevOps once, for at most VALIDATION_EXPLAIN_MS. What happens to the token depends on
 * it only where a request left open which token was refused (is_confirmed), where no other token
 * would do, or where it is not the token's fault (is_misdirected). refused is of an organization;
 * may_be_windows: challenge_may_prefer_windows() of what refused it. The texts are the caller's.
 */
void refusal_report_make(const Credential *refused, gboolean may_be_windows,
                         RefusalReport *ret_report);
void refusal_report_clear(RefusalReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RefusalReport, refusal_report_clear)
