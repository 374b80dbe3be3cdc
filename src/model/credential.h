/* SPDX-License-Identifier: MIT */
/*
 * A stored credential: a secret, whose it is, and what is known of it.
 *
 * (server, organization, username, role) identifies it; the rest are facts. All of it travels in
 * the payload that a store keeps (model/payload.h), so that one read answers Git.
 */
#pragma once

#include "core/secret.h"
#include "model/sign_in.h"

#include <glib.h>

typedef enum {
    CREDENTIAL_PAT,          /* a personal access token */
    CREDENTIAL_ACCESS_TOKEN, /* a Microsoft Entra access token, which lives an hour */
    CREDENTIAL_SIGN_IN,      /* what obtains new tokens of the other kinds */
} CredentialKind;

/* What a credential is for: Git never sees one that is a sign-in, and erases none. */
typedef enum {
    CREDENTIAL_ROLE_TOKEN, /* it answers Git; an account has one, of whatever kind */
    CREDENTIAL_ROLE_SIGN_IN,
} CredentialRole;

typedef enum {
    VALID_TO_UNKNOWN,
    VALID_TO_TOLD,    /* by a person: good for a warning, no reason to withhold the token */
    VALID_TO_CERTAIN, /* by whoever issued the token, or by another helper: handed on to Git */
} ValidToCertainty;

typedef struct {
    char *server;       /* as in Target */
    char *organization; /* lower case; "" = a record of the server, without an organization */
    char *username;     /* "" = nobody's name */
    CredentialKind kind;
    Secret *secret;  /* of a sign-in: its refresh token, or CREDENTIAL_NO_SECRET */
    gint64 valid_to; /* Unix seconds; 0 with VALID_TO_UNKNOWN */
    ValidToCertainty valid_to_certainty;
    gint64 created;   /* Unix seconds: when this secret came into the store */
    gint64 validated; /* Unix seconds: when the server last accepted it; 0 = never asked */
    char *account;    /* whose it is, as the server says it: an e-mail address; "" = unknown */
    char *scopes;     /* identifiers with blanks between them, of a sign-in: those that its PATs
                         get; "" = unknown */
    char *authorization_id; /* of a PAT that a sign-in created: what revokes it; else "" */
    char *replaced;    /* secret_digest() of the token whose place it took in the store, and which a
                       Git that has it still may bring back; "" = none, or unknown */
    SignIn *sign_in;   /* of a sign-in, else NULL */
    gint64 kept_until; /* Unix seconds: when its store forgets it by itself; 0 = never. The store's
                          to say, and no part of the payload */
} Credential;

/* The secret of a sign-in that has none, for no credential is without one. */
#define CREDENTIAL_NO_SECRET "-"

/* Strings and secret are copied; every fact is unknown. */
Credential *credential_new(const char *server, const char *organization, const char *username,
                           const Secret *secret);
void credential_free(Credential *credential);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Credential, credential_free)

/* All of it, facts included. */
Credential *credential_copy(const Credential *credential);

/* Takes over what is known of whose token it is; control characters in it are replaced. */
void credential_set_account(Credential *credential, const char *account);

/* Likewise of what it may do, and of what revokes it. */
void credential_set_scopes(Credential *credential, const char *scopes);
void credential_set_authorization_id(Credential *credential, const char *authorization_id);

/* That it takes the place of old; one with the same secret hands on what it took the place of. */
void credential_set_replaced(Credential *credential, const Credential *old);

/* Makes it a sign-in, and takes the details over. */
void credential_set_sign_in(Credential *credential, SignIn *sign_in);

CredentialRole credential_role(const Credential *credential);

gboolean credential_same_identity(const Credential *a, const Credential *b);

/* Whether a certain date has passed; now in Unix seconds. */
gboolean credential_is_expired(const Credential *credential, gint64 now);

/* The word for a kind in payloads, and for a role in the attributes of a store. */
const char *credential_kind_name(CredentialKind kind);
const char *credential_role_name(CredentialRole role);

/*
 * What a person sees in a keyring manager: "Azure DevOps: contoso (u@example.com)"; a sign-in
 * begins "Azure DevOps sign-in: ".
 */
char *credential_label(const Credential *credential);
