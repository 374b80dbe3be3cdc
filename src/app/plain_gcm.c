/* SPDX-License-Identifier: MIT */
#include "app/plain_gcm.h"

#include "app/plain_places.h"
#include "app/plain_read.h"
#include "app/setup.h"
#include "config/git.h"
#include "core/text.h"
#include "model/peer.h"

#include <string.h>

#define SUFFIX ".credential"
#define DEPTH_MAX 6

typedef struct {
    const Settings *settings;
    GPtrArray *places;
} Search;

static char *command_to_remove(const char *printable)
{
    g_autofree char *quoted = setup_quote(printable);
    return g_strconcat("rm ", quoted, NULL);
}

/* name is where it stands below the folder of its scheme, without its suffix. */
static void add_file(const Search *search, const char *path, const char *name)
{
    g_autoptr(Secret) content = NULL;
    char *problem = NULL;
    PlainReadOutcome outcome = plain_read(path, &content, &problem);
    PlainSecret *plain = outcome == PLAIN_READ_DONE
                             ? peer_parse_gcm_entry(name, content, search->settings->servers)
                             : NULL;
    if (!plain && !problem)
        return;
    PlainPlace *place = g_new0(PlainPlace, 1);
    place->kind = PLAIN_GCM;
    place->plain = plain;
    place->problem = problem;
    place->path = text_printable(path);
    place->where = g_strdup(place->path);
    place->is_shared = plain && plain_read_is_shared(path);
    place->command = plain ? command_to_remove(place->path) : NULL;
    place->file = g_strdup(path);
    place->content = g_steal_pointer(&content);
    g_ptr_array_add(search->places, place);
}

/* A link to a folder is not followed: it may lead to where this has been. */
static void find_below(const Search *search, const char *folder, const char *name, int depth)
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

void plain_gcm_find(const Settings *settings, GPtrArray *places)
{
    const Search search = {settings, places};
    g_autofree char *root = find_root();
    g_autofree char *name = git_config_get_trusted("credential.namespace");
    g_autofree char *folder = g_build_filename(root, name ? name : "git", "https", NULL);
    find_below(&search, folder, "", 0);
}
