/* SPDX-License-Identifier: MIT */
/* The organization or collection that a person means. */
#pragma once

#include "app/settings.h"
#include "model/target.h"

/*
 * From a word of the command line: "contoso", or an address such as dev.azure.com/contoso,
 * https://dev.azure.com/contoso/web/_git/app, or a remote by SSH; NULL = the remote "origin" of the
 * repository in the current folder. The target names an organization, and nobody's name. It is the
 * caller's. Errors: ERROR_USAGE.
 */
Target *place_from_word(const Settings *settings, const char *word,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The address of that remote; NULL if there is none. Owned by the caller. */
char *place_origin(void);

/* Whether the current folder is a repository with a remote "origin", which is then meant. */
gboolean place_is_here(void);

/* How it is named in messages: "dev.azure.com/contoso". Printable, owned by the caller. */
char *place_name(const Target *target);

/* How a person names it on a command line: "contoso", or a server's address. Likewise. */
char *place_word(const Target *target);

/*
 * "git credential-azdo login contoso", with the options that make it mean this very place and
 * account (NULL or "" = no name); quoted for a shell, owned by the caller.
 */
char *place_command(const Target *target, const char *username, const char *command);

/*
 * The command that makes Git send the path to that server, and so say which organization it needs a
 * token for. Owned by the caller.
 */
char *place_use_path_command(const Target *target);
