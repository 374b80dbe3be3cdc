/* SPDX-License-Identifier: MIT */
/* Within azure.so: the headers of a request, the token among them. */
#pragma once

#include "net/http.h"

#include <curl/curl.h>

/*
 * NULL if there is no memory: without its token a request would be refused, and the token blamed.
 * The caller's, for curl_slist_free_all(); libcurl's memory is wiped (net/easy_handle.h).
 */
struct curl_slist *http_headers_new(const HttpRequest *request);
