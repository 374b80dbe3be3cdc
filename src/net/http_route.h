/* SPDX-License-Identifier: MIT */
/*
 * Within azure.so: Git's http.* settings as libcurl's options: the proxy, the addresses of hosts,
 * and the certificates that are trusted or shown.
 */
#pragma once

#include "core/http_settings.h"
#include "net/easy_handle.h"

/* What the options of a handle borrow, and how far it trusts; {0} at first. */
typedef struct {
    struct curl_slist *resolve;
    gboolean uses_directory; /* trusts a directory of certificates instead of libcurl's bundle */
} HttpRoute;

/* To be cleared after the handle. */
void http_route_clear(HttpRoute *route);

void http_route_set(HttpRoute *route, EasyHandle *handle, const HttpSettings *settings);

/*
 * For a server that is not trusted: a directory may lack the hashed names, or an issuer that the
 * bundle has. FALSE if everything there is was trusted already.
 */
gboolean http_route_widen_trust(HttpRoute *route, EasyHandle *handle);
