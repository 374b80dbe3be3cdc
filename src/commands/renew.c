/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/dialogue.h"
#include "app/keep.h"
#include "app/ledger.h"
#include "app/place.h"
#include "app/prompt_mark.h"
#include "app/signed_in.h"
#include "azure/endpoint.h"
#include "commands/command.h"
#include "core/error.h"
#include "model/pat.h"
#include "policy/selection.h"

#include <stdio.h>

/* The record to renew: what answers Git for that organization, whether it has expired or not. */
static Credential *find_record(const Settings *settings, Store *store, const Target *target,
                               GError **error)
{
    g_autoptr(GPtrArray) candidates = access_lookup(store, target, error);
    if (!candidates)
        return NULL;
    const Credential *found = NULL;
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    switch (selection_choose(target, candidates, settings->username, now, &found)) {
    case SELECTION_FOUND:
    case SELECTION_EXPIRED:
        return credential_copy(found);
    case SELECTION_NONE:
    case SELECTION_AMBIGUOUS:
        break;
    }
    g_autofree char *place = place_name(target);
    g_autofree char *hint = place_command(target, settings->username, "login");
    error_set(error, ERROR_MISSING, hint, "no token is stored for %s", place);
    return NULL;
}

/* Without asking anybody; a sign-in that has ended says so, and how to make a new one. */
static int renew_by_sign_in(const Settings *settings, Store *store, const Credential *sign_in,
                            const Credential *old, GError **error)
{
    const RenewalRequest request = {
        .store = store,
        .sign_in = sign_in,
        .unwanted = old->secret,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .limit_ms = RENEWAL_PERSON_MS,
        .wait_ms = RENEWAL_PERSON_MS,
    };
    g_autoptr(Credential) renewed = signed_in_renew(&request, error);
    if (!renewed)
        return 1;
    prompt_mark_forget();
    keep_print(settings, renewed);
    keep_print_replaced(old, renewed);
    return 0;
}

static int renew_by_person(const Settings *settings, Store *store, const Target *target,
                           const Credential *old, GError **error)
{
    /* The old one stays until the new one has been read back: saving replaces it at once. */
    const Dialogue dialogue = {.target = target, .username = old->username};
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
    if (argv[1] && argv[2]) {
        error_set(error, ERROR_USAGE, "git credential-azdo help renew",
                  "more than one organization is named");
        return 1;
    }
    g_autoptr(Target) target = place_from_word(settings, argv[1], error);
    g_autoptr(Store) store = target ? access_open_store(settings, error) : NULL;
    g_autoptr(Credential) old = store ? find_record(settings, store, target, error) : NULL;
    if (!old)
        return 1;

    g_autoptr(GError) failure = NULL;
    g_autoptr(Credential) sign_in = ledger_find(store, old, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return 1;
    }
    return sign_in ? renew_by_sign_in(settings, store, sign_in, old, error)
                   : renew_by_person(settings, store, target, old, error);
}
