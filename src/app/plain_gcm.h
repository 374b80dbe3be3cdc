/* SPDX-License-Identifier: MIT */
/* Tokens for Azure DevOps in the plain files of Git Credential Manager, each a file of its own. */
#pragma once

#include "app/settings.h"

#include <glib.h>

/*
 * Adds a PlainPlace * for each of them, and for each that may be one and cannot be read. They lie
 * below ~/.gcm/store, or where the settings of Git Credential Manager say.
 */
void plain_gcm_find(const Settings *settings, GPtrArray *places);
