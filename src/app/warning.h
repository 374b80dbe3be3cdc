/* SPDX-License-Identifier: MIT */
/* Says in time that a token ends: at most once a day and organization. */
#pragma once

#include "app/settings.h"
#include "model/credential.h"

/*
 * For a token that a person brought: one line and the next command on stderr, if it is due. When
 * that was is kept in a file under $XDG_STATE_HOME/git-credential-azdo; where that cannot be
 * written, nothing is said.
 */
void warning_print_if_due(const Settings *settings, const Credential *credential, gint64 now);
