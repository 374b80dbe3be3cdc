/* SPDX-License-Identifier: MIT */
/*
 * Tokens for Azure DevOps that lie in plain text: what the files and settings hold in which Git and
 * its like keep them. Pure: texts are data. What is for any other host is nobody's business here,
 * and is not looked at further.
 */
#pragma once

#include "core/secret.h"
#include "core/span.h"
#include "model/target.h"

#include <glib.h>

/* A part of a file: bytes from its start, and how many. */
typedef struct {
    gsize start;
    gsize length;
} PlainExtent;

typedef struct {
    Secret *secret;
    Target *target; /* whose it is; NULL = it goes to every server or organization */
    char *address;  /* where it goes, without it: "https://dev.azure.com/contoso"; printable, and
                       "" without a target */
    gboolean has_no_password; /* of a URL: the token stands there as the user name alone */
    char *username;  /* that stands beside it; NULL = none, or the token itself stands there */
    gint64 valid_to; /* Unix seconds: when it ends, if that stands beside it, too; else 0 */
    guint line;      /* where it stands in its text, the first line being 1; 0 = not told */
    GArray *extent;  /* PlainExtent: what belongs to it in its file; NULL = not told */
} PlainSecret;

void plain_secret_free(PlainSecret *plain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlainSecret, plain_secret_free)

/*
 * Of a URL with a password in it, or with a token in the place of the user name; NULL if there is
 * none, or the host is none of ours. An organization or a person's name is no secret. servers
 * holds Server *, here and below. The result is the caller's.
 */
PlainSecret *plain_secret_from_url(Span url, const GPtrArray *servers);

/*
 * The same where user name and password, either of which may be NULL, stand beside the address,
 * whose own are not looked at. Both are taken over.
 */
PlainSecret *plain_secret_new(Span address, Secret *user, Secret *password,
                              const GPtrArray *servers);

/*
 * The URL as it is good without its secret: a user name that is none stays. The caller's, and NULL
 * if this is no such URL.
 */
char *plain_secret_strip_url(const char *url);

/* Whether that is what is secret in the URL, whatever it is for. */
gboolean plain_secret_url_has(const char *url, const Secret *secret);

/* One that goes to every server or organization; it is taken over. */
PlainSecret *plain_secret_new_everywhere(Secret *secret);

/*
 * What is secret in a header line for HTTP, "Authorization: Basic ...", whatever its scheme; NULL
 * if it is another header. *ret_public_length: how much of it, from its start, is no secret. The
 * result is the caller's.
 */
Secret *plain_secret_decode_header(const char *header, gsize *ret_public_length);
