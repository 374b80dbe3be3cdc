/* SPDX-License-Identifier: MIT */
#include "model/url_path.h"

GStrv url_path_split(const char *path)
{
    g_auto(GStrv) segments = g_strsplit(path, "/", -1);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **segment = segments; *segment; segment++) {
        if (**segment)
            g_strv_builder_add(builder, *segment);
    }
    return g_strv_builder_end(builder);
}

gboolean url_path_is_plain(char **segments)
{
    return !g_strv_contains((const char *const *)segments, ".") &&
           !g_strv_contains((const char *const *)segments, "..");
}
