/* SPDX-License-Identifier: MIT */
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "entra/authority_url.h"
#include "entra/azure_cli_reply.h"
#include "entra/source.h"

#include <string.h>

#define LOGIN "az login"
#define ERROR_MARK "ERROR: "
#define WORDS_MAX_CHARACTERS 300
/* The same question; of what it answers the token does not come to the screen. */
#define TRY "az account get-access-token --resource " ENTRA_RESOURCE " --query expiresOn"
#define ANOTHER_WAY                                                                                \
    N_("install the Azure CLI, or sign in another way: git credential-azdo help login")

/* Of what it said the part that is an error, and what is behind it. */
static char *find_words(const char *text)
{
    const char *mark = strstr(text, ERROR_MARK);
    g_autofree char *words = g_strdup(mark ? mark + strlen(ERROR_MARK) : text);
    if (g_str_has_suffix(words, "."))
        words[strlen(words) - 1] = '\0';
    g_autofree char *printable = text_printable(words);
    return g_utf8_substring(printable, 0, MIN(g_utf8_strlen(printable, -1), WORDS_MAX_CHARACTERS));
}

static char *hint_to_try(void)
{
    return g_strdup_printf(_("see what this says: %s"), TRY);
}

/* Whenever a person has to sign in, it names the command for it. */
static void set_refusal(const Errand *errand, const GError *refusal, GError **error)
{
    const char *tenant = errand->request->tenant;
    g_autofree char *words = find_words(refusal->message);
    g_autofree char *login = g_uuid_string_is_valid(tenant)
                                 ? g_strconcat(LOGIN " --tenant ", tenant, NULL)
                                 : g_strdup(LOGIN);
    g_autofree char *hint = hint_to_try();
    if (strstr(refusal->message, LOGIN))
        error_set(error, ERROR_SIGN_IN, login, "the Azure CLI is not signed in: %s", words);
    else
        error_set(error, ERROR_REFUSED, hint, "the Azure CLI gives no access token: %s", words);
}

static void set_failure(const Errand *errand, GError *failure, GError **error)
{
    g_autofree char *hint = hint_to_try();
    if (g_error_matches(failure, AZDO_ERROR, ERROR_MISSING))
        error_set(error, ERROR_MISSING, ANOTHER_WAY, "the Azure CLI, 'az', is not installed");
    else if (g_error_matches(failure, AZDO_ERROR, ERROR_REFUSED))
        set_refusal(errand, failure, error);
    else if (g_error_matches(failure, AZDO_ERROR, ERROR_UNREACHABLE))
        error_set(error, ERROR_UNREACHABLE, hint, "the Azure CLI took too long");
    else
        g_propagate_error(error, g_error_copy(failure));
}

/* "organizations" is not said: it means the tenant that the Azure CLI is signed in to. */
static Secret *run(const Errand *errand, GError **error)
{
    const EntraCallbacks *callbacks = errand->request->callbacks;
    const char *tenant = errand->request->tenant;
    const char *argv[] = {
        "az", "account", "get-access-token", "--resource", ENTRA_RESOURCE, "-o", "json", NULL,
        NULL, NULL,
    };
    if (g_uuid_string_is_valid(tenant)) {
        argv[7] = "--tenant";
        argv[8] = tenant;
    }
    g_autoptr(GError) failure = NULL;
    Secret *output = callbacks->run(argv, errand_limit_ms(errand), callbacks->data, &failure);
    if (!output)
        set_failure(errand, failure, error);
    return output;
}

static EntraTokens *azure_cli_obtain(const Errand *errand, GError **error)
{
    g_autoptr(Secret) output = run(errand, error);
    if (!output)
        return NULL;
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    g_autoptr(AzureCliReply) reply =
        azure_cli_reply_decode(secret_reveal(output), secret_length(output), zone);
    if (!reply) {
        g_autofree char *hint = hint_to_try();
        error_set(error, ERROR_REFUSED, hint, "the Azure CLI does not answer with an access token");
        return NULL;
    }
    TokenReply taken = {.access_token = g_steal_pointer(&reply->access_token),
                        .expires_on = reply->expires};
    EntraTokens *tokens = errand_finish(errand, &taken);
    if (!*tokens->tenant) {
        g_free(tokens->tenant);
        tokens->tenant = g_strdup(reply->tenant);
    }
    return tokens;
}

const EntraSource azure_cli_source = {
    .obtain = azure_cli_obtain,
};
