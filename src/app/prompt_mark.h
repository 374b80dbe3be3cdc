/* SPDX-License-Identifier: MIT */
/*
 * A note for shell prompts, which cannot ask a keyring each time: how many tokens need a person, in
 * the file $XDG_STATE_HOME/git-credential-azdo/check as "<Unix seconds> <count>". The prompt of
 * contrib/shell-prompt.sh reads it. No secret and no name is in it.
 */
#pragma once

#include <glib.h>

/* That it cannot be written is no error: then there is no mark. */
void prompt_mark_write(gint64 now, guint count);

/* For whoever changes what is stored: nothing is known until the next check. */
void prompt_mark_forget(void);
