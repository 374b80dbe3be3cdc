/* SPDX-License-Identifier: MIT */
#include "config/git_run.h"

#include "core/error.h"
#include "programs/program.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void git_run_clear(GitRun *run)
{
    g_clear_pointer(&run->output, secret_free);
    g_clear_pointer(&run->complaint, g_free);
}

/* git separates entries by NULs. */
static Secret *read_to_end(int fd)
{
    g_autoptr(SecretBuffer) text = secret_buffer_new();
    char block[4096];
    gssize count = 0;
    while ((count = read(fd, block, sizeof(block))) > 0 || (count < 0 && errno == EINTR)) {
        if (count > 0)
            secret_buffer_append(text, block, (gsize)count);
    }
    explicit_bzero(block, sizeof(block));
    close(fd);
    return secret_buffer_steal(text);
}

static int wait_for(GPid pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* git reads all of its input before it writes more than a pipe holds; what it leaves is dropped. */
static void write_to_end(int fd, const char *text)
{
    gsize length = strlen(text);
    while (length > 0) {
        gssize written = write(fd, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            break;
        text += written;
        length -= (gsize)written;
    }
    close(fd);
}

static char **words_of_command(const char *git, const char *const *arguments)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, git);
    g_strv_builder_addv(builder, (const char **)arguments);
    return g_strv_builder_end(builder);
}

gboolean git_run(const char *const *arguments, GitRun *run, GError **error)
{
    g_autofree char *git = program_find("git");
    if (!git) {
        error_set(error, ERROR_CONFIG, "install git, or put its folder into PATH",
                  "git is not in an absolute folder of PATH");
        return FALSE;
    }
    g_auto(GStrv) words = words_of_command(git, arguments);
    g_autoptr(GError) cause = NULL;
    GPid pid = 0;
    int input = -1;
    int output = -1;
    int complaint = -1;
    if (!g_spawn_async_with_pipes(NULL, words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                                  run->input ? &input : NULL, &output, &complaint, &cause)) {
        error_set(error, ERROR_CONFIG, "try to run: git version", "git cannot be run: %s",
                  cause->message);
        return FALSE;
    }
    if (run->input)
        write_to_end(input, run->input);
    run->output = read_to_end(output);
    g_autoptr(Secret) words_of_git = read_to_end(complaint);
    run->complaint = g_strdup(secret_reveal(words_of_git));
    run->status = wait_for(pid);
    return TRUE;
}

char *git_ask(const char *word)
{
    const char *arguments[] = {word, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run(arguments, &run, NULL) || run.status != 0)
        return NULL;
    return g_strchomp(g_strdup(secret_reveal(run.output)));
}
