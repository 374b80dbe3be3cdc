/* SPDX-License-Identifier: MIT */
#include "app/import_run.h"
#include "core/error.h"
#include "core/message.h"
#include "ui/report.h"

#include <stdio.h>

/* What is taken out somewhere else must be in the store now, whatever was the case before. */
static gboolean is_in_store(ImportRun *run, const PlannedToken *token, GError **error)
{
    const Credential *credential = token->credential;
    const StoreQuery query = {
        .server = credential ? credential->server : NULL,
        .organization = credential ? credential->organization : NULL,
    };
    g_autoptr(GPtrArray) found = store_lookup(run->store, &query, error);
    for (guint i = 0; found && i < found->len; i++) {
        const Credential *there = g_ptr_array_index(found, i);
        if (secret_equal(there->secret, token->found->plain->secret))
            return TRUE;
    }
    if (found)
        error_set(error, ERROR_STORE_FAILED, "git credential-azdo status",
                  "%s is not stored any more, and stays in %s", token->masked,
                  token->found->place->where);
    return FALSE;
}

static guint count_found(const ImportRun *run, const ImportPlace *place)
{
    guint count = 0;
    for (guint i = 0; i < run->findings->tokens->len; i++) {
        const ImportedToken *found = g_ptr_array_index(run->findings->tokens, i);
        count += found->place == place;
    }
    return count;
}

static guint count_stored(const ImportRun *run, const ImportPlace *place)
{
    guint count = 0;
    for (guint i = 0; i < run->tokens->len; i++) {
        const PlannedToken *token = g_ptr_array_index(run->tokens, i);
        count += token->found->place == place && token->is_stored;
    }
    return count;
}

/* Of several that go together each must be stored. */
static gboolean is_removable(const ImportRun *run, const PlannedToken *token)
{
    const ImportPlace *place = token->found->place;
    return token->is_stored && place->remove && !place->is_removed &&
           count_stored(run, place) == count_found(run, place);
}

static void remove_one(ImportRun *run, const PlannedToken *token)
{
    ImportPlace *place = token->found->place;
    g_autoptr(GError) cause = NULL;
    PlainRewriteOutcome outcome =
        is_in_store(run, token, &cause)
            ? place->remove(place, token->found->plain, run->settings, &cause)
            : PLAIN_NOT_CHANGED;
    switch (outcome) {
    case PLAIN_REWRITTEN:
        printf(_("Removed %s from %s.\n"), token->masked, place->where);
        break;
    case PLAIN_NOT_THERE:
        printf(_("%s is not in %s any more.\n"), token->masked, place->where);
        break;
    case PLAIN_NOT_CHANGED:
        run->is_incomplete = TRUE;
        fflush(stdout);
        report_warning(error_get_hint(cause), MESSAGE_AS_IT_IS, cause->message);
        break;
    }
    place->is_removed = outcome != PLAIN_NOT_CHANGED;
}

static void print_by_hand(const PlannedToken *token)
{
    const ImportPlace *place = token->found->place;
    printf(_("%s is still in %s."), token->masked, place->where);
    if (place->command)
        printf(_(" To take it out:\n  %s"), place->command);
    putchar('\n');
}

static void offer_removal(ImportRun *run, const PlannedToken *token)
{
    g_autofree char *question =
        g_strdup_printf(_("Remove %s from %s?"), token->masked, token->found->place->where);
    if (run->removes || (run->asker && import_run_ask(run, question, FALSE)))
        remove_one(run, token);
}

void import_run_remove(ImportRun *run)
{
    gboolean is_kept = FALSE;
    for (guint i = 0; i < run->tokens->len; i++) {
        const PlannedToken *token = g_ptr_array_index(run->tokens, i);
        if (is_removable(run, token))
            offer_removal(run, token);
        else if (token->is_stored && !token->found->place->remove)
            print_by_hand(token);
        is_kept = is_kept || is_removable(run, token);
    }
    if (!is_kept || run->removes)
        return;
    g_autofree char *command = import_run_command(run, " --remove");
    printf(_("What was not removed is still where it was. To take it out, too:\n  %s\n"), command);
}
