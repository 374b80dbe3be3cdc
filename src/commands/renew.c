/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/dialogue.h"
#include "app/keep.h"
#include "app/place.h"
#include "app/prompt_mark.h"
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
    g_autofree char *word = place_word(target);
    g_autofree char *hint = g_strdup_printf("git credential-azdo login %s", word);
    error_set(error, ERROR_MISSING, hint, "no token is stored for %s", place);
    return NULL;
}

/* Nothing revokes a pasted token from here: whoever made it is told which one, and where. */
static void print_old(const Target *target, const Credential *old)
{
    g_autofree char *mask = pat_mask(old->secret);
    g_autofree char *page = endpoint_token_page(target);
    printf("The old one, %s, still works until it ends or is revoked", mask);
    printf(page ? ": %s\n" : ".%s\n", page ? page : "");
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

    /* The old one stays until the new one has been read back: saving replaces it at once. */
    const Dialogue dialogue = {.target = target, .username = old->username};
    g_autoptr(Credential) renewed = NULL;
    if (dialogue_ask(settings, &dialogue, &renewed, error) != DIALOGUE_OBTAINED ||
        !keep_credential(store, renewed, error))
        return 1;
    prompt_mark_forget();
    keep_print(settings, renewed);
    if (!secret_equal(old->secret, renewed->secret))
        print_old(target, old);
    return 0;
}
