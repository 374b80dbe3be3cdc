/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/exchange.h"
#include "app/import_page.h"
#include "app/import_run.h"
#include "app/options.h"
#include "app/output.h"
#include "app/place.h"
#include "app/prompt_mark.h"
#include "app/store_choice.h"
#include "azure/endpoint.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/message.h"

#include <stdio.h>

typedef struct {
    char **sources; /* --from; NULL = all */
    gboolean is_dry_run;
    gboolean removes;
    char **words;
} ImportWish;

static void import_wish_clear(ImportWish *wish)
{
    g_strfreev(wish->sources);
    g_strfreev(wish->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImportWish, import_wish_clear)

static gboolean read_words(char **argv, ImportWish *wish, GError **error)
{
    static const char hint[] = "git credential-azdo help import";
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &wish->sources, NULL, NULL},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &wish->is_dry_run, NULL, NULL},
        {"remove", 0, 0, G_OPTION_ARG_NONE, &wish->removes, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    wish->words = g_strdupv(argv);
    if (!options_parse(entries, OPTIONS_ANYWHERE, hint, &wish->words, error))
        return FALSE;
    if (wish->is_dry_run && wish->removes)
        error_set(error, ERROR_USAGE, hint, "--dry-run removes nothing");
    else if (wish->words[1] && wish->words[2])
        error_set(error, ERROR_USAGE, hint, "more than one organization is named");
    else
        return TRUE;
    return FALSE;
}

static gboolean plan(ImportRun *run, GError **error)
{
    const StoreQuery query = {.role = CREDENTIAL_ROLE_TOKEN};
    g_autoptr(GPtrArray) stored = store_lookup(run->store, &query, error);
    if (!stored)
        return FALSE;
    g_autoptr(Target) here = place_from_word(run->settings, NULL, NULL);
    const ImportPlanRequest request = {
        .settings = run->settings,
        .findings = run->findings,
        .place = run->place,
        .here = here,
        .stored = stored,
        .now = g_get_real_time() / G_USEC_PER_SEC,
    };
    run->tokens = import_plan(&request, error);
    return run->tokens != NULL;
}

/* word is the organization that is named, or NULL. */
static gboolean prepare(ImportRun *run, const char *word, GError **error)
{
    if (word) {
        run->place = place_from_word(run->settings, word, error);
        if (!run->place)
            return FALSE;
    }
    run->store = access_open_store(run->settings, error);
    if (!run->store)
        return FALSE;
    run->findings = import_find(run->settings, run->sources, error);
    return run->findings && plan(run, error);
}

static gboolean show(ImportRun *run, GError **error)
{
    const Layout layout = output_layout();
    g_autofree char *page = import_page_format(run->tokens, run->findings, &layout);
    for (guint i = 0; i < run->findings->places->len; i++) {
        const ImportPlace *place = g_ptr_array_index(run->findings->places, i);
        run->is_incomplete = run->is_incomplete || place->problem;
    }
    return exchange_write_text(page, error);
}

static void end_dry_run(const ImportRun *run)
{
    if (!import_run_has_work(run))
        return;
    g_autofree char *command = import_run_command(run, "");
    printf(_("\nNothing was changed. To go on:\n  %s\n"), command);
}

static void warn_if_unused(const ImportRun *run)
{
    for (guint i = 0; i < run->tokens->len; i++) {
        const PlannedToken *token = g_ptr_array_index(run->tokens, i);
        if (!token->is_stored || !token->credential)
            continue;
        const Target target = {.server = token->credential->server,
                               .organization = token->credential->organization};
        g_autofree char *url = endpoint_for_settings(&target);
        store_choice_warn_if_unused(run->settings, &target, url);
        return;
    }
}

static gboolean carry_out(ImportRun *run, GError **error)
{
    g_autoptr(GError) cause = NULL;
    run->asker = ask_open(run->settings, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    puts("");
    if (!import_run_store(run, error))
        return FALSE;
    prompt_mark_forget();
    import_run_remove(run);
    fflush(stdout);
    warn_if_unused(run);
    return TRUE;
}

int command_import(const Settings *settings, char **argv, GError **error)
{
    g_auto(ImportWish) wish = {0};
    if (!read_words(argv, &wish, error))
        return 1;
    g_auto(ImportRun) run = {
        .settings = settings,
        .sources = wish.sources,
        .removes = wish.removes,
    };
    if (!prepare(&run, wish.words[1], error) || !show(&run, error))
        return 1;
    if (wish.is_dry_run)
        end_dry_run(&run);
    else if (!import_run_has_work(&run))
        import_run_settle(&run);
    else if (!carry_out(&run, error))
        return 1;
    return run.is_incomplete ? 1 : 0;
}
