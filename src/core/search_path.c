/* SPDX-License-Identifier: MIT */
#include "core/search_path.h"

GStrv search_path_candidates(const char *path, const char *name)
{
    g_auto(GStrv) folders = g_strsplit(path ? path : "/usr/local/bin:/usr/bin:/bin", ":", -1);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **folder = folders; *folder; folder++) {
        g_autofree char *candidate =
            g_path_is_absolute(*folder) ? g_build_filename(*folder, name, NULL) : NULL;
        if (candidate)
            g_strv_builder_add(builder, candidate);
    }
    return g_strv_builder_end(builder);
}
