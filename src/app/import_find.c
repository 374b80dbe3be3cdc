/* SPDX-License-Identifier: MIT */
#include "app/import_find.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

/* ---- places ---------------------------------------------------------------------------------- */

static void import_place_free(gpointer data)
{
    ImportPlace *place = data;
    g_free(place->where);
    g_free(place->problem);
    g_free(place->command);
    g_clear_pointer(&place->plain_place, plain_place_free);
    g_clear_pointer(&place->item, foreign_item_free);
    g_free(place);
}

static void imported_token_free(gpointer data)
{
    ImportedToken *token = data;
    plain_secret_free(token->plain);
    g_free(token);
}

static ImportFindings *import_findings_new(void)
{
    ImportFindings *findings = g_new0(ImportFindings, 1);
    findings->tokens = g_ptr_array_new_with_free_func(imported_token_free);
    findings->places = g_ptr_array_new_with_free_func(import_place_free);
    findings->stores = g_ptr_array_new_with_free_func((GDestroyNotify)store_free);
    return findings;
}

void import_findings_free(ImportFindings *findings)
{
    if (!findings)
        return;
    g_ptr_array_unref(findings->tokens);
    g_ptr_array_unref(findings->places);
    g_ptr_array_unref(findings->stores);
    g_free(findings);
}

ImportPlace *import_search_add_place(ImportSearch *search, char *where)
{
    ImportPlace *place = g_new0(ImportPlace, 1);
    place->source = search->source;
    place->where = where;
    g_ptr_array_add(search->findings->places, place);
    return place;
}

void import_search_add_token(ImportSearch *search, ImportPlace *place, PlainSecret *plain)
{
    ImportedToken *token = g_new0(ImportedToken, 1);
    token->place = place;
    token->plain = plain;
    g_ptr_array_add(search->findings->tokens, token);
}

/* ---- plain text ------------------------------------------------------------------------------ */

static PlainRewriteOutcome remove_plain(const ImportPlace *place, const PlainSecret *plain,
                                        const Settings *settings, GError **error)
{
    return plain_place_remove(place->plain_place, plain, settings, error);
}

/* Takes over the place. */
static void add_plain_place(ImportSearch *search, PlainPlace *plain_place)
{
    ImportPlace *place = import_search_add_place(search, g_strdup(plain_place->where));
    place->problem = g_strdup(plain_place->problem);
    place->command = g_strdup(plain_place->command);
    place->plain_place = plain_place;
    if (plain_place_is_removable(plain_place))
        place->remove = remove_plain;
    if (plain_place->plain)
        import_search_add_token(search, place, g_steal_pointer(&plain_place->plain));
}

/* Of these kinds; all of them are looked for at once, for the first source that wants some. */
static void find_plain(ImportSearch *search, const PlainKind *kinds, gsize count)
{
    if (!search->plain_places)
        search->plain_places = plain_places_find(search->settings);
    for (guint i = 0; i < search->plain_places->len;) {
        const PlainPlace *place = g_ptr_array_index(search->plain_places, i);
        gboolean is_wanted = FALSE;
        for (gsize j = 0; j < count; j++)
            is_wanted = is_wanted || kinds[j] == place->kind;
        if (is_wanted)
            add_plain_place(search, g_ptr_array_steal_index(search->plain_places, i));
        else
            i++;
    }
}

static void find_credentials(ImportSearch *search)
{
    static const PlainKind kinds[] = {PLAIN_CREDENTIALS};
    find_plain(search, kinds, G_N_ELEMENTS(kinds));
}

static void find_netrc(ImportSearch *search)
{
    static const PlainKind kinds[] = {PLAIN_NETRC};
    find_plain(search, kinds, G_N_ELEMENTS(kinds));
}

static void find_azure_cli(ImportSearch *search)
{
    static const PlainKind kinds[] = {PLAIN_AZ};
    import_find_azure_cli(search);
    find_plain(search, kinds, G_N_ELEMENTS(kinds));
}

static void find_urls(ImportSearch *search)
{
    static const PlainKind kinds[] = {PLAIN_URL, PLAIN_REWRITE, PLAIN_SETTINGS};
    find_plain(search, kinds, G_N_ELEMENTS(kinds));
}

static void find_headers(ImportSearch *search)
{
    static const PlainKind kinds[] = {PLAIN_HEADER};
    find_plain(search, kinds, G_N_ELEMENTS(kinds));
}

static void find_gcm(ImportSearch *search)
{
    static const PlainKind kinds[] = {PLAIN_GCM};
    import_find_gcm(search);
    find_plain(search, kinds, G_N_ELEMENTS(kinds));
}

/* ---- sources --------------------------------------------------------------------------------- */

const ImportSource import_sources[] = {
    {"gcm", N_("Git Credential Manager: keyring, password store, plain files"), find_gcm},
    {"libsecret", "git-credential-libsecret", import_find_libsecret},
    {"azure-cli", N_("az devops: keyring, and the file that it falls back to"), find_azure_cli},
    {"azureauth", "azureauth", import_find_azureauth},
    {"git-credentials", N_("git-credential-store: ~/.git-credentials and its like"),
     find_credentials},
    {"netrc", "~/.netrc", find_netrc},
    {"url", N_("addresses of remotes in Git's configuration"), find_urls},
    {"extra-header", N_("http.extraHeader in Git's configuration"), find_headers},
};
const gsize import_source_count = G_N_ELEMENTS(import_sources);

static gboolean is_source(const char *name)
{
    for (gsize i = 0; i < import_source_count; i++) {
        if (g_str_equal(import_sources[i].name, name))
            return TRUE;
    }
    return FALSE;
}

static gboolean check_sources(char **names, GError **error)
{
    for (; names && *names; names++) {
        if (is_source(*names))
            continue;
        g_autofree char *shown = text_printable(*names);
        g_autoptr(GString) all = g_string_new(NULL);
        for (gsize i = 0; i < import_source_count; i++)
            g_string_append_printf(all, "%s%s", i > 0 ? ", " : "", import_sources[i].name);
        g_autofree char *hint = g_strdup_printf(_("the sources are: %s"), all->str);
        error_set(error, ERROR_USAGE, hint, "there is no source '%s'", shown);
        return FALSE;
    }
    return TRUE;
}

ImportFindings *import_find(const Settings *settings, char **sources, GError **error)
{
    if (!check_sources(sources, error))
        return NULL;
    ImportSearch search = {
        .settings = settings,
        .findings = import_findings_new(),
    };
    for (gsize i = 0; i < import_source_count; i++) {
        search.source = &import_sources[i];
        if (!sources || !*sources ||
            g_strv_contains((const char *const *)sources, import_sources[i].name))
            import_sources[i].find(&search);
    }
    if (search.plain_places)
        g_ptr_array_unref(search.plain_places);
    return search.findings;
}
