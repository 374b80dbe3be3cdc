/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/import_find.h"
#include "app/module.h"
#include "config/git.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/peer.h"

#include <string.h>

#define GCM_NAMESPACE "git"
/* Where the entries of GCM are that the store "pass" takes for its own: see store/pass_entry.h. */
#define OWN_FOLDER "git/https/" TARGET_SERVICES "/"

/* ---- stores ---------------------------------------------------------------------------------- */

static void note_problem(ImportSearch *search, const char *what, const GError *cause)
{
    const char *hint = error_get_hint(cause);
    ImportPlace *place = import_search_add_place(search, g_strdup(what));
    place->problem = g_strconcat(cause->message, hint ? "; " : NULL, hint, NULL);
}

/* One that is not there holds nothing. */
static Store *open_store(ImportSearch *search, const char *name, const char *what)
{
    g_autoptr(GError) cause = NULL;
    Store *store = access_open_other(search->settings, name, &cause);
    if (store)
        g_ptr_array_add(search->findings->stores, store);
    else if (!g_error_matches(cause, AZDO_ERROR, ERROR_STORE_ABSENT))
        note_problem(search, what, cause);
    return store;
}

static PlainRewriteOutcome remove_item(const ImportPlace *place,
                                       const PlainSecret *plain G_GNUC_UNUSED,
                                       const Settings *settings G_GNUC_UNUSED, GError **error)
{
    static const PlainRewriteOutcome outcomes[] = {
        [FOREIGN_REMOVED] = PLAIN_REWRITTEN,
        [FOREIGN_NOT_THERE] = PLAIN_NOT_THERE,
        [FOREIGN_FAILED] = PLAIN_NOT_CHANGED,
    };
    G_STATIC_ASSERT(G_N_ELEMENTS(outcomes) == FOREIGN_FAILED + 1);
    return outcomes[store_remove_foreign(place->store, place->item, error)];
}

/* item is taken over. */
static ImportPlace *add_item(ImportSearch *search, Store *store, ForeignItem *item, char *where)
{
    ImportPlace *place = import_search_add_place(search, where);
    place->item = item;
    place->store = store;
    place->remove = remove_item;
    return place;
}

/* ---- the keyring ----------------------------------------------------------------------------- */

typedef struct {
    Peer peer;
    const GPtrArray *servers;
} Wanted;

static gboolean item_is_meant(const ForeignItem *item, gpointer data)
{
    const Wanted *wanted = data;
    return peer_is_meant(wanted->peer, item->attributes, wanted->servers);
}

static GPtrArray *find_items(ImportSearch *search, Peer peer)
{
    const char *what = _("the keyring");
    if (!search->keyring && !search->has_no_keyring)
        search->keyring = open_store(search, "secret-service", what);
    search->has_no_keyring = !search->keyring;
    if (search->has_no_keyring)
        return NULL;
    g_autoptr(GHashTable) attributes = peer_attributes(peer);
    Wanted wanted = {peer, search->settings->servers};
    const ForeignQuery query = {
        .attributes = attributes,
        .is_meant = item_is_meant,
        .data = &wanted,
    };
    g_autoptr(GError) cause = NULL;
    GPtrArray *items = store_find_foreign(search->keyring, &query, &cause);
    if (items)
        return items;
    if (!g_error_matches(cause, AZDO_ERROR, ERROR_STORE_ABSENT))
        note_problem(search, what, cause);
    /* The other peers would find it as it is, and ask for the same again. */
    search->keyring = NULL;
    search->has_no_keyring = TRUE;
    return NULL;
}

static char *name_item(Peer peer, const ForeignItem *item)
{
    g_autofree char *name = peer_item_name(peer, item->attributes);
    return g_strdup_printf(_("the keyring, for %s"), name);
}

static void find_peer(ImportSearch *search, Peer peer)
{
    g_autoptr(GPtrArray) items = find_items(search, peer);
    while (items && items->len > 0) {
        g_autoptr(ForeignItem) item = g_ptr_array_steal_index(items, 0);
        PlainSecret *plain =
            peer_parse_item(peer, item->attributes, item->content, search->settings->servers);
        if (!plain)
            continue;
        char *where = name_item(peer, item);
        ImportPlace *place = add_item(search, search->keyring, g_steal_pointer(&item), where);
        import_search_add_token(search, place, plain);
    }
}

