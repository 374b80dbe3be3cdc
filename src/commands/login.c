/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/dialogue.h"
#include "app/entra_login.h"
#include "app/exchange.h"
#include "app/keep.h"
#include "app/ledger.h"
#include "app/options.h"
#include "app/place.h"
#include "app/prompt_mark.h"
#include "app/store_choice.h"
#include "app/stored.h"
#include "azure/endpoint.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/message.h"
#include "model/pat.h"
#include "model/typed.h"
#include "ui/report.h"

#include <stdio.h>
#include <unistd.h>

static const char login_hint[] = "git credential-azdo help login";

typedef struct {
    gboolean reads_token; /* --with-token */
    char *expires;
    char *entra; /* the source, "" = not said; NULL = --entra is not given */
    char *kind;
    char *days;
    char **scopes;
    gboolean allows_full_access;
    char *store;
    char **words;
} LoginOptions;

static void login_options_clear(LoginOptions *options)
{
    g_free(options->expires);
    g_free(options->entra);
    g_free(options->kind);
    g_free(options->days);
    g_strfreev(options->scopes);
    g_free(options->store);
    g_strfreev(options->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LoginOptions, login_options_clear)

/* GOption would take the next word, the organization, for the value of an option without one. */
static GStrv give_entra_a_value(char **argv)
{
    GStrv words = g_strdupv(argv);
    for (char **word = words; *word; word++) {
        if (!g_str_equal(*word, "--entra"))
            continue;
        g_free(*word);
        *word = g_strdup("--entra=");
    }
    return words;
}

/* Options that mean nothing without, or together with, another one. */
static gboolean check_options(const LoginOptions *options, GError **error)
{
    gboolean is_about_entra =
        options->kind || options->days || options->scopes || options->allows_full_access;
    if (is_about_entra && !options->entra)
        error_set(error, ERROR_USAGE, login_hint,
                  "--scope, --days, --kind and --full-access are for tokens that --entra creates");
    else if (options->entra && (options->reads_token || options->expires))
        error_set(error, ERROR_USAGE, login_hint,
                  "--with-token and --expires are for tokens that you bring, not for --entra");
    else
        return TRUE;
    return FALSE;
}

static gboolean read_options(char **argv, LoginOptions *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"with-token", 0, 0, G_OPTION_ARG_NONE, &options->reads_token, NULL, NULL},
        {"expires", 0, 0, G_OPTION_ARG_FILENAME, &options->expires, NULL, NULL},
        {"entra", 0, 0, G_OPTION_ARG_FILENAME, &options->entra, NULL, NULL},
        {"kind", 0, 0, G_OPTION_ARG_FILENAME, &options->kind, NULL, NULL},
        {"days", 0, 0, G_OPTION_ARG_FILENAME, &options->days, NULL, NULL},
        {"scope", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->scopes, NULL, NULL},
        {"store", 0, 0, G_OPTION_ARG_FILENAME, &options->store, NULL, NULL},
        {"full-access", 0, 0, G_OPTION_ARG_NONE, &options->allows_full_access, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    options->words = give_entra_a_value(argv);
    if (!options_parse(entries, OPTIONS_ANYWHERE, login_hint, &options->words, error))
        return FALSE;
    if (!options->words[1] || !options->words[2])
        return TRUE;
    error_set(error, ERROR_USAGE, login_hint, "more than one organization is named");
    return FALSE;
}

/* credential.azdoSignIn is --entra where nothing says that the person brings a token. */
static gboolean follow_setting(LoginOptions *options, const Target *target, GError **error)
{
    const SignInOptions none = {0};
    g_auto(SignInWish) wish = {0};
    if (options->entra || options->reads_token || options->expires || !endpoint_is_services(target))
        return TRUE;
    if (!sign_in_wish_read(target, &none, &wish, error))
        return FALSE;
    if (wish.has_source)
        options->entra = g_strdup("");
    return TRUE;
}

/* ---- a token that a person brings ---------------------------------------------------------- */

static Secret *read_pat(GError **error)
{
    if (isatty(STDIN_FILENO)) {
        error_set(error, ERROR_USAGE, N_("without --with-token it is asked for, and not shown"),
                  "standard input is a terminal, which would show the token");
        return NULL;
    }
    g_autoptr(Secret) input = exchange_read_all(error);
    g_autoptr(Secret) token = input ? pat_clean(input) : NULL;
    const char *fault = token ? dialogue_find_fault(token) : NULL;
    if (fault)
        error_set(error, ERROR_INPUT, N_("give the token, and nothing else, on standard input"),
                  "standard input holds %s", fault);
    return fault ? NULL : g_steal_pointer(&token);
}

static void set_refused(const Dialogue *dialogue, const char *words, const char *age,
                        const char *remedy, GError **error)
{
    g_autofree char *command = place_command(dialogue->target, dialogue->username, "login");
    g_autofree char *hint = g_strdup_printf(_("%s, then: %s"), remedy, command);
    error_set(error, ERROR_REFUSED, hint, "Azure DevOps does not take this token: %s%s", words,
              age);
}

/* The token on stdin, without anybody to ask: what is not known stays unknown. */
static DialogueOutcome read_token(const Dialogue *dialogue, Credential **ret_credential,
                                  GError **error)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    ToldEnd end = {.is_told = dialogue->expires != NULL};
    if (end.is_told && !dialogue_read_expiry(dialogue->expires, now, &end.valid_to, error))
        return DIALOGUE_FAILED;
    g_autoptr(Secret) token = read_pat(error);
    if (!token)
        return DIALOGUE_FAILED;

    const char *age = pat_is_older_than_a_year(token, now) ? _(DIALOGUE_TOO_OLD) : "";
    g_autofree char *words = NULL;
    g_autofree char *hint = NULL;
    switch (dialogue_check(dialogue, token, &words, &hint, error)) {
    case TOKEN_FAILED:
        return DIALOGUE_FAILED;
    case TOKEN_REFUSED:
        set_refused(dialogue, words, age, hint, error);
        return DIALOGUE_FAILED;
    case TOKEN_DOUBTFUL:
    case TOKEN_UNFIT:
        report_warning(NULL, MESSAGE_AS_IT_IS MESSAGE_AS_IT_IS, words, age);
        *ret_credential = dialogue_credential(dialogue, token, NULL, &end, now);
        return DIALOGUE_OBTAINED;
    case TOKEN_ACCEPTED:
        *ret_credential = dialogue_credential(dialogue, token, words, &end, now);
        return DIALOGUE_OBTAINED;
    }
    g_assert_not_reached();
}

