/* SPDX-License-Identifier: MIT */
#include "app/process.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static void open_standard_descriptors(void)
{
    int fd = 0;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

static void close_inherited_descriptors(void)
{
    if (close_range(STDERR_FILENO + 1, ~0U, 0) == 0)
        return;
    /* A kernel before 5.9, or a sandbox. */
    long limit = sysconf(_SC_OPEN_MAX);
    for (int fd = STDERR_FILENO + 1; fd < limit; fd++)
        close(fd);
}

static void forbid_core_files(void)
{
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

static GLogWriterOutput drop_message(GLogLevelFlags level, const GLogField *fields, gsize count,
                                     gpointer data)
{
    if (level & G_LOG_FLAG_FATAL)
        return g_log_writer_default(level, fields, count, data);
    return G_LOG_WRITER_HANDLED;
}

void process_prepare(void)
{
    open_standard_descriptors();
    close_inherited_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    forbid_core_files();
    g_log_set_writer_func(drop_message, NULL, NULL);
}
