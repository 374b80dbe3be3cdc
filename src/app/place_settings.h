/* SPDX-License-Identifier: MIT */
/*
 * What Git's configuration says for a place: matched by Git against the address that Git connects
 * to there, out of what a repository has no say in. A place without such an address (it names no
 * organization, or one that cannot be part of it) is treated as all of its server.
 */
#pragma once

#include "core/http_settings.h"
#include "model/target.h"

#include <glib.h>

/*
 * The way there, and whom to trust: http.*. Verification may be off for a server that the user has
 * named, and for Microsoft's never. The caller's. Errors: ERROR_CONFIG. Not for several threads:
 * git is run, and the C library asked for home folders.
 */
HttpSettings *place_settings_read_http(const Target *target,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * credential.*: name, in lower case and without the section -> value; the caller's. Errors:
 * ERROR_CONFIG. Likewise.
 */
GHashTable *place_settings_read_credential(const Target *target,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
