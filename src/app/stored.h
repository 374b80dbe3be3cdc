/* SPDX-License-Identifier: MIT */
/* Stored tokens as a person means and calls them. */
#pragma once

#include "app/settings.h"
#include "model/credential.h"
#include "model/target.h"

#include <glib.h>

/* Where a record belongs; borrows from it. */
Target stored_target(const Credential *credential);

/* "contoso", "contoso (ann)", or a server's address; printable, owned by the caller. */
char *stored_name(const Credential *credential);

/*
 * Whether a word of the command line means this record: its organization or collection, an address
 * of it, or, for a record without an organization, its server.
 */
gboolean stored_is_meant(const Settings *settings, const Credential *credential, const char *word);

/*
 * "git credential-azdo login contoso", with the options that make it mean this very record;
 * quoted for a shell, owned by the caller.
 */
char *stored_command(const Credential *credential, const char *command);

/* The sign-in of a token's account, or the token of a sign-in's account; borrowed, NULL = none. */
const Credential *stored_find_counterpart(const GPtrArray *credentials,
                                          const Credential *credential);

/* In the order of server, organization and user name. */
void stored_sort(GPtrArray *credentials);
