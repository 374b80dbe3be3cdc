/* SPDX-License-Identifier: MIT */
/*
 * What is said of the tokens in the environment where they could not help, and only there: a
 * request that is answered, or for a foreign host, hears nothing of them.
 */
#pragma once

#include "app/settings.h"
#include "model/target.h"
#include "policy/machine.h"

#include <glib.h>

/* Before a person is asked for a token: why a variable that is set did not answer for target. */
void environment_warn(const Settings *settings, const Target *target);

/*
 * The same in an error that says that there is no token: what the variable lacks says more than
 * where tokens can be kept. Other errors stay as they are.
 */
void environment_blame(const Settings *settings, const Target *target, GError **error);

/*
 * That the server refused it, why, and where another one is to be put. Asks Azure DevOps once, as
 * refusal_report_make() does. Errors: ERROR_REFUSED.
 */
void environment_report_refused(const MachineToken *token, GError **error);