void import_find_libsecret(ImportSearch *search)
{
    find_peer(search, PEER_LIBSECRET);
}

void import_find_azure_cli(ImportSearch *search)
{
    find_peer(search, PEER_AZURE_CLI);
}

static GPtrArray *parse_azureauth(ImportSearch *search, const ForeignItem *item)
{
    g_autoptr(GError) cause = NULL;
    const AzureModule *azure = module_load_azure(&cause);
    if (azure)
        return azure->parse_azureauth(item->content);
    note_problem(search, _("the keyring"), cause);
    return g_ptr_array_new();
}

/* All of its tokens are in one item, and go together. */
void import_find_azureauth(ImportSearch *search)
{
    g_autoptr(GPtrArray) items = find_items(search, PEER_AZUREAUTH);
    while (items && items->len > 0) {
        g_autoptr(ForeignItem) item = g_ptr_array_steal_index(items, 0);
        g_autoptr(GPtrArray) found = parse_azureauth(search, item);
        if (found->len == 0)
            continue;
        char *where = g_strdup(_("the keyring, in azureauth's item"));
        ImportPlace *place = add_item(search, search->keyring, g_steal_pointer(&item), where);
        while (found->len > 0)
            import_search_add_token(search, place, g_ptr_array_steal_index(found, 0));
    }
}

/* ---- GCM's password store -------------------------------------------------------------------- */

typedef struct {
    char *folder; /* "git/https" */
    char *root;   /* NULL = the usual one */
    const Settings *settings;
} GcmStore;

static void gcm_store_clear(GcmStore *store)
{
    g_free(store->folder);
    g_free(store->root);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GcmStore, gcm_store_clear)

/* What the store "pass" has is stored already, and never to be taken out, whatever its folder. */
static gboolean is_own(const GcmStore *store, const ForeignItem *item)
{
    return g_str_equal(store->settings->store, "pass") && g_str_has_prefix(item->id, OWN_FOLDER);
}

static const char *path_of_entry(const GcmStore *store, const ForeignItem *item)
{
    return item->id + strlen(store->folder) + 1;
}

static gboolean entry_is_meant(const ForeignItem *item, gpointer data)
{
    const GcmStore *store = data;
    return !is_own(store, item) &&
           peer_gcm_path_is_meant(path_of_entry(store, item), store->settings->servers);
}

static void add_entries(ImportSearch *search, Store *store, const GcmStore *gcm, GPtrArray *items)
{
    while (items->len > 0) {
        g_autoptr(ForeignItem) item = g_ptr_array_steal_index(items, 0);
        PlainSecret *plain = peer_parse_gcm_entry(path_of_entry(gcm, item), item->content,
                                                  search->settings->servers);
        if (!plain)
            continue;
        g_autofree char *name = text_printable(item->id);
        char *where = g_strdup_printf(_("the password store, %s"), name);
        ImportPlace *place = add_item(search, store, g_steal_pointer(&item), where);
        import_search_add_token(search, place, plain);
    }
}

static void find_in_password_store(ImportSearch *search)
{
    const char *what = _("the password store");
    g_autofree char *name = git_config_get_trusted("credential.namespace");
    g_auto(GcmStore) gcm = {
        .folder = g_strconcat(name ? name : GCM_NAMESPACE, "/https", NULL),
        .root = git_config_get_trusted("credential.gpgPassStorePath"),
        .settings = search->settings,
    };
    Store *store = open_store(search, "pass", what);
    if (!store)
        return;
    const ForeignQuery query = {
        .root = gcm.root,
        .folder = gcm.folder,
        .is_meant = entry_is_meant,
        .data = &gcm,
    };
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) items = store_find_foreign(store, &query, &cause);
    if (items)
        add_entries(search, store, &gcm, items);
    else
        note_problem(search, what, cause);
}

void import_find_gcm(ImportSearch *search)
{
    find_peer(search, PEER_GCM);
    find_in_password_store(search);
}
