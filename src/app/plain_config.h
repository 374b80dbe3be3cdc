/* SPDX-License-Identifier: MIT */
/* Tokens for Azure DevOps that lie in plain text in Git's configuration. */
#pragma once

#include "app/plain_places.h"
#include "app/settings.h"

#include <glib.h>

/*
 * The settings that may hold a token, or name a file that does: GitConfigEntry *, the caller's.
 * Errors: ERROR_CONFIG.
 */
GPtrArray *plain_config_list(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The files of `credential.helper = store --file=...` among them, as they are written there. */
GStrv plain_config_list_store_files(const GPtrArray *entries);

/* Adds a PlainPlace * for each token among them. */
void plain_config_find(const GPtrArray *entries, const Settings *settings, GPtrArray *places);

/* plain_place_remove() for a setting: through git, whose arguments are no secret. */
PlainRewriteOutcome plain_config_remove(const PlainPlace *place, const PlainSecret *plain,
                                        GError **error);
