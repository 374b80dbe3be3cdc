/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/keep.h"
#include "app/options.h"
#include "app/place.h"
#include "app/prompt_mark.h"
#include "app/renewal.h"
#include "app/stored.h"
#include "app/taken_out.h"
#include "azure/endpoint.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/message.h"
#include "model/pat.h"
#include "model/typed.h"
#include "store/lock.h"

#include <stdio.h>

typedef struct {
    gboolean wants_all;
    gboolean wants_revocation;
    char *word; /* NULL = the only organization that is stored */
} LogoutWish;

static void logout_wish_clear(LogoutWish *wish)
{
    g_clear_pointer(&wish->word, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LogoutWish, logout_wish_clear)

static gboolean read_words(char ***words, LogoutWish *wish, GError **error)
{
    static const char hint[] = "git credential-azdo help logout";
    const GOptionEntry entries[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &wish->wants_all, NULL, NULL},
        {"revoke", 0, 0, G_OPTION_ARG_NONE, &wish->wants_revocation, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!options_parse(entries, OPTIONS_ANYWHERE, hint, words, error))
        return FALSE;
    wish->word = g_strdup((*words)[1]);
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

/* In a clone its organization is meant, as by `login`, so that no other one loses its token. */
static gboolean read_place(const Settings *settings, LogoutWish *wish, GError **error)
{
    if (wish->word || wish->wants_all || !place_is_here())
        return TRUE;
    g_autoptr(Target) target = place_from_word(settings, NULL, error);
    if (!target)
        return FALSE;
    wish->word = place_word(target);
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
    error_set(error, ERROR_AMBIGUOUS, N_("name one of them, or use --all"),
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
        g_autofree char *shown = typed_format(wish->word);
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
    const StoreQuery query = store_query_for(credential);
    g_autoptr(GPtrArray) found = store_lookup(store, &query, error);
    if (!found)
        return FALSE;
    for (guint i = 0; i < found->len; i++) {
        if (!credential_same_identity(g_ptr_array_index(found, i), credential))
            continue;
        g_autofree char *name = stored_name(credential);
        error_set(error, ERROR_STORE_FAILED,
                  N_("remove it with the program that manages the keyring"),
                  "the token for '%s' is still stored after its removal", name);
        return FALSE;
    }
    return TRUE;
}

/* ---- revoking ------------------------------------------------------------------------------ */

/* Only what a sign-in has created can be revoked from here, and by that sign-in. */
static gboolean can_be_revoked(const GPtrArray *chosen, const Credential *credential)
{
    return *credential->authorization_id && stored_find_counterpart(chosen, credential);
}

static gboolean revoke_one(Store *store, const GPtrArray *chosen, const Credential *credential,
                           GError **error)
{
    RenewalRequest request = {
        .store = store,
        .sign_in = credential,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .limit_ms = RENEWAL_PERSON_MS,
        .wait_ms = RENEWAL_PERSON_MS,
    };
    if (credential->kind == CREDENTIAL_SIGN_IN)
        return renewal_tidy(&request, error);
    if (!can_be_revoked(chosen, credential))
        return TRUE;
    request.sign_in = stored_find_counterpart(chosen, credential);
    return renewal_revoke(&request, credential, error);
}

/*
 * Before anything is removed: what could not be revoked must not be forgotten. Adds the ids of what
 * is revoked, which a renewal may replace before it is removed.
 */
static gboolean revoke_all(Store *store, const GPtrArray *chosen, GPtrArray *revoked,
                           GError **error)
{
    for (guint i = 0; i < chosen->len; i++) {
        const Credential *credential = g_ptr_array_index(chosen, i);
        g_autoptr(GError) cause = NULL;
        if (revoke_one(store, chosen, credential, &cause)) {
            if (can_be_revoked(chosen, credential))
                g_ptr_array_add(revoked, g_strdup(credential->authorization_id));
            continue;
        }
        g_autofree char *hint = stored_command(credential, "logout");
        error_set(error, (ErrorCode)cause->code, hint,
                  "nothing was removed, because a token could not be revoked: %s", cause->message);
        return FALSE;
    }
    return TRUE;
}

/* ---- removing ------------------------------------------------------------------------------ */

static void print_removed_token(const Credential *credential, gboolean is_revoked)
{
    const Target target = stored_target(credential);
    g_autofree char *name = stored_name(credential);
    g_autofree char *masked = pat_mask(credential->secret);
    g_autofree char *page = endpoint_token_page(&target);
    printf(_("Removed the token %s for %s. "), masked, name);
    if (is_revoked)
        puts(_("It is revoked."));
    else if (credential->kind == CREDENTIAL_ACCESS_TOKEN)
        puts(_("It ends within the hour."));
    else if (page)
        printf(_("It works until it is revoked:\n  %s\n"), page);
    else
        puts(_("It works until it is revoked."));
}

static void print_removed_sign_in(const Credential *credential)
{
    g_autofree char *name = stored_name(credential);
    printf(_("Removed the sign-in to Microsoft Entra for %s.\n"), name);
    keep_print_orphans(credential);
}

static gboolean is_one_of(const GPtrArray *ids, const char *id)
{
    for (guint i = 0; i < ids->len; i++) {
        if (g_str_equal(g_ptr_array_index(ids, i), id))
            return TRUE;
    }
    return FALSE;
}

static int remove_all(Store *store, const GPtrArray *chosen, const GPtrArray *revoked,
                      GError **error)
{
    if (chosen->len == 0)
        puts(_("No token is stored."));
    for (guint i = 0; i < chosen->len; i++) {
        const Credential *credential = g_ptr_array_index(chosen, i);
        taken_out_note(credential, g_get_real_time() / G_USEC_PER_SEC);
        if (!store_remove(store, credential, error) || !is_gone(store, credential, error))
            return 1;
        if (credential->kind == CREDENTIAL_SIGN_IN)
            print_removed_sign_in(credential);
        else
            print_removed_token(credential, is_one_of(revoked, credential->authorization_id));
    }
    return 0;
}

/* ---- all of it ----------------------------------------------------------------------------- */

typedef struct {
    GPtrArray *credentials; /* all that are stored */
    GPtrArray *chosen;      /* of them */
} Found;

static void found_clear(Found *found)
{
    g_clear_pointer(&found->chosen, g_ptr_array_unref);
    g_clear_pointer(&found->credentials, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

static gboolean find(const Settings *settings, const LogoutWish *wish, Store *store, Found *found,
                     GError **error)
{
    found->credentials = access_lookup_all(store, error);
    if (!found->credentials)
        return FALSE;
    stored_sort(found->credentials);
    found->chosen = choose(settings, wish, found->credentials, error);
    return found->chosen != NULL;
}

static gboolean revoke_chosen(const Settings *settings, const LogoutWish *wish, Store *store,
                              GPtrArray *revoked, GError **error)
{
    g_auto(Found) found = {0};
    return find(settings, wish, store, &found, error) &&
           revoke_all(store, found.chosen, revoked, error);
}

/* Nobody renews meanwhile: the token that comes of it would be stored after the others are gone. */
static int remove_chosen(const Settings *settings, const LogoutWish *wish, Store *store,
                         const GPtrArray *revoked, GError **error)
{
    g_autoptr(StoreLock) renewing = store_lock_acquire(STORE_LOCK_RENEW, RENEWAL_PERSON_MS, error);
    g_autoptr(StoreLock) writing =
        renewing ? store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error) : NULL;
    g_auto(Found) found = {0};
    if (!writing || !find(settings, wish, store, &found, error))
        return 1;
    prompt_mark_forget();
    return remove_all(store, found.chosen, revoked, error);
}

int command_logout(const Settings *settings, char **argv, GError **error)
{
    g_auto(LogoutWish) wish = {0};
    g_auto(GStrv) words = g_strdupv(argv);
    if (!read_words(&words, &wish, error) || !read_place(settings, &wish, error))
        return 1;
    g_autoptr(Store) store = access_open_store(settings, error);
    g_autoptr(GPtrArray) revoked = g_ptr_array_new_with_free_func(g_free);
    if (!store || (wish.wants_revocation && !revoke_chosen(settings, &wish, store, revoked, error)))
        return 1;
    return remove_chosen(settings, &wish, store, revoked, error);
}
