/* SPDX-License-Identifier: MIT */
#include "app/plain_read.h"

#include "core/message.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No such file is a hundredth of it. */
#define SIZE_MAX_BYTES (1024 * 1024)

static PlainReadOutcome fail(const char *problem, char **ret_problem)
{
    *ret_problem = g_strdup(problem);
    return PLAIN_READ_FAILED;
}

static PlainReadOutcome fail_for(int cause, char **ret_problem)
{
    if (cause == ENOENT || cause == ENOTDIR)
        return PLAIN_READ_ABSENT;
    *ret_problem = g_strdup_printf(_("cannot be read: %s"), g_strerror(cause));
    return PLAIN_READ_FAILED;
}

/* A file that grows meanwhile is read to the limit. */
static PlainReadOutcome read_content(int fd, Secret **ret_content, char **ret_problem)
{
    g_autoptr(SecretBuffer) content = secret_buffer_new();
    char block[4096];
    gssize count = 0;
    int cause = 0;
    do {
        count = read(fd, block, sizeof(block));
        cause = errno;
        if (count > 0)
            secret_buffer_append(content, block, (gsize)count);
    } while ((count > 0 && secret_buffer_length(content) < SIZE_MAX_BYTES) ||
             (count < 0 && cause == EINTR));
    explicit_bzero(block, sizeof(block));
    if (count < 0)
        return fail_for(cause, ret_problem);
    *ret_content = secret_buffer_steal(content);
    return PLAIN_READ_DONE;
}

PlainReadOutcome plain_read_fd(int fd, Secret **ret_content, char **ret_problem)
{
    struct stat found = {0};
    if (fstat(fd, &found) != 0)
        return fail_for(errno, ret_problem);
    if (!S_ISREG(found.st_mode))
        return fail(_("is no regular file"), ret_problem);
    if (found.st_size > SIZE_MAX_BYTES)
        return fail(_("is too large to be looked at"), ret_problem);
    return read_content(fd, ret_content, ret_problem);
}

PlainReadOutcome plain_read(const char *path, Secret **ret_content, char **ret_problem)
{
    /* A pipe that lies there does not hold us up. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return fail_for(errno, ret_problem);
    PlainReadOutcome outcome = plain_read_fd(fd, ret_content, ret_problem);
    close(fd);
    return outcome;
}

gboolean plain_read_is_shared(const char *path)
{
    struct stat found = {0};
    return stat(path, &found) == 0 && (found.st_mode & (S_IRGRP | S_IROTH)) != 0;
}
