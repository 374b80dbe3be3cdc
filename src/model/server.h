/* SPDX-License-Identifier: MIT */
/* An Azure DevOps Server that --server admits, or one collection of it. */
#pragma once

#include "model/host.h"

#include <glib.h>

/* How the name of a server begins whose tokens travel in clear text. */
#define SERVER_PLAIN_SCHEME "http://"

typedef struct Server Server;

/*
 * URL of a server (https://host[:port][/tfs]) or of one collection
 * (https://host[:port]/[tfs/]{collection}). One with http:// admits just that: its tokens travel in
 * clear text. Errors: ERROR_USAGE, with what is wrong.
 */
Server *server_parse(const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

/* The URL, which parses to an equal server, its path spelt as it was typed: Git compares case. */
const char *server_url(const Server *server);

/* The URL without a collection, in lower case: what Target.server holds and records name. */
const char *server_name(const Server *server);

/* Whether it was named with http://. */
gboolean server_is_plain(const Server *server);

/* Whether this is where it listens, by http, which is plain, or https. */
gboolean server_matches_host(const Server *server, gboolean is_plain, const Host *host);

/*
 * Whether it admits the path; empty segments are none. *ret_collection, the caller's, is the one
 * that the path names, in lower case, NULL = none; *ret_after is what follows it in segments.
 */
gboolean server_matches_path(const Server *server, char **segments, char **ret_collection,
                             char ***ret_after);
