/* SPDX-License-Identifier: MIT */
/* Within azure.so: what became of a request, as libcurl tells it, in terms of HttpReply. */
#pragma once

#include "net/reply.h"

#include <curl/curl.h>

/*
 * Fills in outcome (but for HTTP_TOO_LARGE, which stays), status and words. code is what
 * curl_easy_perform() has come to on easy, or what kept it from being called; words are libcurl's
 * own of it, "" = none.
 */
void http_result_read(CURL *easy, CURLcode code, const char *words, HttpReply *reply);
