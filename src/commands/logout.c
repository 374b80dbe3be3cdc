/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/options.h"
#include "app/prompt_mark.h"
#include "app/stored.h"
#include "azure/endpoint.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/text.h"
#include "model/pat.h"
#include "store/lock.h"

#include <stdio.h>

typedef struct {
    gboolean wants_all;
    const char *word; /* NULL = the only organization that is stored */
} LogoutWish;

static gboolean read_wish(char ***words, LogoutWish *wish, GError **error)
{
    static const char hint[] = "git credential-azdo help logout";
    const GOptionEntry entries[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &wish->wants_all, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!options_parse(entries, OPTIONS_ANYWHERE, hint, words, error))
        return FALSE;
    wish->word = (*words)[1];
    if (wish->word && (*words)[2]) {
        error_set(error, ERROR_USAGE, hint, "more than one organization is named");
        return FALSE;
    }
    if (wish->word && wish->wants_all) {
        error_set(error, ERROR_USAGE, hint, "--all leaves no organization to be named");
        return FALSE;
    }
    return TRUE;
}

static gboolean is_of_account(const Settings *settings, const Credential *credential)
{
    const char *name = settings->username;
    if (!name)
        return TRUE;
    /* As everywhere, these two are the same. */
    if (g_str_equal(name, TARGET_ANY_USERNAME))
        name = "";
    return g_str_equal(credential->username, name);
}

static gboolean are_of_one_organization(const GPtrArray *credentials)
{
    for (guint i = 1; i < credentials->len; i++) {
        const Credential *first = g_ptr_array_index(credentials, 0);
        const Credential *other = g_ptr_array_index(credentials, i);
        if (!g_str_equal(first->server, other->server) ||
            !g_str_equal(first->organization, other->organization))
            return FALSE;
    }
    return TRUE;
}

static void set_ambiguous(const GPtrArray *credentials, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < credentials->len; i++) {
        g_autofree char *name = stored_name(g_ptr_array_index(credentials, i));
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
    }
    error_set(error, ERROR_AMBIGUOUS, "name one of them, or use --all",
              "several tokens are stored: %s", names->str);
}

/* Out of all that are stored, those that go; NULL on error. Borrows its elements. */
static GPtrArray *choose(const Settings *settings, const LogoutWish *wish,
                         const GPtrArray *credentials, GError **error)
{
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();
    for (guint i = 0; i < credentials->len; i++) {
        Credential *credential = g_ptr_array_index(credentials, i);
        if (is_of_account(settings, credential) &&
            (!wish->word || stored_is_meant(settings, credential, wish->word)))
            g_ptr_array_add(chosen, credential);
    }
    if (wish->word && chosen->len == 0) {
        g_autofree char *shown = text_printable(wish->word);
        error_set(error, ERROR_USAGE, "git credential-azdo status",
                  "no such token is stored for '%s'", shown);
        return NULL;
    }
    if (!wish->word && !wish->wants_all && !are_of_one_organization(chosen)) {
        set_ambiguous(chosen, error);
        return NULL;
    }
    return g_steal_pointer(&chosen);
}

/* Whether a store that said "removed" still has it. */
static gboolean is_gone(Store *store, const Credential *credential, GError **error)
{
    const StoreQuery query = {
        .server = credential->server,
        .organization = credential->organization,
        .username = credential->username,
    };
    g_autoptr(GPtrArray) found = store_lookup(store, &query, error);
    if (!found)
        return FALSE;
    for (guint i = 0; i < found->len; i++) {
        if (!credential_same_identity(g_ptr_array_index(found, i), credential))
            continue;
        g_autofree char *name = stored_name(credential);
        error_set(error, ERROR_STORE_FAILED, "remove it with the program that manages the keyring",
                  "the token for '%s' is still stored after its removal", name);
        return FALSE;
    }
    return TRUE;
}

static void print_removed(const Credential *credential)
{
    const Target target = stored_target(credential);
    g_autofree char *name = stored_name(credential);
    g_autofree char *masked = pat_mask(credential->secret);
    g_autofree char *page = endpoint_token_page(&target);
    printf("Removed the token %s for %s. It works until it is revoked%s%s\n", masked, name,
           page ? ":\n  " : ".", page ? page : "");
}

static int remove_all(Store *store, const GPtrArray *chosen, GError **error)
{
    if (chosen->len == 0)
        puts("No token is stored.");
    for (guint i = 0; i < chosen->len; i++) {
        const Credential *credential = g_ptr_array_index(chosen, i);
        if (!store_remove(store, credential, error) || !is_gone(store, credential, error))
            return 1;
        print_removed(credential);
    }
    return 0;
}

int command_logout(const Settings *settings, char **argv, GError **error)
{
    LogoutWish wish = {0};
    g_auto(GStrv) words = g_strdupv(argv);
    if (!read_wish(&words, &wish, error))
        return 1;
    g_autoptr(Store) store = access_open_store(settings, error);
    if (!store)
        return 1;
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    if (!lock)
        return 1;

    const StoreQuery every = {0};
    g_autoptr(GPtrArray) credentials = store_lookup(store, &every, error);
    if (!credentials)
        return 1;
    stored_sort(credentials);
    g_autoptr(GPtrArray) chosen = choose(settings, &wish, credentials, error);
    if (!chosen)
        return 1;
    prompt_mark_forget();
    return remove_all(store, chosen, error);
}
