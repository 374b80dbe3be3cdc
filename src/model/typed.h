/* SPDX-License-Identifier: MIT */
/*
 * Words of the command line, which may hold what a person did not mean to show: a token in the
 * place of a name, or a password in an address.
 */
#pragma once

#include <glib.h>

/*
 * Whether this is a token rather than a name: it has the form of one, or is longer than the name of
 * an organization can be, and no address and no words.
 */
gboolean typed_is_token(const char *word);

/*
 * The word as messages may repeat it: printable, a token masked, an address without user name,
 * password, query and fragment, and "..." for anything else with an '@'. Owned by the caller.
 */
char *typed_format(const char *word);
