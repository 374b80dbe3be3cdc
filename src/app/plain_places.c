/* SPDX-License-Identifier: MIT */
#include "app/plain_places.h"

#include "app/plain_config.h"
#include "app/plain_gcm.h"
#include "app/plain_read.h"
#include "app/setup.h"
#include "core/message.h"
#include "core/text.h"
#include "model/plain_file.h"

#include <string.h>

static const char *const kind_names[] = {
    [PLAIN_CREDENTIALS] = "git-credentials",
    [PLAIN_NETRC] = "netrc",
    [PLAIN_AZ] = "azure-cli",
    [PLAIN_URL] = "url",
    [PLAIN_REWRITE] = "instead-of",
    [PLAIN_HEADER] = "extra-header",
    [PLAIN_GCM] = "gcm",
    [PLAIN_SETTINGS] = "git-config",
};
G_STATIC_ASSERT(G_N_ELEMENTS(kind_names) == PLAIN_SETTINGS + 1);

const char *plain_kind_name(PlainKind kind)
{
    return kind_names[kind];
}

void plain_place_free(PlainPlace *place)
{
    plain_secret_free(place->plain);
    g_free(place->problem);
    g_free(place->where);
    g_free(place->path);
    g_free(place->command);
    g_free(place->file);
    g_clear_pointer(&place->content, secret_free);
    g_free(place->key);
    g_free(place);
}

/* ---- commands -------------------------------------------------------------------------------- */

static char *quote(const char *text)
{
    g_autofree char *printable = text_printable(text);
    return setup_quote(printable);
}

/* What nothing takes out but an editor. */
static char *command_to_edit(const char *path, const PlainSecret *plain G_GNUC_UNUSED)
{
    g_autofree char *file = quote(path);
    return g_strconcat("${EDITOR:-vi} ", file, NULL);
}

/* It takes out every token for the address; Git does not see a line that has no password. */
static char *command_for_credentials(const char *path, const PlainSecret *plain)
{
    if (plain->has_no_password)
        return command_to_edit(path, plain);
    g_autofree char *file = quote(path);
    g_autofree char *line = g_strconcat("url=", plain->address, NULL);
    g_autofree char *request = setup_quote(line);
    return g_strdup_printf("printf '%%s\\n' %s | git credential-store --file=%s erase", request,
                           file);
}

static char *command_for_az(const char *path G_GNUC_UNUSED, const PlainSecret *plain)
{
    if (!*plain->address)
        return g_strdup("az devops logout");
    g_autofree char *address = setup_quote(plain->address);
    return g_strdup_printf("az devops logout --organization %s", address);
}

/* ---- files ----------------------------------------------------------------------------------- */

typedef struct {
    PlainKind kind;
    GPtrArray *(*parse)(const Secret *file, const GPtrArray *servers);
    char *(*command)(const char *path, const PlainSecret *plain);
} FileKind;

static const FileKind credentials = {PLAIN_CREDENTIALS, plain_file_parse_credentials,
                                     command_for_credentials};
static const FileKind netrc = {PLAIN_NETRC, plain_file_parse_netrc, command_to_edit};
static const FileKind az = {PLAIN_AZ, plain_file_parse_az, command_for_az};

/* What is looked for, and what has been found. */
typedef struct {
    const Settings *settings;
    GPtrArray *places;
    GHashTable *seen; /* paths: a file is looked at once */
} Search;

static PlainPlace *search_add(Search *search, PlainKind kind, const char *path)
{
    PlainPlace *place = g_new0(PlainPlace, 1);
    place->kind = kind;
    place->path = text_printable(path);
    place->where = g_strdup(place->path);
    place->file = g_strdup(path);
    g_ptr_array_add(search->places, place);
    return place;
}

static void search_add_found(Search *search, const FileKind *kind, const char *path,
                             PlainSecret *plain)
{
    PlainPlace *place = search_add(search, kind->kind, path);
    g_free(place->where);
    place->where = g_strdup_printf(_("%s, line %u"), place->path, plain->line);
    place->is_shared = plain_read_is_shared(path);
    place->command = kind->command(path, plain);
    place->plain = plain;
}

