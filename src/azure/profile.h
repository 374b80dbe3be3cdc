/* SPDX-License-Identifier: MIT */
/*
 * The answer of the profile endpoint, GET _apis/profile/profiles/me (REST: Profile, Profiles, Get):
 *
 *   {"displayName":"...","publicAlias":"<guid>","emailAddress":"...","id":"<guid>",...}
 */
#pragma once

#include "azure/identity.h"

#include <glib.h>

/* Owned by the caller; NULL if it is not such an answer: no JSON, or without an id. */
Identity *profile_decode(const char *bytes, gsize length);
