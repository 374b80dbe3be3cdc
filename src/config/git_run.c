/* SPDX-License-Identifier: MIT */
#include "config/git_run.h"

#include "core/error.h"
#include "core/message.h"
#include "programs/program.h"
#include "programs/subprocess.h"

#include <string.h>

/* Far more than any git needs, even on a machine that is busy: it reads and writes small files. */
#define LIMIT_MS (60 * 1000)
#define OUTPUT_MAX (16 * 1024 * 1024)

static const char hint[] = N_("try to run: git version");

void git_run_clear(GitRun *run)
{
    g_clear_pointer(&run->output, secret_free);
    g_clear_pointer(&run->complaint, g_free);
}

static char **words_of_command(const char *git, const char *const *arguments)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, git);
    g_strv_builder_addv(builder, (const char **)arguments);
    return g_strv_builder_end(builder);
}

/* git separates entries by NULs, so what it prints is no text. */
static void take_result(GitRun *run, SubprocessResult *result)
{
    run->output = g_steal_pointer(&result->output);
    run->complaint = g_strdup(secret_reveal(result->complaint));
    run->status = result->status;
}

static gboolean run_git(const Subprocess *subprocess, GitRun *run, GError **error)
{
    g_auto(SubprocessResult) result = {0};
    g_autoptr(GError) cause = NULL;
    switch (subprocess_run(subprocess, &result, &cause)) {
    case SUBPROCESS_GOOD:
    case SUBPROCESS_BAD:
        take_result(run, &result);
        return TRUE;
    case SUBPROCESS_TOO_MUCH:
        error_set(error, ERROR_CONFIG, N_("look at it with: git config --list --show-origin"),
                  "the configuration of git is too large");
        return FALSE;
    case SUBPROCESS_LATE:
        error_set(error, ERROR_CONFIG, hint, "git took too long");
        return FALSE;
    case SUBPROCESS_NOT_RUN:
        error_set(error, ERROR_CONFIG, hint, "git cannot be run: %s", cause->message);
        return FALSE;
    }
    g_assert_not_reached();
}

gboolean git_run(const char *const *arguments, GitRun *run, GError **error)
{
    g_autofree char *git = program_find("git");
    if (!git) {
        error_set(error, ERROR_CONFIG, N_("install git, or put its folder into PATH"),
                  "git is not in an absolute folder of PATH");
        return FALSE;
    }
    g_auto(GStrv) words = words_of_command(git, arguments);
    g_autoptr(Secret) input = run->input ? secret_new(run->input, strlen(run->input)) : NULL;
    const Subprocess subprocess = {
        .argv = (const char *const *)words,
        .input = input,
        .output_max = OUTPUT_MAX,
        .limit_ms = LIMIT_MS,
        .is_interactive = TRUE,
    };
    return run_git(&subprocess, run, error);
}

char *git_ask(const char *word)
{
    const char *arguments[] = {word, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run(arguments, &run, NULL) || run.status != 0)
        return NULL;
    return g_strchomp(g_strdup(secret_reveal(run.output)));
}