/* Of a server as it is typed: Git compares upper and lower case, which a target folds. */
static char *url_for_git(const Target *target, const char *word)
{
    gboolean is_address = word && strstr(word, "://");
    return is_address && !endpoint_is_services(target) ? typed_format(word)
                                                       : endpoint_for_settings(target);
}

static const char *username_of(const Settings *settings)
{
    return settings->username ? settings->username : "";
}

/* The token that will be replaced; that it cannot be read is for what saves to say. */
static Credential *find_stored(const Settings *settings, Store *store, const Target *target)
{
    const StoreQuery query = {
        .server = target->server,
        .organization = target->organization,
        .username = username_of(settings),
    };
    g_autoptr(GPtrArray) found = store_lookup(store, &query, NULL);
    return found && found->len > 0 ? credential_copy(g_ptr_array_index(found, 0)) : NULL;
}

/* A sign-in stays where a token is brought, and answers where that token no longer does. */
static void print_sign_in_behind(Store *store, const Credential *token)
{
    g_autoptr(Credential) sign_in = ledger_find(store, token, NULL);
    if (!sign_in)
        return;
    g_autofree char *command = stored_command(token, "renew");
    printf(_("The sign-in to Microsoft Entra stays, and is not used while this token is stored. To "
             "go back to it:\n  %s\n"),
           command);
}

