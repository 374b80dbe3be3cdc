/* SPDX-License-Identifier: MIT */
/*
 * All of libcurl, behind few functions. A request goes to https alone (with the settings of a
 * server that was named with http://, to http alone) and to the host of its URL alone: redirects
 * are not followed, and what they say is part of the reply. It is bounded in time and size. A
 * client is for one thread; it keeps its connection for the next request.
 *
 * A POST is sent once, over a connection of its own: what it does is not done twice.
 *
 * Tokens and bodies stand in memory of ours, of libcurl and of OpenSSL 3, all wiped. HTTP/1.1 is
 * spoken and not HTTP/2, whose library keeps copies of request headers, the token among them, that
 * nobody wipes.
 */
#pragma once

#include "core/http_settings.h"
#include "core/secret.h"
#include "net/reply.h"

#include <glib.h>

#define HTTP_CONNECT_MS 3000
#define HTTP_LOCAL_CONNECT_MS 1000 /* where it is not there, nobody answers at all */
#define HTTP_REQUEST_MS 8000

typedef struct HttpClient HttpClient;

/* settings are borrowed for the client's life. Errors: ERROR_SYSTEM, libcurl cannot be had. */
HttpClient *http_client_new(const HttpSettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void http_client_free(HttpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpClient, http_client_free)

/*
 * A client for the services that a machine offers to itself over plain http: the metadata service
 * of a cloud (169.254.169.254) and of App Service. Its requests go to addresses of the link
 * (169.254.0.0/16) and of the machine alone, and through no proxy. Errors: as above.
 */
HttpClient *http_client_new_local(GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
    HTTP_METHOD_GET,
    HTTP_METHOD_POST,
    HTTP_METHOD_PUT,
    HTTP_METHOD_DELETE,
} HttpMethod;

typedef enum {
    HTTP_SCHEME_BASIC,  /* the token is the password, of an empty user name (RFC 7617) */
    HTTP_SCHEME_BEARER, /* RFC 6750 */
} HttpScheme;

/* All of it is borrowed; what is left out is NULL. */
typedef struct {
    HttpMethod method;
    const char *url;
    HttpScheme scheme;
    const Secret *token;      /* sent in an Authorization header, as the scheme says */
    const Secret *header;     /* one more header, "Metadata: true", which may be secret */
    const char *content_type; /* of the body */
    const Secret *body;       /* with POST and PUT */
    gint64 limit_ms;          /* for all of it; never more than HTTP_REQUEST_MS */
} HttpRequest;

/* Never NULL, and owned by the caller: that there is no answer is an outcome. */
HttpReply *http_client_send(HttpClient *client, const HttpRequest *request);
