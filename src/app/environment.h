/* SPDX-License-Identifier: MIT */
/* The tokens in the environment of this process: see policy/machine.h. */
#pragma once

#include "app/settings.h"
#include "policy/machine.h"

#include <glib.h>

/*
 * Takes them out of the environment, so that no program that is run from here gets them, and wipes
 * what stood there. To be called once, before anything else reads the environment. Whoever started
 * this process has its own copy.
 */
void environment_take(void);

/* Whether there was any; all that most requests need to know. */
gboolean environment_has_tokens(void);

/* What the variables say; borrows from settings, which name organizations where they do not. */
MachineEnvironment environment_read(const Settings *settings);

/*
 * The environment with the token of the job again, for signing in to Microsoft Entra with it: no
 * program is to get that. The caller's, to be freed by environment_free().
 */
typedef GStrv Variables;
Variables environment_copy(void);
void environment_free(Variables variables);
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(Variables, environment_free, NULL)

/*
 * Which of machine_list()'s tokens answers a request for target; borrowed. NULL if there is none,
 * or if the job's is there for credential.azdoSignIn.
 */
const MachineToken *environment_choose(const GPtrArray *tokens, const Target *target);

/* A copy of that one's record; the caller's. */
Credential *environment_find(const Settings *settings, const Target *target);
