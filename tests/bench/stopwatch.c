/* SPDX-License-Identifier: MIT */
/*
 * Runs a program and tells what it took, on descriptor 3 or appended to a file:
 *
 *     stopwatch [--log FILE] PROGRAM [ARGUMENT]...
 *
 * One line: wall time and processor time in microseconds, peak memory in kB. It is small, so that
 * starting from it costs what starting from Git does.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REPORT_FD 3
#define NOT_RUN 127

extern char **environ;

static long now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static long time_us(struct timeval time)
{
    return time.tv_sec * 1000000 + time.tv_usec;
}

int main(int argc, char **argv)
{
    int report = REPORT_FD;
    char **command = argv + 1;
    if (argc > 3 && strcmp(argv[1], "--log") == 0) {
        report = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        command = argv + 3;
    }
    if (!*command)
        return NOT_RUN;

    pid_t child = -1;
    int status = 0;
    struct rusage usage = {0};
    long start_us = now_us();
    int problem = posix_spawnp(&child, command[0], NULL, NULL, command, environ);
    if (problem != 0 || wait4(child, &status, 0, &usage) != child) {
        fprintf(stderr, "%s: %s\n", command[0], strerror(problem != 0 ? problem : errno));
        return NOT_RUN;
    }
    long wall_us = now_us() - start_us;
    dprintf(report, "%ld %ld %ld\n", wall_us, time_us(usage.ru_utime) + time_us(usage.ru_stime),
            usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_RUN;
}
