/* SPDX-License-Identifier: MIT */
/* Runs git, the one that programs/program.h finds, and reads what it writes. */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* A run, which is {0} but for its input at first. A configuration may hold tokens. */
typedef struct {
    const char *input; /* borrowed: what git is to read; NULL = nothing */
    Secret *output;
    char *complaint;
    int status; /* the exit status; -1 if a signal ended git */
} GitRun;

void git_run_clear(GitRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GitRun, git_run_clear)

/*
 * Waits for "git <arguments>", whatever its exit status is. Errors: ERROR_CONFIG if it cannot be
 * started, takes longer than a minute, or prints more than any configuration does.
 */
gboolean git_run(const char *const *arguments, GitRun *run,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What "git version" or "git --exec-path" prints, in one line; NULL if git cannot be run. */
char *git_ask(const char *word);
