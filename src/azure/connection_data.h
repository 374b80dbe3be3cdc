/* SPDX-License-Identifier: MIT */
/*
 * The answer of GET _apis/connectionData, which Azure DevOps Server knows too:
 *
 *   {"authenticatedUser":{"id":"<guid>","providerDisplayName":"...","customDisplayName":"...",
 *    "properties":{"Account":{"$type":"System.String","$value":"user@example.com"}}},...}
 */
#pragma once

#include "azure/identity.h"

#include <glib.h>

/*
 * Owned by the caller; NULL if it is not such an answer: no JSON, or without the id of a user. It
 * may be the anonymous one: see identity_is_anonymous().
 */
Identity *connection_data_decode(const char *bytes, gsize length);
