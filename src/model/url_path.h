/* SPDX-License-Identifier: MIT */
/* The path of a URL, segment by segment. */
#pragma once

#include <glib.h>

/* What stands between the slashes; empty segments are dropped. The caller's. */
GStrv url_path_split(const char *path);

/*
 * Whether no segment is "." or "..", which would let the path that is matched differ from the one
 * that is asked for.
 */
gboolean url_path_is_plain(char **segments);
