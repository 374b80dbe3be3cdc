/* SPDX-License-Identifier: MIT */
/*
 * Short-lived secrets in the kernel's keyring of the user (keyrings(7)): in @u itself, or in
 * folders, which are keyrings of ours below it. Only a process that possesses a key can see or read
 * it, which every process of the user can come to; log-out does not end a key, its time-out does.
 *
 * By system calls: linking libkeyutils for these few would cost each start one more shared object.
 * The kernel, a container or a quota may forbid any of it; errno says why.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

#define KERNEL_KEYRING_LENGTH_MAX                                                                  \
    32767 /* of a payload; a user has 20,000 bytes in all, root more */

/* The very folder that had the name when it was looked up: it stays dropped when it is dropped. */
typedef gint32 KernelFolder;
#define KERNEL_FOLDER_NONE 0
#define KERNEL_FOLDER_USER (-4) /* @u itself: KEY_SPEC_USER_KEYRING */

typedef gint32 KernelKey;
#define KERNEL_KEY_NONE 0

/*
 * Whether @u can be used. To be called before all of the below: it makes this process possess what
 * is in @u.
 */
gboolean kernel_keyring_open(void);

KernelFolder kernel_keyring_lookup_folder(const char *name);

/* Makes the folder if there is none. It ends by itself after timeout_s. */
KernelFolder kernel_keyring_new_folder(const char *name, guint timeout_s);

/* Ends the folder with all that is in it; what is saved to it afterwards is lost. */
void kernel_keyring_drop_folder(const char *name);

/* The key of that name, or KERNEL_KEY_NONE. */
KernelKey kernel_keyring_find(KernelFolder folder, const char *name);

/*
 * The keys of a folder whose names begin so, as KernelKey; owned by the caller. NULL, with errno,
 * if the folder cannot be read.
 */
GArray *kernel_keyring_list(KernelFolder folder, const char *prefix);

/* What a key holds. NULL, with errno: see kernel_keyring_is_gone(). */
Secret *kernel_keyring_read(KernelKey key);

/* Whether an errno says that the key has ended, by itself or by another process. */
gboolean kernel_keyring_is_gone(int problem);

/* Ends a key everywhere. FALSE, with errno, if it cannot be ended. */
gboolean kernel_keyring_remove(KernelKey key);

/*
 * Replaces what has that name. It appears with its time-out and permissions or not at all: FALSE,
 * with errno, and EFBIG if it is longer than KERNEL_KEYRING_LENGTH_MAX.
 */
gboolean kernel_keyring_save(KernelFolder folder, const char *name, const Secret *secret,
                             guint timeout_s);
