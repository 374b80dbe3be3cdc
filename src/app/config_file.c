/* SPDX-License-Identifier: MIT */
#include "app/config_file.h"

#include "app/setup.h"
#include "core/text.h"

#include <glib.h>
#include <string.h>

#define FILE_ORIGIN "file:"

/* Git names the file of a repository from the repository's top; the current folder lies below. */
static char *absolute_path(const char *path)
{
    g_autofree char *folder = g_get_current_dir();
    while (!g_path_is_absolute(path)) {
        g_autofree char *candidate = g_build_filename(folder, path, NULL);
        if (g_file_test(candidate, G_FILE_TEST_EXISTS))
            return g_steal_pointer(&candidate);
        char *above = g_path_get_dirname(folder);
        gboolean is_top = g_str_equal(above, folder);
        g_free(folder);
        folder = above;
        if (is_top)
            break;
    }
    return g_strdup(path);
}

char *config_file_of(const char *origin)
{
    return g_str_has_prefix(origin, FILE_ORIGIN) ? absolute_path(origin + strlen(FILE_ORIGIN))
                                                 : NULL;
}

char *config_file_command(const char *path, const char *const *words)
{
    g_autofree char *file = text_printable(path);
    g_autofree char *quoted_file = setup_quote(file);
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "git config --file=%s", quoted_file);
    for (; *words; words++) {
        g_autofree char *printable = text_printable(*words);
        g_autofree char *quoted = setup_quote(printable);
        g_string_append_printf(line, " %s", quoted);
    }
    return g_string_free(line, FALSE);
}
