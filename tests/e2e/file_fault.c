/* SPDX-License-Identifier: MIT */
/*
 * For LD_PRELOAD: what happens to a file while the helper replaces it.
 *
 *     AZDO_TEST_FILE_FAULT="fsync die"       the process is killed before it
 *     AZDO_TEST_FILE_FAULT="fsync refuse"    it fails, as on a disk that is broken
 *     AZDO_TEST_FILE_FAULT="renameat die"    likewise, both
 *     AZDO_TEST_FILE_FAULT="renameat end"    the process is killed after it
 *     AZDO_TEST_FILE_FAULT="fstat other"     files belong to another user
 *     AZDO_TEST_FILE_FAULT="fsync change"    another program appends a line to the file
 *                                            AZDO_TEST_FILE just before
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "" where the call is not the one that is meant. */
static const char *fault_of(const char *call)
{
    const char *plan = getenv("AZDO_TEST_FILE_FAULT");
    size_t length = strlen(call);
    return plan && strncmp(plan, call, length) == 0 && plan[length] == ' ' ? plan + length + 1 : "";
}

static void change_file(void)
{
    int fd = open(getenv("AZDO_TEST_FILE"), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0 || dprintf(fd, "# changed\n") < 0)
        abort();
    close(fd);
}

/* Whether the call is to fail. */
static int happen(const char *fault)
{
    if (strcmp(fault, "die") == 0)
        kill(getpid(), SIGKILL);
    if (strcmp(fault, "change") == 0)
        change_file();
    errno = EIO;
    return strcmp(fault, "refuse") == 0;
}

int fsync(int fd)
{
    int (*next)(int) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "fsync");
    return happen(fault_of("fsync")) ? -1 : next(fd);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    int (*next)(int, const char *, int, const char *) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "renameat");
    const char *fault = fault_of("renameat");
    int outcome = happen(fault) ? -1 : next(from_folder, from, to_folder, to);
    if (strcmp(fault, "end") == 0)
        kill(getpid(), SIGKILL);
    return outcome;
}

/* The helper's own name for it depends on how large files may be. */
int fstat64(int fd, struct stat64 *status)
{
    int (*next)(int, struct stat64 *) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, "fstat64");
    int outcome = next(fd, status);
    if (outcome == 0 && S_ISREG(status->st_mode) && *fault_of("fstat"))
        status->st_uid++;
    return outcome;
}
