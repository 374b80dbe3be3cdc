/* SPDX-License-Identifier: MIT */
/*
 * Which store the commands of a person are about, and the choice of one remembered for Git, which
 * passes it to `get`, `store` and `erase` as an option of the helper.
 */
#pragma once

#include "app/settings.h"
#include "model/target.h"

/*
 * Where --store is not given: the store that the helper has which Git calls for Azure DevOps, or
 * for the server of --server; else credential.azdoStore. A repository has no word in it. Nothing is
 * changed where neither says one, or git cannot tell.
 */
void store_choice_read(Settings *settings);

/*
 * Writes the store to the user's configuration of Git, as a setting and into the helper lines for
 * the target's hosts, and says on stdout what was written. url is the target's, spelt as Git
 * compares it; NULL = it has none. Errors: ERROR_CONFIG.
 */
gboolean store_choice_remember(const Settings *settings, const Target *target, const char *url,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Warns if Git does not call this helper for the target, or calls it for another store. */
void store_choice_warn_if_unused(const Settings *settings, const Target *target, const char *url);
