/* SPDX-License-Identifier: MIT */
/*
 * Short-lived secrets in the kernel's keyring of the user (keyrings(7)), in folders: keyrings of
 * ours below @u. Only a process that possesses a key can see or read it, which every process of
 * the user can come to; log-out does not end a key, its time-out does.
 *
 * By system calls: linking libkeyutils for these few would cost each start one more shared object.
 * Where the kernel, a container or a quota forbids any of it, nothing is found and nothing is kept,
 * without a word: callers must be as well off without.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

#define KERNEL_KEYRING_LENGTH_MAX 4096 /* of the 20,000 bytes that a user has in all */

/* The very folder that had the name when it was looked up: it stays dropped when it is dropped. */
typedef gint32 KernelFolder;
#define KERNEL_FOLDER_NONE 0

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

/* NULL if there is none. */
Secret *kernel_keyring_lookup(KernelFolder folder, const char *name);

/*
 * Replaces what has that name. It appears with its time-out and permissions or not at all, and not
 * if it is longer than KERNEL_KEYRING_LENGTH_MAX.
 */
void kernel_keyring_save(KernelFolder folder, const char *name, const Secret *secret,
                         guint timeout_s);
