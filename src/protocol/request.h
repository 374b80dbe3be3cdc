/* SPDX-License-Identifier: MIT */
/*
 * A request of Git's credential-helper protocol, as git-credential(1) describes it under
 * "INPUT/OUTPUT FORMAT": lines of key=value, ended by a blank line or the end of the input.
 *
 * Absent is not empty: an absent attribute is NULL and means "any", an empty one is "" and means
 * exactly that. Attributes of every Git from 1.7.9 on are read, whichever Git sends them.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* The longest request that is read: far above the 90,000-byte lines that real servers cause. */
#define REQUEST_LENGTH_MAX (1024 * 1024)
/* Values kept of one array attribute; a server can send any number of WWW-Authenticate headers. */
#define REQUEST_ARRAY_MAX 100

typedef enum {
    REQUEST_CAPABILITY_AUTHTYPE = 1 << 0, /* Git >= 2.46 understands authtype and credential */
    REQUEST_CAPABILITY_STATE = 1 << 1,    /* Git >= 2.46 understands state[] and continue */
} RequestCapability;

typedef struct {
    char *protocol;
    char *host; /* name[:port], as typed */
    char *path; /* percent-decoded by Git, without its outer slashes */
    char *username;
    Secret *password;
    char *authtype;
    Secret *credential;
    Secret *oauth_refresh_token;
    gint64 password_expiry_utc; /* Unix seconds; 0 = not given or not a number */
    gboolean is_ephemeral;
    gboolean is_continuing;
    unsigned capabilities; /* RequestCapability */
    GPtrArray *wwwauth;    /* char *, in order; values with control characters are left out */
    GPtrArray *state;      /* char *, in order */
} Request;

typedef enum {
    REQUEST_UNDERSTOOD,
    REQUEST_MALFORMED, /* not this protocol: a line without '=', a NUL, too long */
    REQUEST_HOSTILE,   /* an attribute twice, or a control character in one: CVE-2020-5260, and
                          CVE-2024-50338, CVE-2024-52006, CVE-2025-23040 */
} RequestOutcome;

/* *ret_request is set only for REQUEST_UNDERSTOOD. Bytes behind a blank line are not looked at. */
RequestOutcome request_parse(const char *bytes, gsize length, Request **ret_request);
void request_free(Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)
