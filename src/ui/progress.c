/* SPDX-License-Identifier: MIT */
#include "ui/progress.h"

#include "core/message.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* ECMA-48: to the start of the line, and erase it. */
#define ERASE "\r\033[K"

struct Progress {
    char *task;
    gboolean is_wanted;
    GMutex lock;
    guint count;
    guint done;
    struct sigaction interrupt_before;
    struct sigaction terminate_before;
};

static void write_bytes(const char *bytes, gsize length)
{
    gssize written = write(STDERR_FILENO, bytes, length);
    (void)written; /* nobody reads it: the task goes on */
}

/* The signal comes again when this has returned, and then ends the process as it always does. */
static void end(int number)
{
    write_bytes(ERASE, strlen(ERASE));
    raise(number);
}

static void progress_watch(Progress *progress)
{
    struct sigaction action = {.sa_handler = end, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &progress->interrupt_before);
    sigaction(SIGTERM, &action, &progress->terminate_before);
    if (progress->interrupt_before.sa_handler == SIG_IGN) /* nohup(1), a background job */
        sigaction(SIGINT, &progress->interrupt_before, NULL);
}

static void progress_show(const Progress *progress)
{
    if (!progress->is_wanted)
        return;
    g_autofree char *shown =
        progress->count > 0
            ? g_strdup_printf(_("%s: %u of %u"), progress->task, progress->done, progress->count)
            : g_strdup_printf("%s ...", progress->task);
    g_autofree char *line = g_strconcat(ERASE, shown, NULL);
    write_bytes(line, strlen(line));
}

Progress *progress_new(const char *task, gboolean is_wanted)
{
    Progress *progress = g_new0(Progress, 1);
    progress->task = g_strdup(task);
    progress->is_wanted = is_wanted;
    g_mutex_init(&progress->lock);
    if (is_wanted)
        progress_watch(progress);
    progress_show(progress);
    return progress;
}

void progress_free(Progress *progress)
{
    if (!progress)
        return;
    if (progress->is_wanted) {
        write_bytes(ERASE, strlen(ERASE));
        sigaction(SIGINT, &progress->interrupt_before, NULL);
        sigaction(SIGTERM, &progress->terminate_before, NULL);
    }
    g_mutex_clear(&progress->lock);
    g_free(progress->task);
    g_free(progress);
}

void progress_expect(Progress *progress, guint count)
{
    g_mutex_lock(&progress->lock);
    progress->count = count;
    progress_show(progress);
    g_mutex_unlock(&progress->lock);
}

void progress_step(Progress *progress)
{
    g_mutex_lock(&progress->lock);
    progress->done++;
    progress_show(progress);
    g_mutex_unlock(&progress->lock);
}
