/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/dialogue.h"
#include "app/keep.h"
#include "app/ledger.h"
#include "app/options.h"
#include "app/place.h"
#include "app/prompt_mark.h"
#include "app/signed_in.h"
#include "azure/endpoint.h"
#include "commands/command.h"
#include "core/error.h"
#include "model/pat.h"
#include "policy/selection.h"

#include <stdio.h>

/* What is to be renewed, and by what. */
typedef struct {
    Credential *token;   /* NULL = none is stored, but a sign-in */
    Credential *sign_in; /* NULL = a person brings the next one */
} Renewable;

static void renewable_clear(Renewable *renewable)
{
    g_clear_pointer(&renewable->token, credential_free);
    g_clear_pointer(&renewable->sign_in, credential_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Renewable, renewable_clear)

/* What answers Git for that organization, whether it has expired or not; NULL = nothing does. */
static gboolean find_token(const Settings *settings, Store *store, const Target *target, gint64 now,
                           Credential **ret_token, GError **error)
{
    g_autoptr(GPtrArray) candidates = access_lookup(store, target, error);
    if (!candidates)
        return FALSE;
    const Credential *found = NULL;
    SelectionOutcome outcome =
        selection_choose(target, candidates, settings->username, now, &found);
    gboolean is_there = outcome == SELECTION_FOUND || outcome == SELECTION_EXPIRED;
    *ret_token = is_there ? credential_copy(found) : NULL;
    return TRUE;
}

static gboolean find(const Settings *settings, Store *store, const Target *target, Renewable *found,
                     GError **error)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    g_autoptr(GError) failure = NULL;
    if (!find_token(settings, store, target, now, &found->token, error))
        return FALSE;
    found->sign_in = found->token
                         ? ledger_find(store, found->token, &failure)
                         : signed_in_find(store, target, settings->username, now, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (found->token || found->sign_in)
        return TRUE;
    g_autofree char *place = place_name(target);
    g_autofree char *hint = place_command(target, settings->username, "login");
    error_set(error, ERROR_MISSING, hint, "no token is stored for %s", place);
    return FALSE;
}

/* Without asking anybody; a sign-in that has ended says so, and how to make a new one. */
static int renew_by_sign_in(const Settings *settings, Store *store, const Renewable *found,
                            GError **error)
{
    const RenewalRequest request = {
        .store = store,
        .sign_in = found->sign_in,
        .unwanted = found->token ? found->token->secret : NULL,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .limit_ms = RENEWAL_PERSON_MS,
        .wait_ms = RENEWAL_PERSON_MS,
    };
    g_autoptr(Credential) renewed = signed_in_renew(&request, error);
    if (!renewed)
        return 1;
    prompt_mark_forget();
    keep_print(settings, renewed);
    keep_print_shortened(found->sign_in, renewed);
    keep_print_replaced(found->token, renewed);
    return 0;
}

static int renew_by_person(const Settings *settings, Store *store, const Target *target,
                           const Credential *old, GError **error)
{
    /* The old one stays until the new one has been read back: saving replaces it at once. */
    const Dialogue dialogue = {
        .target = target,
        .username = old->username,
        .stored = old,
        .wants_another = TRUE,
        .validate = settings->validate,
        .command = "renew",
    };
    g_autoptr(Credential) renewed = NULL;
    if (dialogue_ask(settings, &dialogue, &renewed, error) != DIALOGUE_OBTAINED ||
        !keep_instead(store, renewed, error))
        return 1;
    prompt_mark_forget();
    keep_print(settings, renewed);
    keep_print_replaced(old, renewed);
    return 0;
}

int command_renew(const Settings *settings, char **argv, GError **error)
{
    static const char hint[] = "git credential-azdo help renew";
    const GOptionEntry none[] = {G_OPTION_ENTRY_NULL};
    g_auto(GStrv) words = g_strdupv(argv);
    if (!options_parse(none, OPTIONS_ANYWHERE, hint, &words, error))
        return 1;
    if (words[1] && words[2]) {
        error_set(error, ERROR_USAGE, hint, "more than one organization is named");
        return 1;
    }
    g_autoptr(Target) target = place_from_word(settings, words[1], error);
    g_autoptr(Store) store = target ? access_open_store(settings, error) : NULL;
    g_auto(Renewable) found = {0};
    if (!store || !find(settings, store, target, &found, error))
        return 1;
    return found.sign_in ? renew_by_sign_in(settings, store, &found, error)
                         : renew_by_person(settings, store, target, found.token, error);
}