static gboolean store_brought_token(const Settings *settings, const LoginOptions *options,
                                    Store *store, const Target *target, GError **error)
{
    g_autoptr(Credential) old = find_stored(settings, store, target);
    const Dialogue dialogue = {
        .target = target,
        .username = username_of(settings),
        .expires = options->expires,
        .validate = settings->validate,
        .stored = old,
    };
    g_autoptr(Credential) credential = NULL;
    DialogueOutcome outcome = options->reads_token
                                  ? read_token(&dialogue, &credential, error)
                                  : dialogue_ask(settings, &dialogue, &credential, error);
    if (outcome != DIALOGUE_OBTAINED || !keep_instead(store, credential, error))
        return FALSE;
    keep_print(settings, credential);
    keep_print_replaced(old, credential);
    print_sign_in_behind(store, credential);
    return TRUE;
}

/* ---- a sign-in ------------------------------------------------------------------------------- */

static gboolean read_wish(const LoginOptions *options, const Target *target, SignInWish *wish,
                          GError **error)
{
    const SignInOptions given = {
        .source = *options->entra ? options->entra : NULL,
        .kind = options->kind,
        .scopes = (const char *const *)options->scopes,
        .days = options->days,
        .allows_full_access = options->allows_full_access,
    };
    if (endpoint_is_services(target))
        return sign_in_wish_read(target, &given, wish, error);
    error_set(error, ERROR_USAGE, "git credential-azdo help login",
              "an Azure DevOps Server takes no sign-in of Microsoft Entra, but tokens alone");
    return FALSE;
}

static gboolean store_sign_in(const Settings *settings, const LoginOptions *options, Store *store,
                              const Target *target, GError **error)
{
    g_auto(SignInWish) wish = {0};
    if (!read_wish(options, target, &wish, error))
        return FALSE;
    g_autoptr(Credential) old = find_stored(settings, store, target);
    const EntraLogin login = {
        .store = store,
        .target = target,
        .username = username_of(settings),
        .wish = &wish,
        .has_person = !settings->is_quiet,
    };
    g_auto(EntraLoginResult) result = {0};
    if (!entra_login_run(&login, &result, error))
        return FALSE;
    entra_login_print(settings, &result);
    keep_print_replaced(old, result.token);
    return TRUE;
}

/* The option stands before the command, as every other one of the helper does, or behind it. */
static gboolean read_settings(const Settings *settings, LoginOptions *options,
                              Settings *ret_settings, GError **error)
{
    *ret_settings = *settings;
    if (!options->store)
        return TRUE;
    if (settings->store_is_given && !g_str_equal(settings->store, options->store)) {
        error_set(error, ERROR_USAGE, login_hint, "two stores are named");
        return FALSE;
    }
    ret_settings->store = options->store;
    ret_settings->store_is_given = TRUE;
    return TRUE;
}

/* Git's own requests find the token only where they look for it. */
static gboolean remember_store(const Settings *settings, const Target *target, const char *url,
                               GError **error)
{
    if (!settings->store_is_given || store_choice_remember(settings, target, url, error))
        return TRUE;
    g_prefix_error(error, "%s", _("the token is stored, but not the choice of the store: "));
    return FALSE;
}

static gboolean run_login(const Settings *settings, LoginOptions *options, GError **error)
{
    g_autoptr(Target) target = place_from_word(settings, options->words[1], error);
    if (!target || !follow_setting(options, target, error) || !check_options(options, error))
        return FALSE;
    /* Before anybody is asked: a store that cannot be had makes every answer vain. */
    g_autoptr(Store) store = access_open_store(settings, error);
    if (!store || !store_prepare(store, error))
        return FALSE;
    gboolean is_stored = options->entra
                             ? store_sign_in(settings, options, store, target, error)
                             : store_brought_token(settings, options, store, target, error);
    if (!is_stored)
        return FALSE;
    prompt_mark_forget();
    g_autofree char *url = url_for_git(target, options->words[1]);
    if (!remember_store(settings, target, url, error))
        return FALSE;
    store_choice_warn_if_unused(settings, target, url);
    return TRUE;
}

int command_login(const Settings *settings, char **argv, GError **error)
{
    g_auto(LoginOptions) options = {0};
    Settings chosen;
    return read_options(argv, &options, error) &&
                   read_settings(settings, &options, &chosen, error) &&
                   run_login(&chosen, &options, error)
               ? 0
               : 1;
}
