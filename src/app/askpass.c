/* SPDX-License-Identifier: MIT */
#include "app/askpass.h"

#include "programs/program.h"

#include <errno.h>
#include <sys/wait.h>
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

static gboolean start(const char *program, const char *prompt, GPid *ret_pid, int *ret_output)
{
    g_autofree char *path = program_find(program);
    const char *const argv[] = {path, prompt, NULL};
    return path && g_spawn_async_with_pipes_and_fds(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                                    NULL, NULL, -1, -1, -1, NULL, NULL, 0, ret_pid,
                                                    NULL, ret_output, NULL, NULL);
}

static gboolean ended_well(GPid pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return FALSE;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Everything up to end of file, as Git reads it; FALSE if that is more than the buffer holds. */
static gboolean read_to_end(int output, char *bytes, gsize size, gsize *ret_length)
{
    gsize length = 0;
    while (length < size) {
        gssize count = read(output, bytes + length, size - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            *ret_length = length;
            return count == 0;
        }
        length += (gsize)count;
    }
    return FALSE;
}

/* As Git: the line ends at the first LF or CR. A NUL does not end it, and is refused. */
static gsize line_length(const char *bytes, gsize length)
{
    gsize end = 0;
    while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
        end++;
    return end;
}

PromptOutcome askpass_run(const char *program, const char *prompt, Secret **ret_secret)
{
    GPid pid = 0;
    int output = -1;
    if (!start(program, prompt, &pid, &output))
        return PROMPT_IMPOSSIBLE;

    char bytes[PROMPT_SIZE];
    gsize length = 0;
    gboolean fits = read_to_end(output, bytes, sizeof(bytes), &length);
    close(output); /* before waiting: one that has more to say ends by SIGPIPE */
    gboolean is_good = ended_well(pid);
    PromptOutcome outcome = PROMPT_CANCELLED;
    if (!fits)
        outcome = PROMPT_REFUSED;
    else if (is_good && length > 0)
        outcome = prompt_judge(bytes, line_length(bytes, length));
    if (outcome == PROMPT_ANSWERED)
        *ret_secret = secret_new(bytes, line_length(bytes, length));
    explicit_bzero(bytes, sizeof(bytes));
    return outcome;
}
