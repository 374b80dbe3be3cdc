/* SPDX-License-Identifier: MIT */
/* Stored credentials as rows of a table. */
#pragma once

#include "model/credential.h"

#include <glib.h>

typedef struct {
    const char *organization; /* NULL = no record; "" = a record of the server */
    const char *username;
    const char *secret;
    ValidToCertainty certainty;
    gint64 valid_to;
    gint64 created;
    gint64 validated;
    const char *replaced; /* the secret whose place it took; NULL = none */
} Record;

#define PAT(in_organization, of_username, with_secret)                                             \
    {                                                                                              \
        .organization = in_organization, .username = of_username, .secret = with_secret            \
    }
#define PAT_CREATED(in_organization, of_username, with_secret, at)                                 \
    {                                                                                              \
        .organization = in_organization, .username = of_username, .secret = with_secret,           \
        .created = at                                                                              \
    }
#define PAT_TOLD(in_organization, of_username, with_secret, until)                                 \
    {                                                                                              \
        .organization = in_organization, .username = of_username, .secret = with_secret,           \
        .certainty = VALID_TO_TOLD, .valid_to = until                                              \
    }
#define PAT_CERTAIN(in_organization, of_username, with_secret, until)                              \
    {                                                                                              \
        .organization = in_organization, .username = of_username, .secret = with_secret,           \
        .certainty = VALID_TO_CERTAIN, .valid_to = until                                           \
    }

#define PAT_REPLACING(in_organization, of_username, with_secret, older)                            \
    {                                                                                              \
        .organization = in_organization, .username = of_username, .secret = with_secret,           \
        .replaced = older                                                                          \
    }

/* The most records in a row. */
#define RECORDS_MAX 5

Secret *secret_from_text(const char *text);

/* Owned by the caller. */
Credential *record_to_credential(const Record *record, const char *server);

/* Of ann at contoso, with every detail and a ledger. Owned by the caller. */
Credential *record_sign_in(void);

/* What a store would offer: Credential * in the order of the row, owned by the array. */
GPtrArray *records_to_candidates(const Record records[static RECORDS_MAX], const char *server);

/* "contoso/ann"; owned by the caller. */
char *credential_identity(const Credential *credential);
