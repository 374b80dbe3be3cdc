/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, what to do about it, and the exit status that says so.
 *
 * Every failure in this program is a GError of the domain AZDO_ERROR. Its message says what
 * happened (lower case, no full stop, the subject quoted); its hint is the exact next step.
 * Libraries return errors; only main.c prints them, once. Neither text may hold a secret, and
 * text that came from outside goes through text_printable() first.
 */
#pragma once

#include <glib.h>

typedef enum {
    ERROR_USAGE,           /* the command line cannot be understood */
    ERROR_INPUT,           /* what was read is not what it should be */
    ERROR_AMBIGUOUS,       /* more than one answer is possible, and guessing could harm */
    ERROR_SYSTEM,          /* the operating system refused something */
    ERROR_CONFIG,          /* a setting, or Git's way of reading and writing settings */
    ERROR_MISSING,         /* there is no token to answer with */
    ERROR_REFUSED,         /* Azure DevOps or Microsoft Entra says no */
    ERROR_SIGN_IN,         /* a person has to sign in to Microsoft Entra, again */
    ERROR_UNREACHABLE,     /* a server that is needed cannot be asked, or not now */
    ERROR_CANCELLED,       /* the person who was asked did not want to */
    ERROR_UNDETERMINED,    /* a state that was asked about cannot be found out */
    ERROR_STORE_ABSENT,    /* there is no such store here */
    ERROR_STORE_LOCKED,    /* the store is there, its contents are not readable now */
    ERROR_STORE_DISMISSED, /* the person closed the store's unlock prompt */
    ERROR_STORE_TIMED_OUT, /* the store did not answer in time */
    ERROR_STORE_FAILED,    /* the store answered with a failure of its own */
} ErrorCode;

#define AZDO_ERROR (azdo_error_quark())
GQuark azdo_error_quark(void);

/*
 * Sets *error, if error is not NULL. Hint, which may be NULL and is no format, and format are
 * translated.
 */
void error_set(GError **error, ErrorCode code, const char *hint, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The next step, owned by the error; NULL if there is none or the domain is not AZDO_ERROR. */
const char *error_get_hint(const GError *error);

/* The process exit status for an error: 129 for usage, as Git does, 3 if undetermined, else 1. */
int error_exit_status(const GError *error);
