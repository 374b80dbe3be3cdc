/* SPDX-License-Identifier: MIT */
/* Hints of those parts of the program that know of no account. */
#pragma once

#include "model/target.h"

#include <glib.h>

/*
 * Hands an error on whose hint may end with a command for an organization, which is named or is
 * ENTRA_HINT_ORGANIZATION: that command becomes the one for this very place and account (NULL or ""
 * = no name). Any other hint stays.
 */
void hint_propagate(GError **error, const GError *cause, const Target *target,
                    const char *username);
