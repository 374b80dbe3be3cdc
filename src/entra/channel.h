/* SPDX-License-Identifier: MIT */
/* A connection to one host, on the way that Git's settings say, for the length of an errand. */
#pragma once

#include "entra/errand.h"
#include "net/http.h"

typedef struct Channel Channel;

/* errand is borrowed. Errors: ERROR_CONFIG, ERROR_SYSTEM. */
Channel *channel_open(const Errand *errand, const char *url,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To what the machine offers to itself: see http_client_new_local(). Errors: ERROR_SYSTEM. */
Channel *channel_open_local(const Errand *errand, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void channel_close(Channel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Channel, channel_close)

/* As http_client_send(), with the errand's limit in place of the request's. */
HttpReply *channel_send(Channel *channel, const HttpRequest *request);
