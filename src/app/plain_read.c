/* SPDX-License-Identifier: MIT */
#include "app/plain_read.h"

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
    *ret_problem = g_strdup_printf("cannot be read: %s", g_strerror(cause));
    return PLAIN_READ_FAILED;
}

/* As much as it had when it was looked at. */
static PlainReadOutcome read_content(int fd, gsize size, Secret **ret_content, char **ret_problem)
{
    char *bytes = g_malloc(size + 1);
    gsize length = 0;
    gssize count = 1;
    while (length < size && count > 0) {
        count = read(fd, bytes + length, size - length);
        if (count < 0 && errno == EINTR)
            count = 1;
        else if (count > 0)
            length += (gsize)count;
    }
    int cause = errno;
    if (count >= 0)
        *ret_content = secret_new(bytes, length);
    explicit_bzero(bytes, size);
    g_free(bytes);
    return count >= 0 ? PLAIN_READ_DONE : fail_for(cause, ret_problem);
}

static PlainReadOutcome read_file(int fd, Secret **ret_content, char **ret_problem)
{
    struct stat found = {0};
    if (fstat(fd, &found) != 0)
        return fail_for(errno, ret_problem);
    if (!S_ISREG(found.st_mode))
        return fail("is no regular file", ret_problem);
    if (found.st_size > SIZE_MAX_BYTES)
        return fail("is too large to be looked at", ret_problem);
    return read_content(fd, (gsize)found.st_size, ret_content, ret_problem);
}

PlainReadOutcome plain_read(const char *path, Secret **ret_content, char **ret_problem)
{
    /* A pipe that lies there does not hold us up. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return fail_for(errno, ret_problem);
    PlainReadOutcome outcome = read_file(fd, ret_content, ret_problem);
    close(fd);
    return outcome;
}

gboolean plain_read_is_shared(const char *path)
{
    struct stat found = {0};
    return stat(path, &found) == 0 && (found.st_mode & (S_IRGRP | S_IROTH)) != 0;
}
