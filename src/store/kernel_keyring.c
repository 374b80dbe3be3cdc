/* SPDX-License-Identifier: MIT */
#include "store/kernel_keyring.h"

#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* <keyutils.h>, KEY_POS_ALL: the possessor may do everything, nobody else anything. */
#define POSSESSOR_ONLY 0x3f000000

static long call_keyctl(int operation, gint32 first, gint32 second)
{
    return syscall(SYS_keyctl, operation, first, second, 0, 0);
}

static gint32 add_key(const char *type, const char *name, const Secret *payload, gint32 folder)
{
    const char *bytes = payload ? secret_reveal(payload) : NULL;
    gsize length = payload ? secret_length(payload) : 0;
    long key = syscall(SYS_add_key, type, name, bytes, length, folder);
    return key > 0 ? (gint32)key : 0;
}

static gint32 search(gint32 folder, const char *type, const char *name)
{
    long key = syscall(SYS_keyctl, KEYCTL_SEARCH, folder, type, name, 0);
    return key > 0 ? (gint32)key : 0;
}

/* Renews the time-out of a folder that is there, too. */
static gboolean limit(gint32 key, guint timeout_s)
{
    return call_keyctl(KEYCTL_SETPERM, key, POSSESSOR_ONLY) == 0 &&
           call_keyctl(KEYCTL_SET_TIMEOUT, key, (gint32)timeout_s) == 0;
}

/* Possession comes by the process keyring; a session keyring need not be linked to @u. */
gboolean kernel_keyring_open(void)
{
    return call_keyctl(KEYCTL_LINK, KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING) == 0;
}

KernelFolder kernel_keyring_lookup_folder(const char *name)
{
    return search(KEY_SPEC_USER_KEYRING, "keyring", name);
}

KernelFolder kernel_keyring_new_folder(const char *name, guint timeout_s)
{
    KernelFolder folder = kernel_keyring_lookup_folder(name);
    if (folder == KERNEL_FOLDER_NONE)
        folder = add_key("keyring", name, NULL, KEY_SPEC_USER_KEYRING);
    return folder != KERNEL_FOLDER_NONE && limit(folder, timeout_s) ? folder : KERNEL_FOLDER_NONE;
}

void kernel_keyring_drop_folder(const char *name)
{
    KernelFolder folder = kernel_keyring_lookup_folder(name);
    if (folder != KERNEL_FOLDER_NONE)
        call_keyctl(KEYCTL_INVALIDATE, folder, 0);
}

Secret *kernel_keyring_lookup(KernelFolder folder, const char *name)
{
    gint32 key = search(folder, "user", name);
    if (key == 0)
        return NULL;
    char payload[KERNEL_KEYRING_LENGTH_MAX];
    long length = syscall(SYS_keyctl, KEYCTL_READ, key, payload, sizeof(payload), 0);
    Secret *secret =
        length > 0 && length <= (long)sizeof(payload) ? secret_new(payload, (gsize)length) : NULL;
    explicit_bzero(payload, sizeof(payload));
    return secret;
}

/*
 * The key is made in the process keyring, which ends with this process, and linked to its folder
 * when it is complete: a crash before that leaves nothing behind.
 */
void kernel_keyring_save(KernelFolder folder, const char *name, const Secret *secret,
                         guint timeout_s)
{
    if (secret_length(secret) > KERNEL_KEYRING_LENGTH_MAX)
        return;
    gint32 key = add_key("user", name, secret, KEY_SPEC_PROCESS_KEYRING);
    if (key != 0 && limit(key, timeout_s))
        call_keyctl(KEYCTL_LINK, key, folder);
}
