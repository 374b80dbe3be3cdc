/* SPDX-License-Identifier: MIT */
#include "store/kernel_keyring.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* <keyutils.h>, KEY_POS_ALL: the possessor may do everything, nobody else anything. */
#define POSSESSOR_ONLY 0x3f000000

/* keyctl_describe(3): "type;uid;gid;permissions;name", of which the name has 4095 bytes at most. */
#define DESCRIPTION_SIZE (4096 + 128)
#define DESCRIPTION_FIELDS 5

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

KernelKey kernel_keyring_find(KernelFolder folder, const char *name)
{
    return search(folder, "user", name);
}

/* The serial numbers of all that is in a folder, which may grow meanwhile. */
static GArray *read_folder(KernelFolder folder)
{
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(KernelKey));
    for (long size = 0;;) {
        long needed = syscall(SYS_keyctl, KEYCTL_READ, folder, keys->data, size, 0);
        if (needed < 0)
            return NULL;
        g_array_set_size(keys, (guint)needed / sizeof(KernelKey));
        if (needed <= size)
            return g_steal_pointer(&keys);
        size = needed;
    }
}

/* A key that cannot be described is not ours, or is no more. */
static gboolean has_prefix(KernelKey key, const char *prefix)
{
    char description[DESCRIPTION_SIZE + 1] = "";
    long length = syscall(SYS_keyctl, KEYCTL_DESCRIBE, key, description, DESCRIPTION_SIZE, 0);
    if (length <= 0 || length > DESCRIPTION_SIZE)
        return FALSE;
    g_auto(GStrv) fields = g_strsplit(description, ";", DESCRIPTION_FIELDS);
    return g_strv_length(fields) == DESCRIPTION_FIELDS && g_str_equal(fields[0], "user") &&
           g_str_has_prefix(fields[DESCRIPTION_FIELDS - 1], prefix);
}

GArray *kernel_keyring_list(KernelFolder folder, const char *prefix)
{
    GArray *keys = read_folder(folder);
    for (guint i = keys ? keys->len : 0; i > 0; i--) {
        if (!has_prefix(g_array_index(keys, KernelKey, i - 1), prefix))
            g_array_remove_index(keys, i - 1);
    }
    return keys;
}

Secret *kernel_keyring_read(KernelKey key)
{
    char payload[KERNEL_KEYRING_LENGTH_MAX];
    long length = syscall(SYS_keyctl, KEYCTL_READ, key, payload, sizeof(payload), 0);
    if (length < 0)
        return NULL;
    gsize taken = MIN((gsize)length, sizeof(payload));
    Secret *secret = secret_new(payload, taken);
    explicit_bzero(payload, taken);
    return secret;
}

gboolean kernel_keyring_is_gone(int problem)
{
    return problem == ENOKEY || problem == EKEYEXPIRED || problem == EKEYREVOKED;
}

gboolean kernel_keyring_remove(KernelKey key)
{
    return call_keyctl(KEYCTL_INVALIDATE, key, 0) == 0 || kernel_keyring_is_gone(errno);
}

/*
 * The key is made in the process keyring, which ends with this process, and linked to its folder
 * when it is complete: a crash before that leaves nothing behind.
 */
gboolean kernel_keyring_save(KernelFolder folder, const char *name, const Secret *secret,
                             guint timeout_s)
{
    if (secret_length(secret) > KERNEL_KEYRING_LENGTH_MAX) {
        errno = EFBIG;
        return FALSE;
    }
    KernelKey key = add_key("user", name, secret, KEY_SPEC_PROCESS_KEYRING);
    return key != KERNEL_KEY_NONE && limit(key, timeout_s) &&
           call_keyctl(KEYCTL_LINK, key, folder) == 0;
}
