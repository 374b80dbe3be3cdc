/* SPDX-License-Identifier: MIT */
/*
 * Text that a person may paste where strangers read it: without user names and passwords in
 * addresses, without what has the form of a token, and without the name of the home folder.
 */
#pragma once

#include <glib.h>

typedef enum {
    REDACTION_SENTENCE,
    REDACTION_COMMAND, /* the home folder is named so that a shell still finds it */
} RedactionKind;

/* Printable; home = NULL or "" = there is none. The caller's. */
char *redaction_apply(const char *text, RedactionKind kind, const char *home);
