/* SPDX-License-Identifier: MIT */
/*
 * Settings of Git's that `configure` adds beside its helper, each with a mark that says that it was
 * not there before, and may go with the helper:
 *
 *   credential.<url>.useHttpPath = true     Git says which organization it needs a token for
 *   http.<url>.proactiveAuth = basic        Git 2.46 and later send the token as Basic at once
 *   http.<url>.emptyAuth = false            no sign-in by Negotiate instead of the token
 *
 * The latter two are for an Azure DevOps Server, which mostly offers Negotiate and NTLM beside
 * Basic. libcurl takes the first of them that the server offers, and both of its programs have no
 * use for a token: NTLM sends a proof of a Windows password, Negotiate a Kerberos ticket.
 */
#pragma once

#include "config/git.h"

#include <glib.h>

typedef enum {
    ADDED_USE_PATH,
    ADDED_PROACTIVE_AUTH,
    ADDED_EMPTY_AUTH,
    ADDED_COUNT,
} AddedSetting;

/* "credential", "useHttpPath", "true", "azdoAddedUseHttpPath". */
const char *added_setting_section(AddedSetting setting);
const char *added_setting_name(AddedSetting setting);
const char *added_setting_value(AddedSetting setting);
const char *added_setting_mark(AddedSetting setting);

/*
 * Makes it hold for the URL in that file. *ret_written is left alone where it did already.
 * *ret_is_ours: it is there because of us, now or since before. Errors of these: ERROR_CONFIG.
 */
gboolean added_setting_write(GitScope scope, const char *url, AddedSetting setting,
                             gboolean *ret_written, gboolean *ret_is_ours,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether git can read what is there; to be asked before anything is written. */
gboolean added_setting_check(GitScope scope, const char *url, AddedSetting setting,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes all of them back that are there because of us; what they stood behind is in force again. */
gboolean added_setting_remove_all(GitScope scope, const char *url,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
