/* SPDX-License-Identifier: MIT */
/*
 * The mark by which a helper knows, within one Git command, what it handed out before: Git >= 2.46
 * gives `state[]` back when the server refused the credential, and asks again (git-credential(1)).
 */
#pragma once

#include "model/credential.h"

#include <glib.h>

/* "azdo:" and a digest of identity and age of the record: it tells nothing of the secret. */
char *attempt_format(const Credential *credential);

/* Of candidates, the one that an attempt among states was for; borrowed, NULL if there is none. */
const Credential *attempt_find(const GPtrArray *states, const GPtrArray *candidates);

/* Whether any of the states is ours: then what we answered before was refused. */
gboolean attempt_is_second(const GPtrArray *states);
