/* SPDX-License-Identifier: MIT */
/*
 * Another program, run for what it prints: without a shell, with nothing on its standard input or
 * with what it is given, and not for longer than it may take. What travels may be a secret: it goes
 * by pipes, and our copies of it are wiped.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* What a program may print, unless it is said; and what is kept of its complaints. */
#define SUBPROCESS_OUTPUT_MAX (1024 * 1024)
#define SUBPROCESS_COMPLAINT_MAX (16 * 1024)

/* Whoever waits longer wants to know for what. */
#define SUBPROCESS_SLOW_MS 2000

typedef struct Subprocess {
    const char *const *argv; /* the first is an absolute path; ends with NULL */
    char **environment;      /* "NAME=value"; NULL = that of this process */
    const char *folder;      /* where it starts; NULL = here */
    const Secret *input;     /* NULL = nothing */
    gint64 limit_ms;         /* then it is killed, with what it has started; 0 = no limit */
    gsize output_max;        /* 0 = SUBPROCESS_OUTPUT_MAX */
    /* Called once if it takes longer than SUBPROCESS_SLOW_MS; NULL = nobody wants to know. */
    void (*on_slow)(const struct Subprocess *subprocess);
    gboolean is_interactive; /* it stays with us on the terminal, where one key interrupts both,
                                and is killed alone */
    gboolean may_complain;   /* its standard error is ours, and not read */
} Subprocess;

typedef enum {
    SUBPROCESS_GOOD, /* its exit status is 0 */
    SUBPROCESS_BAD,
    SUBPROCESS_LATE,
    SUBPROCESS_TOO_MUCH, /* it prints more than it may, and nobody listens any more */
    SUBPROCESS_NOT_RUN,  /* *error is set, with GLib's words */
} SubprocessOutcome;

typedef struct {
    Secret *output;
    Secret *complaint; /* what came on its standard error */
    int status;        /* the exit status; -1 if a signal ended it */
} SubprocessResult;

void subprocess_result_clear(SubprocessResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SubprocessResult, subprocess_result_clear)

/*
 * *ret_result, which is {0} before and the caller's, is set for _GOOD and _BAD, and for _TOO_MUCH
 * but for the output. SIGPIPE must be ignored by the process if there is input.
 */
SubprocessOutcome subprocess_run(const Subprocess *subprocess, SubprocessResult *ret_result,
                                 GError **error);
