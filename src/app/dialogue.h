/* SPDX-License-Identifier: MIT */
/*
 * The conversation in which a person gives a token: it says where to make one and how little it
 * needs to be able to do, reads it without echo, asks Azure DevOps about it, and asks when it ends.
 */
#pragma once

#include "app/ask.h"
#include "core/message.h"
#include "model/credential.h"
#include "model/target.h"

typedef struct {
    Asker *asker;
    const Target *target;      /* names an organization */
    const char *username;      /* of the record; "" = nobody's name */
    const char *expires;       /* what --expires says; NULL = ask */
    const Credential *stored;  /* what the token takes the place of; NULL = nothing */
    gboolean wants_another;    /* that one itself will not do */
    SettingsValidate validate; /* as --validate says it */
    const char *command;       /* what is typed to begin again; NULL = "login" */
} Dialogue;

typedef enum {
    DIALOGUE_OBTAINED,
    DIALOGUE_CANCELLED, /* by the person, or by too many answers that will not do; *error says so */
    DIALOGUE_FAILED,    /* *error is set */
} DialogueOutcome;

/*
 * *ret_credential, the caller's, is set only for DIALOGUE_OBTAINED; nothing is stored yet. Errors:
 * ERROR_CANCELLED with DIALOGUE_CANCELLED, those of dialogue_check() with DIALOGUE_FAILED.
 */
DialogueOutcome dialogue_run(const Dialogue *dialogue, Credential **ret_credential, GError **error);

/*
 * The same for a command that a person typed: finds somebody to ask. dialogue->asker is not used.
 * Errors: also ERROR_USAGE where nobody can be asked.
 */
DialogueOutcome dialogue_ask(const Settings *settings, const Dialogue *dialogue,
                             Credential **ret_credential, GError **error);

/*
 * Why something that somebody brought is no personal access token, as its form tells; NULL if it
 * may be one. It stands after "this is " or "holds ": "a Microsoft Entra access token, ...".
 */
const char *dialogue_find_fault(const Secret *token);

/* What became of a token that somebody brought. */
typedef enum {
    TOKEN_ACCEPTED, /* by Azure DevOps; words say whose it is, "" = not told */
    TOKEN_DOUBTFUL, /* it could not be asked, or the owner has no access; words are a sentence */
    TOKEN_UNFIT,    /* it is valid, and of no use to Git; likewise */
    TOKEN_REFUSED,  /* words say why, and the hint what to do */
    TOKEN_FAILED,   /* *error is set */
} TokenOutcome;

/*
 * Asks about a token, unless --validate or, where that is not given, credential.azdoValidate is
 * "never" (then it is TOKEN_DOUBTFUL).
 * *ret_words are printable, the caller's, and set unless it failed; so is *ret_hint, which is set
 * for TOKEN_REFUSED.
 */
TokenOutcome dialogue_check(const Dialogue *dialogue, const Secret *token, char **ret_words,
                            char **ret_hint, GError **error);

/* Said of a token that is not accepted, where pat_is_older_than_a_year(). */
#define DIALOGUE_TOO_OLD N_("; it was made more than a year ago, so it should have expired")

/*
 * Reads what a person says of the end of a token's life; *ret_valid_to 0 = unknown. Warns of a life
 * longer than Azure DevOps recommends. Errors: ERROR_USAGE.
 */
gboolean dialogue_read_expiry(const char *text, gint64 now, gint64 *ret_valid_to,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a person says of a token's end. */
typedef struct {
    gboolean is_told; /* else it stays what is known of it */
    gint64 valid_to;  /* Unix seconds, 0 = unknown */
} ToldEnd;

/*
 * The record of a token that was brought; account NULL = nobody accepted it, "" = not known. Of the
 * token that is stored already, what is known stays, and a date that is certain even if another one
 * is told.
 */
Credential *dialogue_credential(const Dialogue *dialogue, const Secret *token, const char *account,
                                const ToldEnd *end, gint64 now);
