/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/dialogue.h"
#include "app/exchange.h"
#include "app/keep.h"
#include "app/options.h"
#include "app/place.h"
#include "app/prompt_mark.h"
#include "app/setup.h"
#include "azure/endpoint.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/text.h"
#include "model/pat.h"
#include "ui/report.h"

typedef struct {
    gboolean reads_token; /* --with-token */
    char *expires;
    char **words;
} LoginOptions;

static void login_options_clear(LoginOptions *options)
{
    g_free(options->expires);
    g_strfreev(options->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LoginOptions, login_options_clear)

static gboolean read_options(char **argv, LoginOptions *options, GError **error)
{
    static const char hint[] = "git credential-azdo help login";
    const GOptionEntry entries[] = {
        {"with-token", 0, 0, G_OPTION_ARG_NONE, &options->reads_token, NULL, NULL},
        {"expires", 0, 0, G_OPTION_ARG_FILENAME, &options->expires, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    options->words = g_strdupv(argv);
    if (!options_parse(entries, OPTIONS_ANYWHERE, hint, &options->words, error))
        return FALSE;
    if (options->words[1] && options->words[2]) {
        error_set(error, ERROR_USAGE, hint, "more than one organization is named");
        return FALSE;
    }
    return TRUE;
}

/* The token on stdin, without anybody to ask: what is not known stays unknown. */
static DialogueOutcome read_token(const Dialogue *dialogue, Credential **ret_credential,
                                  GError **error)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    gint64 valid_to = 0;
    if (dialogue->expires && !dialogue_read_expiry(dialogue->expires, now, &valid_to, error))
        return DIALOGUE_FAILED;
    g_autoptr(Secret) input = exchange_read_line(error);
    if (!input)
        return DIALOGUE_FAILED;
    g_autoptr(Secret) token = pat_clean(input);
    if (secret_length(token) == 0 || pat_is_access_token(token) ||
        text_has_control(secret_reveal(token), secret_length(token))) {
        error_set(error, ERROR_INPUT, "give the token, and nothing else, on standard input",
                  "there is no personal access token on standard input");
        return DIALOGUE_FAILED;
    }

    g_autofree char *words = NULL;
    switch (dialogue_check(dialogue->target, token, &words, error)) {
    case TOKEN_FAILED:
        return DIALOGUE_FAILED;
    case TOKEN_REFUSED:
        error_set(error, ERROR_REFUSED, "make a new one, with the scope Code (Read & write)",
                  "Azure DevOps does not take this token: %s", words);
        return DIALOGUE_FAILED;
    case TOKEN_UNCHECKED:
        report_warning(NULL, "the token was not checked: %s", words);
        *ret_credential = dialogue_credential(dialogue, token, "", valid_to, now);
        return DIALOGUE_OBTAINED;
    case TOKEN_ACCEPTED:
        *ret_credential = dialogue_credential(dialogue, token, words, valid_to, now);
        return DIALOGUE_OBTAINED;
    }
    g_assert_not_reached();
}

static void warn_if_unused(const Target *target)
{
    g_autofree char *url = endpoint_for_settings(target);
    if (url && !setup_is_used_for(url))
        report_warning("git credential-azdo configure", "Git does not use this helper for %s yet",
                       url);
}

int command_login(const Settings *settings, char **argv, GError **error)
{
    g_auto(LoginOptions) options = {0};
    if (!read_options(argv, &options, error))
        return 1;
    g_autoptr(Target) target = place_from_word(settings, options.words[1], error);
    if (!target)
        return 1;

    /* Before anybody is asked: a store that cannot be had makes every answer vain. */
    g_autoptr(Store) store = access_open_store(settings, error);
    if (!store)
        return 1;
    Dialogue dialogue = {
        .target = target,
        .username = settings->username ? settings->username : "",
        .expires = options.expires,
    };
    g_autoptr(Credential) credential = NULL;
    DialogueOutcome outcome = options.reads_token
                                  ? read_token(&dialogue, &credential, error)
                                  : dialogue_ask(settings, &dialogue, &credential, error);
    if (outcome != DIALOGUE_OBTAINED || !keep_credential(store, credential, error))
        return 1;
    prompt_mark_forget();
    keep_print(settings, credential);
    warn_if_unused(target);
    return 0;
}
