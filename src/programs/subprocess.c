/* SPDX-License-Identifier: MIT */
#include "programs/subprocess.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLL_INTERVAL_US (5 * 1000)

/* Of the ends; those that are read come first, each with its text. */
enum { OUTPUT, COMPLAINT, INPUT, END_COUNT };
#define TEXT_COUNT INPUT

typedef struct {
    const Subprocess *subprocess;
    GPid pid;
    struct pollfd ends[END_COUNT]; /* fd -1 = none, or closed */
    SecretBuffer *texts[TEXT_COUNT];
    gsize written;  /* of the input */
    gint64 slow_us; /* when it is slow; 0 = that was said, or is not wanted */
} Run;

static const gsize text_max[TEXT_COUNT] = {SUBPROCESS_OUTPUT_MAX, SUBPROCESS_COMPLAINT_MAX};

void subprocess_result_clear(SubprocessResult *result)
{
    g_clear_pointer(&result->output, secret_free);
    g_clear_pointer(&result->complaint, secret_free);
}

static void close_end(Run *run, gsize which)
{
    if (run->ends[which].fd >= 0)
        close(run->ends[which].fd);
    run->ends[which].fd = -1;
}

static void run_clear(Run *run)
{
    for (gsize i = 0; i < END_COUNT; i++)
        close_end(run, i);
    for (gsize i = 0; i < TEXT_COUNT; i++)
        g_clear_pointer(&run->texts[i], secret_buffer_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* A group of its own, so that what the program starts can be ended with it. */
static void lead_group(gpointer data G_GNUC_UNUSED)
{
    (void)setpgid(0, 0);
}

static gboolean start(Run *run, GError **error)
{
    const Subprocess *subprocess = run->subprocess;
    g_auto(GStrv) words = g_strdupv((GStrv)subprocess->argv);
    if (!g_spawn_async_with_pipes(subprocess->folder, words, subprocess->environment,
                                  G_SPAWN_DO_NOT_REAP_CHILD,
                                  subprocess->is_interactive ? NULL : lead_group, NULL, &run->pid,
                                  subprocess->input ? &run->ends[INPUT].fd : NULL,
                                  &run->ends[OUTPUT].fd, &run->ends[COMPLAINT].fd, error))
        return FALSE;
    if (subprocess->input)
        g_unix_set_fd_nonblocking(run->ends[INPUT].fd, TRUE, NULL);
    return TRUE;
}

/* What is beyond the limit is read, and dropped. */
static void take(Run *run, gsize which)
{
    char chunk[4096];
    gssize length = read(run->ends[which].fd, chunk, sizeof(chunk));
    if (length < 0 && errno == EINTR)
        return;
    if (length <= 0) {
        close_end(run, which);
        return;
    }
    gsize room = text_max[which] - secret_buffer_length(run->texts[which]);
    secret_buffer_append(run->texts[which], chunk, MIN((gsize)length, room));
    explicit_bzero(chunk, sizeof(chunk));
}

/* A program that does not read all of it says by its exit status what that means. */
static void give(Run *run)
{
    const Secret *input = run->subprocess->input;
    gssize length = write(run->ends[INPUT].fd, secret_reveal(input) + run->written,
                          secret_length(input) - run->written);
    if (length > 0)
        run->written += (gsize)length;
    gboolean may_go_on = length >= 0 || errno == EINTR || errno == EAGAIN;
    if (!may_go_on || run->written == secret_length(input))
        close_end(run, INPUT);
}

static gboolean has_open_end(const Run *run)
{
    return run->ends[OUTPUT].fd >= 0 || run->ends[COMPLAINT].fd >= 0 || run->ends[INPUT].fd >= 0;
}

static void say_slow(Run *run, gint64 now_us)
{
    if (!run->slow_us || now_us < run->slow_us)
        return;
    run->slow_us = 0;
    run->subprocess->on_slow(run->subprocess);
}

/* Until all ends are closed, or it has taken too long. */
static void exchange_all(Run *run, gint64 deadline_us)
{
    while (has_open_end(run)) {
        gint64 now_us = g_get_monotonic_time();
        if (now_us >= deadline_us)
            return;
        say_slow(run, now_us);
        gint64 next_us = run->slow_us ? MIN(run->slow_us, deadline_us) : deadline_us;
        if (poll(run->ends, END_COUNT, (int)MIN((next_us - now_us) / 1000 + 1, G_MAXINT)) <= 0)
            continue;
        for (gsize i = 0; i < TEXT_COUNT; i++) {
            if (run->ends[i].fd >= 0 && run->ends[i].revents)
                take(run, i);
        }
        if (run->ends[INPUT].fd >= 0 && run->ends[INPUT].revents)
            give(run);
    }
}

/* Some close their output and go on. */
static SubprocessOutcome wait_for_end(const Run *run, gint64 deadline_us)
{
    int status = 0;
    pid_t ended = 0;
    while (ended == 0 && g_get_monotonic_time() < deadline_us) {
        ended = waitpid(run->pid, &status, WNOHANG);
        if (ended == 0)
            g_usleep(POLL_INTERVAL_US);
    }
    if (ended == 0) {
        kill(run->subprocess->is_interactive ? run->pid : -run->pid, SIGKILL);
        waitpid(run->pid, &status, 0);
        return SUBPROCESS_LATE;
    }
    gboolean is_good = ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return is_good ? SUBPROCESS_GOOD : SUBPROCESS_BAD;
}

SubprocessOutcome subprocess_run(const Subprocess *subprocess, SubprocessResult *ret_result,
                                 GError **error)
{
    g_auto(Run) run = {
        .subprocess = subprocess,
        .ends = {{.fd = -1, .events = POLLIN},
                 {.fd = -1, .events = POLLIN},
                 {.fd = -1, .events = POLLOUT}},
        .texts = {secret_buffer_new(), secret_buffer_new()},
    };
    if (!start(&run, error))
        return SUBPROCESS_NOT_RUN;
    gint64 start_us = g_get_monotonic_time();
    gint64 deadline_us = start_us + subprocess->limit_ms * 1000;
    run.slow_us = subprocess->on_slow ? start_us + SUBPROCESS_SLOW_MS * 1000 : 0;
    exchange_all(&run, deadline_us);
    SubprocessOutcome outcome = wait_for_end(&run, deadline_us);
    if (outcome == SUBPROCESS_LATE)
        return outcome;
    ret_result->output = secret_buffer_steal(run.texts[OUTPUT]);
    ret_result->complaint = secret_buffer_steal(run.texts[COMPLAINT]);
    return outcome;
}
