/* SPDX-License-Identifier: MIT */
#include "app/import_find.h"
#include "app/plain_read.h"
#include "app/plain_rewrite.h"
#include "config/git.h"
#include "core/text.h"
#include "model/peer.h"

#include <string.h>

#define SUFFIX ".credential"
#define DEPTH_MAX 6

static PlainRewriteOutcome remove_file(const ImportPlace *place,
                                       const PlainSecret *plain G_GNUC_UNUSED,
                                       const Settings *settings G_GNUC_UNUSED, GError **error)
{
    return plain_rewrite_remove(place->file, place->item->content, error);
}

/* name is where it stands below the folder of its scheme, without its suffix. */
static void add_file(ImportSearch *search, const char *path, const char *name)
{
    g_autoptr(ForeignItem) item = g_new0(ForeignItem, 1);
    char *problem = NULL;
    PlainReadOutcome outcome = plain_read(path, &item->content, &problem);
    PlainSecret *plain = outcome == PLAIN_READ_DONE
                             ? peer_parse_gcm_entry(name, item->content, search->settings->servers)
                             : NULL;
    if (!plain && !problem)
        return;
    ImportPlace *place = import_search_add_place(search, text_printable(path));
    place->problem = problem;
    if (!plain)
        return;
    place->file = g_strdup(path);
    place->item = g_steal_pointer(&item);
    place->remove = remove_file;
    import_search_add_token(search, place, plain);
}

/* A link to a folder is not followed: it may lead to where this has been. */
static void find_below(ImportSearch *search, const char *folder, const char *name, int depth)
{
    g_autoptr(GDir) items = depth < DEPTH_MAX ? g_dir_open(folder, 0, NULL) : NULL;
    for (const char *item = items ? g_dir_read_name(items) : NULL; item;
         item = g_dir_read_name(items)) {
        g_autofree char *path = g_build_filename(folder, item, NULL);
        g_autofree char *item_name = g_strconcat(name, *name ? "/" : "", item, NULL);
        gboolean is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
        if (is_folder && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
            find_below(search, path, item_name, depth + 1);
        if (is_folder || !g_str_has_suffix(item, SUFFIX))
            continue;
        item_name[strlen(item_name) - strlen(SUFFIX)] = '\0';
        if (peer_gcm_path_is_meant(item_name, search->settings->servers))
            add_file(search, path, item_name);
    }
}

static char *find_root(void)
{
    const char *home = g_getenv("HOME");
    g_autofree char *given = git_config_get_trusted("credential.plaintextStorePath");
    if (given && !g_str_has_prefix(given, "~/"))
        return g_steal_pointer(&given);
    return g_build_filename(home && *home ? home : g_get_home_dir(),
                            given ? given + strlen("~/") : ".gcm/store", NULL);
}

void import_find_gcm_files(ImportSearch *search)
{
    g_autofree char *root = find_root();
    g_autofree char *name = git_config_get_trusted("credential.namespace");
    g_autofree char *folder = g_build_filename(root, name ? name : "git", "https", NULL);
    find_below(search, folder, "", 0);
}
