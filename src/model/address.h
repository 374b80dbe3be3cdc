/* SPDX-License-Identifier: MIT */
/* Where a word that names a place leads, as a request for it would. */
#pragma once

#include "model/target.h"

#include <glib.h>

/*
 * The target of https://dev.azure.com/contoso/web/_git/app, the same without its scheme, or of an
 * organization's name; servers holds Server *. The caller's. NULL if it is none of these, or not of
 * Azure DevOps.
 */
Target *address_parse(const char *text, const GPtrArray *servers);
