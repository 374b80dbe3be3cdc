/* SPDX-License-Identifier: MIT */
#include "app/capture.h"

#include "app/program.h"
#include "core/error.h"
#include "core/text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLL_INTERVAL_US (5 * 1000)

typedef struct {
    GPid pid;
    struct pollfd ends[2]; /* its stdout and stderr; fd -1 once at the end */
    SecretBuffer *texts[2];
} Capture;

static const gsize text_max[2] = {CAPTURE_OUTPUT_MAX, CAPTURE_COMPLAINT_MAX};

static void capture_clear(Capture *capture)
{
    for (gsize i = 0; i < G_N_ELEMENTS(capture->ends); i++) {
        if (capture->ends[i].fd >= 0)
            close(capture->ends[i].fd);
        g_clear_pointer(&capture->texts[i], secret_buffer_free);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Capture, capture_clear)

/* A group of its own, so that what the program starts can be ended with it. */
static void lead_group(gpointer data G_GNUC_UNUSED)
{
    (void)setpgid(0, 0);
}

static gboolean start(const char *const *argv, Capture *capture, GError **error)
{
    g_autofree char *path = program_find(argv[0]);
    if (!path) {
        error_set(error, ERROR_MISSING, "install it, or put its folder into PATH",
                  "the program '%s' is not there", argv[0]);
        return FALSE;
    }
    g_auto(GStrv) words = g_strdupv((GStrv)argv);
    g_free(words[0]);
    words[0] = g_steal_pointer(&path);
    g_autoptr(GError) cause = NULL;
    if (g_spawn_async_with_pipes(NULL, words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, lead_group, NULL,
                                 &capture->pid, NULL, &capture->ends[0].fd, &capture->ends[1].fd,
                                 &cause))
        return TRUE;
    error_set(error, ERROR_SYSTEM, "try to run it yourself", "'%s' cannot be run: %s", argv[0],
              cause->message);
    return FALSE;
}

/* What is beyond the limit is read, and dropped. */
static void take(Capture *capture, gsize which)
{
    char chunk[4096];
    struct pollfd *end = &capture->ends[which];
    gssize length = read(end->fd, chunk, sizeof(chunk));
    if (length < 0 && errno == EINTR)
        return;
    if (length <= 0) {
        close(end->fd);
        end->fd = -1;
        return;
    }
    gsize room = text_max[which] - secret_buffer_length(capture->texts[which]);
    secret_buffer_append(capture->texts[which], chunk, MIN((gsize)length, room));
    explicit_bzero(chunk, sizeof(chunk));
}

/* Until both ends are closed, or it has taken too long. */
static void take_all(Capture *capture, gint64 deadline_us)
{
    while (capture->ends[0].fd >= 0 || capture->ends[1].fd >= 0) {
        gint64 left_ms = (deadline_us - g_get_monotonic_time()) / 1000;
        if (left_ms <= 0)
            return;
        if (poll(capture->ends, G_N_ELEMENTS(capture->ends), (int)MIN(left_ms, G_MAXINT)) <= 0)
            continue;
        for (gsize i = 0; i < G_N_ELEMENTS(capture->ends); i++) {
            if (capture->ends[i].fd >= 0 && capture->ends[i].revents)
                take(capture, i);
        }
    }
}

/* FALSE if it has to be ended: some close their output and go on. */
static gboolean ends_in_time(const Capture *capture, gint64 deadline_us, gboolean *ret_is_good)
{
    int status = 0;
    pid_t ended = 0;
    while (ended == 0 && g_get_monotonic_time() < deadline_us) {
        ended = waitpid(capture->pid, &status, WNOHANG);
        if (ended == 0)
            g_usleep(POLL_INTERVAL_US);
    }
    if (ended == 0) {
        kill(-capture->pid, SIGKILL);
        waitpid(capture->pid, &status, 0);
        return FALSE;
    }
    *ret_is_good = ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return TRUE;
}

/* All of it: what is wrong may stand behind warnings, and what to do about it behind that. */
static void set_refused(GError **error, const char *program, Capture *capture)
{
    g_autoptr(Secret) complaint = secret_buffer_steal(capture->texts[1]);
    g_autofree char *line = g_strdup(secret_reveal(complaint));
    g_strdelimit(line, "\r\n\t", ' ');
    g_strstrip(line);
    g_autofree char *shown = text_printable(line);
    error_set(error, ERROR_REFUSED, "try to run it yourself", "'%s' failed: %s", program,
              *shown ? shown : "it gave no reason");
}

Secret *capture_output(const char *const *argv, gint64 limit_ms, GError **error)
{
    g_auto(Capture) capture = {
        .ends = {{.fd = -1, .events = POLLIN}, {.fd = -1, .events = POLLIN}},
        .texts = {secret_buffer_new(), secret_buffer_new()},
    };
    if (!start(argv, &capture, error))
        return NULL;
    gint64 deadline_us = g_get_monotonic_time() + limit_ms * 1000;
    gboolean is_good = FALSE;
    take_all(&capture, deadline_us);
    if (!ends_in_time(&capture, deadline_us, &is_good)) {
        error_set(error, ERROR_UNREACHABLE, "try to run it yourself", "'%s' took too long",
                  argv[0]);
        return NULL;
    }
    if (!is_good) {
        set_refused(error, argv[0], &capture);
        return NULL;
    }
    return secret_buffer_steal(capture.texts[0]);
}
