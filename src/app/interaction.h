/* SPDX-License-Identifier: MIT */
/* Whether Git's configuration lets a helper bother a person. */
#pragma once

#include <glib.h>

/*
 * FALSE where credential.interactive (Git >= 2.47) is false or "never", as in background
 * maintenance. Runs git, so ask only when there is something to ask a person.
 */
gboolean interaction_is_allowed(void);

/* Whether there is a terminal to ask at, and GIT_TERMINAL_PROMPT does not forbid it. */
gboolean interaction_has_terminal(void);
