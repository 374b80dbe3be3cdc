/* SPDX-License-Identifier: MIT */
#include "app/askpass.h"

#include "programs/program.h"
#include "programs/subprocess.h"

#include <unistd.h>

char *askpass_program(const char *core_askpass)
{
    const char *const candidates[] = {
        g_getenv("GIT_ASKPASS"),
        core_askpass,
        g_getenv("SSH_ASKPASS"),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++) {
        if (candidates[i])
            return *candidates[i] ? g_strdup(candidates[i]) : NULL;
    }
    return NULL;
}

gboolean askpass_can_run(const char *program)
{
    g_autofree char *path = program_find(program);
    return path && access(path, X_OK) == 0 && !g_file_test(path, G_FILE_TEST_IS_DIR);
}

/* As Git: the line ends at the first LF or CR. A NUL does not end it, and is refused. */
static gsize line_length(const char *bytes, gsize length)
{
    gsize end = 0;
    while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
        end++;
    return end;
}

/* As Git: everything up to the end of file was read, and its first line counts. */
static PromptOutcome judge(const Secret *output, Secret **ret_secret)
{
    const char *bytes = secret_reveal(output);
    gsize length = line_length(bytes, secret_length(output));
    if (secret_length(output) == 0)
        return PROMPT_CANCELLED;
    PromptOutcome outcome = prompt_judge(bytes, length);
    if (outcome == PROMPT_ANSWERED)
        *ret_secret = secret_new(bytes, length);
    return outcome;
}

PromptOutcome askpass_run(const char *program, const char *prompt, Secret **ret_secret)
{
    g_autofree char *path = program_find(program);
    if (!path)
        return PROMPT_IMPOSSIBLE;
    const char *const argv[] = {path, prompt, NULL};
    const Subprocess subprocess = {
        .argv = argv,
        .output_max = PROMPT_SIZE - 1,
        .is_interactive = TRUE,
        .may_complain = TRUE,
    };
    g_auto(SubprocessResult) result = {0};
    switch (subprocess_run(&subprocess, &result, NULL)) {
    case SUBPROCESS_GOOD:
        return judge(result.output, ret_secret);
    case SUBPROCESS_TOO_MUCH:
        return PROMPT_REFUSED;
    case SUBPROCESS_BAD:
    case SUBPROCESS_LATE:
        return PROMPT_CANCELLED;
    case SUBPROCESS_NOT_RUN:
        return PROMPT_IMPOSSIBLE;
    }
    g_assert_not_reached();
}