static void search_file(Search *search, const FileKind *kind, const char *path)
{
    if (!g_hash_table_add(search->seen, g_strdup(path)))
        return;
    g_autoptr(Secret) content = NULL;
    char *problem = NULL;
    switch (plain_read(path, &content, &problem)) {
    case PLAIN_READ_ABSENT:
        return;
    case PLAIN_READ_FAILED:
        search_add(search, kind->kind, path)->problem = problem;
        return;
    case PLAIN_READ_DONE:
        break;
    }
    g_autoptr(GPtrArray) found = kind->parse(content, search->settings->servers);
    g_ptr_array_set_free_func(found, NULL); /* the places take them over */
    for (guint i = 0; i < found->len; i++)
        search_add_found(search, kind, path, g_ptr_array_index(found, i));
}

static void search_file_below(Search *search, const FileKind *kind, const char *folder,
                              const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    search_file(search, kind, path);
}

/* HOME as Git, curl and the Azure CLI see it. */
static const char *home_folder(void)
{
    const char *home = g_getenv("HOME");
    return home && *home ? home : g_get_home_dir();
}

static void search_az(Search *search)
{
    const char *own = g_getenv("AZURE_DEVOPS_EXT_CONFIG_DIR");
    const char *common = g_getenv("AZURE_CONFIG_DIR");
    g_autofree char *usual = g_build_filename(home_folder(), ".azure", NULL);
    g_autofree char *folder =
        own && *own ? g_strdup(own)
                    : g_build_filename(common && *common ? common : usual, "azuredevops", NULL);
    search_file_below(search, &az, folder, "personalAccessTokens");
}

static void search_helper_files(Search *search, char **files)
{
    for (char **file = files; *file; file++) {
        if (g_str_has_prefix(*file, "~/"))
            search_file_below(search, &credentials, home_folder(), *file + strlen("~/"));
        else if (g_path_is_absolute(*file))
            search_file(search, &credentials, *file);
    }
}

static void search_config(Search *search)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = plain_config_list(&error);
    if (!entries) {
        PlainPlace *place = search_add(search, PLAIN_SETTINGS, _("Git's configuration"));
        place->problem = g_strdup_printf(_("cannot be read: %s"), error->message);
        return;
    }
    g_auto(GStrv) files = plain_config_list_store_files(entries);
    search_helper_files(search, files);
    plain_config_find(entries, search->settings, search->places);
}

GPtrArray *plain_places_find(const Settings *settings)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Search search = {
        .settings = settings,
        .places = g_ptr_array_new_with_free_func((GDestroyNotify)plain_place_free),
        .seen = seen,
    };
    g_autofree char *git_folder = g_build_filename(g_get_user_config_dir(), "git", NULL);
    search_file_below(&search, &credentials, home_folder(), ".git-credentials");
    search_file_below(&search, &credentials, git_folder, "credentials");
    search_file_below(&search, &netrc, home_folder(), ".netrc");
    search_az(&search);
    plain_gcm_find(settings, search.places);
    search_config(&search);
    return search.places;
}

/* ---- taking out ------------------------------------------------------------------------------ */

/* NULL for what is no file of its own. */
static const FileKind *find_file_kind(PlainKind kind)
{
    static const FileKind *const kinds[] = {&credentials, &netrc, &az};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i]->kind == kind)
            return kinds[i];
    }
    return NULL;
}

typedef struct {
    const FileKind *kind;
    const PlainSecret *plain;
    const GPtrArray *servers;
} Removal;

/* The line may be another one by now. */
static gboolean is_same(const PlainSecret *a, const PlainSecret *b)
{
    return secret_equal(a->secret, b->secret) && g_str_equal(a->address, b->address) &&
           g_strcmp0(a->username, b->username) == 0;
}

static Secret *content_without(const Secret *content, gpointer data)
{
    const Removal *removal = data;
    g_autoptr(GPtrArray) found = removal->kind->parse(content, removal->servers);
    for (guint i = 0; i < found->len; i++) {
        const PlainSecret *plain = g_ptr_array_index(found, i);
        if (is_same(plain, removal->plain))
            return plain_file_without(content, plain->extent);
    }
    return NULL;
}

gboolean plain_place_is_removable(const PlainPlace *place)
{
    return find_file_kind(place->kind) || place->content || (place->file && place->key);
}

PlainRewriteOutcome plain_place_remove(const PlainPlace *place, const PlainSecret *plain,
                                       const Settings *settings, GError **error)
{
    if (place->content)
        return plain_rewrite_remove(place->file, place->content, error);
    Removal removal = {find_file_kind(place->kind), plain, settings->servers};
    return removal.kind ? plain_rewrite(place->file, content_without, &removal, error)
                        : plain_config_remove(place, plain, error);
}
