/* SPDX-License-Identifier: MIT */
#include "app/process.h"

#include "core/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#if HAVE_PRCTL
#include <sys/prctl.h>
#endif

/* As Git or the shell gave them to us. */
static struct {
    mode_t file_mask;
    struct rlimit core_size;
} inherited;

/* In their order, for the lowest that is free is taken. What goes to a closed stdout must fail. */
static void open_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);
    }
}

/* Those that are open, one by one: the limit may be a thousand million, or lower than some. */
static void close_listed_descriptors(DIR *folder)
{
    g_autoptr(GArray) open_fds = g_array_new(FALSE, FALSE, sizeof(int));
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        gint64 number = 0;
        if (!text_parse_number(entry->d_name, G_MAXINT, &number))
            continue;
        int fd = (int)number;
        if (fd > STDERR_FILENO && fd != dirfd(folder))
            g_array_append_val(open_fds, fd);
    }
    for (guint i = 0; i < open_fds->len; i++)
        close(g_array_index(open_fds, int, i));
}

static void close_inherited_descriptors(void)
{
#if HAVE_CLOSE_RANGE
    if (close_range(STDERR_FILENO + 1, ~0U, 0) == 0)
        return;
#endif
    /* A kernel before 5.9, another system, or a sandbox. */
    DIR *folder = opendir("/dev/fd");
    if (!folder)
        return;
    close_listed_descriptors(folder);
    closedir(folder);
}

/* In the child of every fork(): the settings of a new file of git's are not ours to hide. */
static void give_back(void)
{
    umask(inherited.file_mask);
    setrlimit(RLIMIT_CORE, &inherited.core_size);
}

static void forbid_core_files(void)
{
    if (getrlimit(RLIMIT_CORE, &inherited.core_size) == 0) {
        const struct rlimit none = {.rlim_cur = 0, .rlim_max = inherited.core_size.rlim_max};
        setrlimit(RLIMIT_CORE, &none);
    }
#if HAVE_PRCTL
    prctl(PR_SET_DUMPABLE, 0);
#endif
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
    inherited.file_mask = umask(S_IRWXG | S_IRWXO);
    forbid_core_files();
    pthread_atfork(NULL, NULL, give_back);
    g_log_set_writer_func(drop_message, NULL, NULL);
}
