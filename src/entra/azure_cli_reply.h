/* SPDX-License-Identifier: MIT */
/* What "az account get-access-token -o json" prints. Pure: the time zone is an argument. */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct {
    Secret *access_token;
    gint64 expires; /* Unix seconds; 0 = not told */
    char *tenant;   /* a GUID; "" = not told */
} AzureCliReply;

/*
 * zone: of this machine, for versions before 2.54, which have only "expiresOn", a local time. NULL
 * if there is no access token in it.
 */
AzureCliReply *azure_cli_reply_decode(const char *bytes, gsize length, GTimeZone *zone);
void azure_cli_reply_free(AzureCliReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AzureCliReply, azure_cli_reply_free)
