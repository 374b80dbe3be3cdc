/* SPDX-License-Identifier: MIT */
/* A personal access token as Azure DevOps issued it, and the wish for one. Pure data. */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* Texts are printable. */
typedef struct {
    char *authorization_id; /* a GUID: what revokes it */
    char *display_name;
    char *scopes;      /* identifiers with blanks between them */
    gint64 valid_from; /* Unix seconds; 0 = not told */
    gint64 valid_to;
    Secret *token; /* of pat_client_create() alone; NULL else: it is never shown again */
} IssuedPat;

void issued_pat_free(IssuedPat *pat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IssuedPat, issued_pat_free)

typedef struct {
    const char *display_name; /* NULL, in an update = as it is, as of the other two */
    const char *scopes;
    gint64 valid_to; /* Unix seconds; 0 likewise */
} PatWish;
