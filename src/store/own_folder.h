/* SPDX-License-Identifier: MIT */
/* Our own folder below one of the user's, such as $XDG_STATE_HOME, for locks and small notes. */
#pragma once

#include <glib.h>

#define OWN_FOLDER_NAME "git-credential-azdo"

/*
 * A descriptor of it, for openat(); the folder is made if is_wanted says so. -1 if there is none
 * (see errno), or it is a link: whoever made that could have our files written elsewhere.
 */
int own_folder_open(const char *parent, gboolean is_wanted);
