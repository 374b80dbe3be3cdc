/* SPDX-License-Identifier: MIT */
#include "own_kernel.h"

#include "store/kernel_keyring.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    if (fd >= 0)
        close(fd);
}

void own_kernel_enter(void)
{
    g_autofree char *map = g_strdup_printf("0 %u 1", (unsigned)geteuid());
    if (unshare(CLONE_NEWUSER) == 0)
        write_file("/proc/self/uid_map", map);
}

gboolean own_kernel_is_allowed(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(unshare(CLONE_NEWUSER) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && status == EXIT_SUCCESS;
}

void own_kernel_forbid(unsigned error_number)
{
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_keyctl, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_add_key, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error_number),
    };
    const struct sock_fprog filter = {.len = G_N_ELEMENTS(program), .filter = program};
    ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

/* Root's quota is large, and so somebody else's is used up: keys of a process that ends with it. */
void own_kernel_use_up_quota(void)
{
    if (geteuid() == 0)
        ck_assert_int_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
    ck_assert(kernel_keyring_open());
    int added = 0;
    for (;;) {
        g_autofree char *name = g_strdup_printf("azdo-test-%d", added);
        if (syscall(SYS_add_key, "user", name, "x", 1, KEY_SPEC_PROCESS_KEYRING) < 0)
            break;
        added++;
    }
    ck_assert_int_eq(errno, EDQUOT);
    ck_assert_int_gt(added, 0);
}
