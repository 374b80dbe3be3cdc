/* SPDX-License-Identifier: MIT */
/* What a helper writes back to Git: git-credential(1), "INPUT/OUTPUT FORMAT". */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct {
    const char *username;   /* borrowed; never empty: Git would then send empty user and password */
    const Secret *password; /* borrowed */
    gint64 password_expiry_utc; /* Unix seconds, 0 = not told to Git */
    /*
     * Only for a Git that offers the capability "authtype": the password is sent as a Bearer, and
     * is for this command alone. It stands there as a password, too: Git 2.46 to 2.53 forgets a
     * Bearer that comes without one in requests above http.postBuffer.
     */
    gboolean is_bearer;
    gboolean is_ephemeral; /* likewise: nobody is to keep it, as nobody is to keep a Bearer */
    /*
     * Borrowed; only for a Git that offers the capability "state". Git then asks once more if the
     * server refuses this answer, instead of giving up. NULL = this is the last answer.
     */
    const char *state;
} Answer;

/* The whole answer with its closing blank line, to be written at once. Owned by the caller. */
Secret *answer_format(const Answer *answer);

/* "quit=1": Git stops and asks neither the user nor another helper. */
extern const char answer_quit[];

/* The answer to the operation "capability" (Git >= 2.46). */
extern const char answer_capabilities[];
