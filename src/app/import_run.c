/* SPDX-License-Identifier: MIT */
#include "app/import_run.h"

#include "app/keep.h"
#include "app/place.h"
#include "app/setup.h"
#include "core/error.h"
#include "core/message.h"
#include "model/pat.h"
#include "model/server.h"

#include <stdio.h>

void import_run_clear(ImportRun *run)
{
    ask_free(run->asker);
    target_free(run->place);
    g_clear_pointer(&run->tokens, g_ptr_array_unref);
    import_findings_free(run->findings);
    g_clear_pointer(&run->store, store_free);
}

char *import_run_command(const ImportRun *run, const char *options)
{
    GString *line = g_string_new("git credential-azdo");
    for (guint i = 0; i < run->settings->servers->len; i++) {
        const Server *server = g_ptr_array_index(run->settings->servers, i);
        g_autofree char *quoted = setup_quote(server_url(server));
        g_string_append_printf(line, " --server=%s", quoted);
    }
    g_string_append(line, " import");
    for (char **source = run->sources; source && *source; source++)
        g_string_append_printf(line, " --from=%s", *source);
    g_string_append(line, options);
    if (run->place) {
        g_autofree char *word = place_word(run->place);
        g_autofree char *quoted = setup_quote(word);
        g_string_append_printf(line, " %s", quoted);
    }
    return g_string_free(line, FALSE);
}

gboolean import_run_ask(ImportRun *run, const char *question, gboolean preset)
{
    gboolean answer = FALSE;
    fflush(stdout);
    if (run->has_stopped)
        return FALSE;
    run->has_stopped = ask_confirmation(run->asker, question, preset, &answer) != PROMPT_ANSWERED;
    return answer && !run->has_stopped;
}

gboolean import_run_has_work(const ImportRun *run)
{
    for (guint i = 0; i < run->tokens->len; i++) {
        const PlannedToken *token = g_ptr_array_index(run->tokens, i);
        if (import_plan_may_store(token) || token->is_stored)
            return TRUE;
    }
    return FALSE;
}

/* ---- storing --------------------------------------------------------------------------------- */

static guint count_fate(const ImportRun *run, ImportFate fate)
{
    guint count = 0;
    for (guint i = 0; i < run->tokens->len; i++) {
        const PlannedToken *token = g_ptr_array_index(run->tokens, i);
        count += token->fate == fate;
    }
    return count;
}

/* One question for all that are good. */
static gboolean wants_good_ones(ImportRun *run)
{
    guint count = count_fate(run, IMPORT_STORE);
    if (count == 0 || !run->asker)
        return TRUE;
    g_autofree char *question =
        count == 1 ? g_strdup_printf(_("Store it in %s?"), run->settings->store)
                   : g_strdup_printf(message_counted("Store this %u token in %s?",
                                                     "Store these %u tokens in %s?", count),
                                     count, run->settings->store);
    return import_run_ask(run, question, TRUE);
}

static gboolean wants_doubtful(ImportRun *run, guint number, const PlannedToken *token)
{
    gboolean is_named = run->sources != NULL;
    /* Of several that were found nobody has said which one to keep: the first stays. */
    if (!run->asker)
        return !token->is_rivalled && import_goes_unasked(token->fate, token->check, is_named);
    g_autofree char *other = token->other ? pat_mask(token->other->secret) : NULL;
    g_autofree char *question =
        other ? g_strdup_printf(_("Token %u, %s for %s: %s. Store it in the place of %s?"), number,
                                token->masked, token->name, token->words, other)
              : g_strdup_printf(_("Token %u, %s for %s: %s. Store it all the same?"), number,
                                token->masked, token->name, token->words);
    return import_run_ask(run, question, FALSE);
}

/* What has been decided is about what was stored then. */
static gboolean check_unchanged(ImportRun *run, const PlannedToken *token, GError **error)
{
    const StoreQuery query = store_query_for(token->credential);
    g_autoptr(GPtrArray) found = store_lookup(run->store, &query, error);
    if (!found)
        return FALSE;
    for (guint i = 0; i < found->len; i++) {
        const Credential *there = g_ptr_array_index(found, i);
        if (!credential_same_identity(there, token->credential) ||
            secret_equal(there->secret, token->credential->secret) ||
            (token->other && secret_equal(there->secret, token->other->secret)))
            continue;
        g_autofree char *hint = import_run_command(run, "");
        error_set(error, ERROR_STORE_FAILED, hint,
                  "another token for %s has been stored meanwhile, and stays", token->name);
        return FALSE;
    }
    return TRUE;
}

static gboolean store_one(ImportRun *run, PlannedToken *token, GError **error)
{
    if (!check_unchanged(run, token, error) || !keep_instead(run->store, token->credential, error))
        return FALSE;
    import_plan_note_stored(run->tokens, token);
    keep_print(run->settings, token->credential);
    keep_print_replaced(token->other, token->credential);
    return TRUE;
}

/* A token that nobody wants is no failure; one that waits for somebody is. */
static void settle(ImportRun *run, PlannedToken *token)
{
    gboolean is_hopeless = token->fate == IMPORT_REFUSED || token->fate == IMPORT_NO_PAT;
    if (token->twin)
        token->is_stored = token->twin->is_stored;
    if (!token->is_stored && !is_hopeless)
        run->is_incomplete = TRUE;
}

static gboolean store_good_ones(ImportRun *run, GError **error)
{
    if (!wants_good_ones(run))
        return TRUE;
    for (guint i = 0; i < run->tokens->len; i++) {
        PlannedToken *token = g_ptr_array_index(run->tokens, i);
        if (token->fate == IMPORT_STORE && !store_one(run, token, error))
            return FALSE;
    }
    return TRUE;
}

/* After the good ones, in the place of which they would be. */
static gboolean store_doubtful_ones(ImportRun *run, GError **error)
{
    for (guint i = 0; i < run->tokens->len; i++) {
        PlannedToken *token = g_ptr_array_index(run->tokens, i);
        if ((token->fate == IMPORT_UNCHECKED || token->fate == IMPORT_REPLACE) &&
            wants_doubtful(run, i + 1, token) && !store_one(run, token, error))
            return FALSE;
    }
    return TRUE;
}

/* Where nobody could be asked. */
static void print_undecided(const ImportRun *run)
{
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint i = 0; i < run->tokens->len; i++) {
        const PlannedToken *token = g_ptr_array_index(run->tokens, i);
        if (!token->is_stored && import_plan_may_store(token))
            g_string_append_printf(numbers, "%s%u", numbers->len > 0 ? ", " : "", i + 1);
    }
    if (numbers->len == 0 || run->asker)
        return;
    printf(run->sources
               ? _("Left out, because nobody could be asked: %s.\n")
               : _("Left out, because nobody could be asked: %s. With --from=SOURCE, those "
                   "that\ncould not be checked are stored, and those that are valid replace "
                   "another.\n"),
           numbers->str);
}

void import_run_settle(ImportRun *run)
{
    for (guint i = 0; i < run->tokens->len; i++)
        settle(run, g_ptr_array_index(run->tokens, i));
}

gboolean import_run_store(ImportRun *run, GError **error)
{
    if (!store_good_ones(run, error) || !store_doubtful_ones(run, error))
        return FALSE;
    import_run_settle(run);
    print_undecided(run);
    return TRUE;
}
