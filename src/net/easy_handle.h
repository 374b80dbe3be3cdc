/* SPDX-License-Identifier: MIT */
/*
 * Within azure.so: a handle of libcurl's easy interface, whose memory is wiped and whose options
 * hold. A limit or a bond that libcurl cannot keep must not be lost: what it does not take is
 * remembered, and nothing is to be asked then.
 */
#pragma once

#include <curl/curl.h>
#include <glib.h>

typedef struct {
    CURL *easy;
    CURLcode problem; /* of the first option that was not taken; CURLE_OK = all were */
} EasyHandle;

/* handle is {0} before. FALSE if libcurl cannot be had. */
gboolean easy_handle_init(EasyHandle *handle);
void easy_handle_clear(EasyHandle *handle);

/* Sets an option; libcurl copies a text, and what is NULL or "" leaves the option as it is. */
void easy_handle_set_number(EasyHandle *handle, CURLoption option, long value);
void easy_handle_set_text(EasyHandle *handle, CURLoption option, const char *text);

/* The same with what is borrowed, or means something although it is NULL or "". */
void easy_handle_set_pointer(EasyHandle *handle, CURLoption option, const void *value);

/* Something beside an option that a request is not to be made without could not be had. */
void easy_handle_set_problem(EasyHandle *handle, CURLcode problem);

/* Makes the request, unless there is a problem, which is returned then. */
CURLcode easy_handle_perform(EasyHandle *handle);

/* Whether libcurl's library for TLS is this one: "OpenSSL/3.". */
gboolean easy_handle_tls_is(const char *name);

/* A copy of the line at the end of the list. FALSE if there is no memory; it is then as it was. */
gboolean easy_handle_append(struct curl_slist **list, const char *line);
