/* SPDX-License-Identifier: MIT */
/*
 * What azureauth keeps in the keyring: a JSON object whose members are tokens,
 * {"contoso name scope...": {"displayName", "validTo", "scope", "token", "authorizationId"}}, as it
 * is or in base64.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

/* PlainSecret *, owned by the caller, with the dates; none for what is no such object. */
GPtrArray *azureauth_json_parse(const Secret *content);
