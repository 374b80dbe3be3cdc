/* SPDX-License-Identifier: MIT */
/*
 * Where a credential stands in a password store (pass(1)), and what stands there. Pure.
 *
 * The tokens of Azure DevOps Services stand where Git Credential Manager (GCM) has them, and begin
 * as its do, so that either finds what the other has stored:
 *
 *   git/https/dev.azure.com/{organization}/{account}    and .../dev.azure.com/{account}
 *
 * What GCM must not take for a token of its own, sign-ins and tokens of servers, stands apart:
 *
 *   git-credential-azdo/{role}/{server}/{organization}/{account}
 *
 * An entry is the secret in the first line, the lines service= and account= of GCM's, and the facts
 * of ours, each in a line that begins with PASS_ENTRY_FACT.
 */
#pragma once

#include "core/secret.h"
#include "store/store.h"

#include <glib.h>

#define PASS_ENTRY_SHARED "git/https/dev.azure.com"
#define PASS_ENTRY_OWN "git-credential-azdo"
#define PASS_ENTRY_FACT "azdo-"

/* Whose entry it is. */
typedef struct {
    char *server;
    char *organization;
    char *username;
    CredentialRole role;
} PassIdentity;

void pass_identity_clear(PassIdentity *identity);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PassIdentity, pass_identity_clear)

/* What finds it; borrows from it. */
StoreQuery pass_identity_query(const PassIdentity *identity);

/*
 * The name of the entry for an identity, none of whose members is NULL; owned by the caller. No two
 * have the same. What a folder must not be called is written as %XX: a slash, a leading full stop,
 * control characters, bytes that are no UTF-8.
 */
char *pass_entry_name(const StoreQuery *identity);

/* FALSE for a name that pass_entry_name() would not give. */
gboolean pass_entry_parse_name(const char *name, PassIdentity *ret_identity);

/* The content of an entry. Owned by the caller. */
Secret *pass_entry_encode(const Credential *credential);

/*
 * The credential of an entry, owned by the caller: where there are no facts of ours, as in GCM's
 * entries, a PAT of which nothing is known. NULL for what cannot be read, and for an entry whose
 * facts say that it is another's.
 */
Credential *pass_entry_decode(const Secret *content, const PassIdentity *identity);
