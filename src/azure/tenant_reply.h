/* SPDX-License-Identifier: MIT */
/* Which tenant the answer to an anonymous request names. Pure: replies are data. */
#pragma once

#include "net/reply.h"

#include <glib.h>

/*
 * As tenant_discover(), of the reply of connectionData; its header X-VSS-ResourceTenant may hold
 * several GUIDs with commas between them, of which the first that is not all zero counts. What is
 * no such list is as good as none.
 */
char *tenant_reply_decode(const HttpReply *reply, const char *organization,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
