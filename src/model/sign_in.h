/* SPDX-License-Identifier: MIT */
/*
 * A sign-in to Microsoft Entra that is kept: where its access tokens come from, what is made of
 * them, and the ledger of personal access tokens (PATs) that it has yet to tidy up.
 *
 * The ledger is what makes creating a PAT safe against a crash at any step: an id is written down
 * before the PAT is asked for and stands in its name, so that a PAT that was created and never
 * stored is found by it; and a PAT that could not be revoked is remembered until it is.
 */
#pragma once

#include <glib.h>

typedef enum {
    SIGN_IN_BROWSER,           /* authorization code with PKCE, through the system's browser */
    SIGN_IN_DEVICE_CODE,       /* a code that is typed on another device */
    SIGN_IN_AZURE_CLI,         /* az account get-access-token */
    SIGN_IN_WORKLOAD_IDENTITY, /* a federated token: Kubernetes, GitHub Actions, Azure Pipelines */
    SIGN_IN_SERVICE_PRINCIPAL, /* an application's secret or certificate */
    SIGN_IN_MANAGED_IDENTITY,  /* the machine's own: IMDS, App Service, Container Apps */
} SignInSource;
#define SIGN_IN_SOURCE_COUNT (SIGN_IN_MANAGED_IDENTITY + 1)

typedef enum {
    SIGN_IN_CREATES_PATS, /* Git gets a short-lived PAT */
    SIGN_IN_HANDS_ON,     /* Git gets the Entra access token itself */
} SignInGoal;

typedef struct {
    SignInSource source;
    SignInGoal goal;
    char *tenant;    /* a GUID, or "organizations" */
    char *client_id; /* the application that signs in; "" = the source's own */
    gint64 days;     /* the life that a PAT is created with */
    char *pending;   /* ids of PATs that were asked for, with blanks between; "" = none */
    char *orphans;   /* authorization ids of PATs to revoke, likewise */
    gint64 refused;  /* Unix seconds: since when it gets no access tokens any more; 0 = it does */
} SignIn;

/* Strings are copied; the ledger is empty. */
SignIn *sign_in_new(SignInSource source, SignInGoal goal, const char *tenant, const char *client_id,
                    gint64 days);
SignIn *sign_in_copy(const SignIn *sign_in);
void sign_in_free(SignIn *sign_in);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignIn, sign_in_free)

/* "device-code": in settings, on the command line and in records. */
const char *sign_in_source_name(SignInSource source);
gboolean sign_in_source_from_name(const char *name, SignInSource *ret_source);

/* All names, "browser, device-code, ...", for a hint; owned by the caller. */
char *sign_in_source_list(void);

/* Whether somebody has to be there; the other sources work unattended. */
gboolean sign_in_source_needs_person(SignInSource source);

/*
 * Whether its access tokens act for a person. Only those may create PATs; the identity of a machine
 * or an application hands its access tokens on (REST page "Tokens - Pats").
 */
gboolean sign_in_source_is_user(SignInSource source);

/* "pat" and "entra", as credential.azdoKind has them. */
const char *sign_in_goal_name(SignInGoal goal);
gboolean sign_in_goal_from_name(const char *name, SignInGoal *ret_goal);

/*
 * One of the two lists of the ledger, as words. Adding a word that is there, or "", or dropping one
 * that is not there changes nothing.
 */
void sign_in_add_word(char **list, const char *word);
void sign_in_drop_word(char **list, const char *word);
gboolean sign_in_has_word(const char *list, const char *word);

/* Whether there is something to tidy up. */
gboolean sign_in_is_untidy(const SignIn *sign_in);
