/* SPDX-License-Identifier: MIT */
#include "programs/subprocess.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Most have ended when they close their output, or do a moment later. */
#define FIRST_INTERVAL_US 100
#define LAST_INTERVAL_US (5 * 1000)

/* Of the ends; those that are read come first, each with its text. */
enum { OUTPUT, COMPLAINT, INPUT, END_COUNT };
#define TEXT_COUNT INPUT

typedef struct {
    const Subprocess *subprocess;
    GPid pid;
    struct pollfd ends[END_COUNT]; /* fd -1 = none, or closed */
    SecretBuffer *texts[TEXT_COUNT];
    gsize output_max;
    gboolean is_too_much;
    gsize written;  /* of the input */
    gint64 slow_us; /* when it is slow; 0 = that was said, or is not wanted */
} Run;

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
    if (!g_spawn_async_with_pipes(
            subprocess->folder, words, subprocess->environment, G_SPAWN_DO_NOT_REAP_CHILD,
            subprocess->is_interactive ? NULL : lead_group, NULL, &run->pid,
            subprocess->input ? &run->ends[INPUT].fd : NULL, &run->ends[OUTPUT].fd,
            subprocess->may_complain ? NULL : &run->ends[COMPLAINT].fd, error))
        return FALSE;
    if (subprocess->input)
        g_unix_set_fd_nonblocking(run->ends[INPUT].fd, TRUE, NULL);
    return TRUE;
}

/* Output that is more than it may be is of no use; a complaint may be cut, and is read on. */
static void keep(Run *run, gsize which, const char *bytes, gsize length)
{
    gsize max = which == OUTPUT ? run->output_max : SUBPROCESS_COMPLAINT_MAX;
    gsize room = max - secret_buffer_length(run->texts[which]);
    secret_buffer_append(run->texts[which], bytes, MIN(length, room));
    if (which != OUTPUT || length <= room)
        return;
    run->is_too_much = TRUE;
    close_end(run, OUTPUT);
}

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
    keep(run, which, chunk, (gsize)length);
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

/* Some close their output and go on. FALSE if it had to be killed. */
static gboolean wait_for_end(const Run *run, gint64 deadline_us, int *ret_status)
{
    int status = 0;
    pid_t ended = 0;
    gulong interval_us = FIRST_INTERVAL_US;
    while ((ended = waitpid(run->pid, &status, WNOHANG)) == 0 &&
           g_get_monotonic_time() < deadline_us) {
        g_usleep(interval_us);
        interval_us = MIN(interval_us * 2, LAST_INTERVAL_US);
    }
    if (ended == 0) {
        kill(run->subprocess->is_interactive ? run->pid : -run->pid, SIGKILL);
        waitpid(run->pid, &status, 0);
        return FALSE;
    }
    *ret_status = ended > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return TRUE;
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
        .output_max = subprocess->output_max ? subprocess->output_max : SUBPROCESS_OUTPUT_MAX,
    };
    if (!start(&run, error))
        return SUBPROCESS_NOT_RUN;
    gint64 start_us = g_get_monotonic_time();
    gint64 deadline_us = subprocess->limit_ms ? start_us + subprocess->limit_ms * 1000 : G_MAXINT64;
    run.slow_us = subprocess->on_slow ? start_us + SUBPROCESS_SLOW_MS * 1000 : 0;
    int status = 0;
    exchange_all(&run, deadline_us);
    if (!wait_for_end(&run, deadline_us, &status))
        return SUBPROCESS_LATE;
    ret_result->complaint = secret_buffer_steal(run.texts[COMPLAINT]);
    ret_result->status = status;
    if (run.is_too_much)
        return SUBPROCESS_TOO_MUCH;
    ret_result->output = secret_buffer_steal(run.texts[OUTPUT]);
    return status == 0 ? SUBPROCESS_GOOD : SUBPROCESS_BAD;
}
