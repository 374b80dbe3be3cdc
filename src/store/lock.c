/* SPDX-License-Identifier: MIT */
#include "store/lock.h"

#include "core/error.h"
#include "core/message.h"
#include "store/own_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define RETRY_INTERVAL_US (10 * 1000)

struct StoreLock {
    int fd;
};

static const char *const file_names[] = {
    [STORE_LOCK_WRITE] = "write.lock",
    [STORE_LOCK_UNLOCK] = "unlock.lock",
    [STORE_LOCK_ASK] = "ask.lock",
    [STORE_LOCK_RENEW] = "renew.lock",
};

static int open_folder(GError **error)
{
    struct stat status;
    int fd = own_folder_open(g_get_user_runtime_dir(), TRUE);
    if (fd >= 0 && fstat(fd, &status) == 0 && status.st_uid == geteuid())
        return fd;
    int cause = errno;
    if (fd >= 0) {
        close(fd);
        cause = EPERM;
    }
    error_set(error, ERROR_SYSTEM, N_("set XDG_RUNTIME_DIR to a folder that you own"),
              "the folder '%s/%s' for locks cannot be used: %s", g_get_user_runtime_dir(),
              OWN_FOLDER_NAME, g_strerror(cause));
    return -1;
}

static int open_file(StoreLockKind kind, GError **error)
{
    int folder = open_folder(error);
    if (folder < 0)
        return -1;
    int fd = openat(folder, file_names[kind], O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        error_set(error, ERROR_SYSTEM, N_("remove it if it is a link, and try again"),
                  "the lock file '%s' in '%s' cannot be opened: %s", file_names[kind],
                  g_get_user_runtime_dir(), g_strerror(errno));
    close(folder);
    return fd;
}

/* cause: an errno; 0 = somebody else has it. */
static void set_lock_error(int cause, GError **error)
{
    if (cause)
        error_set(error, ERROR_SYSTEM, N_("set XDG_RUNTIME_DIR to a folder on a local disk"),
                  "files cannot be locked in '%s': %s", g_get_user_runtime_dir(),
                  g_strerror(cause));
    else
        error_set(error, ERROR_STORE_TIMED_OUT, N_("end it, and try again"),
                  "another git-credential-azdo keeps the store busy");
}

StoreLock *store_lock_acquire(StoreLockKind kind, gint64 timeout_ms, GError **error)
{
    int fd = open_file(kind, error);
    if (fd < 0)
        return NULL;

    gint64 deadline_us = g_get_monotonic_time() + timeout_ms * 1000;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int cause = errno;
        gboolean is_taken = cause == EWOULDBLOCK || cause == EINTR;
        if (!is_taken || g_get_monotonic_time() > deadline_us) {
            set_lock_error(is_taken ? 0 : cause, error);
            close(fd);
            return NULL;
        }
        g_usleep(RETRY_INTERVAL_US);
    }
    StoreLock *lock = g_new(StoreLock, 1);
    lock->fd = fd;
    return lock;
}

void store_lock_free(StoreLock *lock)
{
    if (!lock)
        return;
    close(lock->fd);
    g_free(lock);
}

/* A note that could not be written costs those who wait one more prompt, nothing else. */
void store_lock_set_refused(StoreLock *lock, gint64 when_us)
{
    if (pwrite(lock->fd, &when_us, sizeof(when_us), 0) != (gssize)sizeof(when_us))
        g_debug("the refusal could not be noted: %s", g_strerror(errno));
}

gint64 store_lock_get_refused(const StoreLock *lock)
{
    gint64 when_us = 0;
    if (pread(lock->fd, &when_us, sizeof(when_us), 0) != (gssize)sizeof(when_us))
        return 0;
    return when_us;
}
