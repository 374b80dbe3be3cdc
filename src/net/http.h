/* SPDX-License-Identifier: MIT */
/*
 * All of libcurl, behind few functions. A request goes to https alone and to the host of its URL
 * alone: redirects are not followed, and what they say is part of the reply. It is bounded in time
 * and size. A client is for one thread; it keeps its connection for the next request.
 *
 * The token stands in memory of ours and of libcurl, both wiped. HTTP/1.1 is spoken and not
 * HTTP/2, whose library keeps copies of request headers, the token among them, that nobody wipes.
 */
#pragma once

#include "core/http_settings.h"
#include "core/secret.h"
#include "net/reply.h"

#include <glib.h>

#define HTTP_CONNECT_MS 3000
#define HTTP_REQUEST_MS 8000

typedef struct HttpClient HttpClient;

/* settings are borrowed for the client's life. Errors: ERROR_SYSTEM, libcurl cannot be had. */
HttpClient *http_client_new(const HttpSettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void http_client_free(HttpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpClient, http_client_free)

typedef struct {
    const char *url;
    const Secret *token; /* sent as the password of Basic, with an empty user name; NULL = none */
    gint64 limit_ms;     /* for all of it; never more than HTTP_REQUEST_MS */
} HttpRequest;

/* Asks with GET; never NULL, and owned by the caller: that there is no answer is an outcome. */
HttpReply *http_client_get(HttpClient *client, const HttpRequest *request);
