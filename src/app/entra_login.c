/* SPDX-License-Identifier: MIT */
#include "app/entra_login.h"

#include "app/access_token.h"
#include "app/keep.h"
#include "app/ledger.h"
#include "app/module.h"
#include "app/place.h"
#include "app/place_settings.h"
#include "app/renewal.h"
#include "app/stored.h"
#include "azure/tenant.h"
#include "core/error.h"
#include "core/message.h"
#include "model/pat_scope.h"
#include "programs/program.h"
#include "store/lock.h"
#include "ui/report.h"

#include <stdio.h>

#define DISCOVERY_MS 8000

void entra_login_result_clear(EntraLoginResult *result)
{
    g_clear_pointer(&result->sign_in, credential_free);
    g_clear_pointer(&result->token, credential_free);
}

/* ---- where to sign in ---------------------------------------------------------------------- */

static char *discover(const Target *target, gint64 limit_ms, GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    g_autoptr(HttpSettings) settings = azure ? place_settings_read_http(target, error) : NULL;
    return settings ? azure->discover_tenant(target, settings, limit_ms, error) : NULL;
}

/* What is set, else what the server said when it refused Git, else what it says when asked. */
static char *find_tenant(const Target *target, const SignInWish *wish, const char *challenge,
                         gint64 limit_ms, GError **error)
{
    if (wish->tenant || challenge)
        return g_strdup(wish->tenant ? wish->tenant : challenge);
    return discover(target, limit_ms, error);
}

/* ---- with what to sign in ------------------------------------------------------------------ */

typedef struct {
    const EntraLogin *login;
    char *tenant;
    SignIn *sign_in; /* of the source that is tried, at last of the one that worked */
    EntraTokens *tokens;
    gint64 deadline_us; /* g_get_monotonic_time(), if the login has a limit */
} SigningIn;

static void signing_in_clear(SigningIn *signing_in)
{
    g_clear_pointer(&signing_in->tenant, g_free);
    g_clear_pointer(&signing_in->sign_in, sign_in_free);
    g_clear_pointer(&signing_in->tokens, entra_tokens_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SigningIn, signing_in_clear)

/* For the next step: what is left, or how long a person waits for it. */
static gint64 limit_of(const SigningIn *signing_in, gint64 person_ms)
{
    if (signing_in->login->limit_ms == 0)
        return person_ms;
    return MAX((signing_in->deadline_us - g_get_monotonic_time()) / 1000, 1);
}

static char *login_command(const EntraLogin *login, const char *words)
{
    return place_command(login->target, login->username, words);
}

static gboolean try_source(SigningIn *signing_in, SignInSource source, GError **error)
{
    const EntraLogin *login = signing_in->login;
    const SignInWish *wish = login->wish;
    if (sign_in_source_needs_person(source) && !login->has_person) {
        g_autofree char *command = login_command(login, "login --entra");
        g_autofree char *hint = g_strdup_printf(_("sign in from a terminal: %s"), command);
        error_set(error, ERROR_USAGE, hint, "nobody is there to sign in");
        return FALSE;
    }
    g_clear_pointer(&signing_in->sign_in, sign_in_free);
    signing_in->sign_in =
        sign_in_new(source, SIGN_IN_CREATES_PATS, signing_in->tenant, wish->client_id, wish->days);
    const AccessTokenRequest request = {
        .sign_in = signing_in->sign_in,
        .target = login->target,
        .username = login->username,
    };
    signing_in->tokens =
        access_token_sign_in(&request, limit_of(signing_in, RENEWAL_PERSON_MS), error);
    return signing_in->tokens != NULL;
}

/* The Azure CLI may be there without anybody being signed in to it. */
static gboolean is_offered(SignInSource source)
{
    g_autofree char *az = source == SIGN_IN_AZURE_CLI ? program_find("az") : NULL;
    return az || access_token_is_announced(source);
}

static gboolean try_unattended(SigningIn *signing_in)
{
    static const SignInSource order[] = {SIGN_IN_WORKLOAD_IDENTITY, SIGN_IN_SERVICE_PRINCIPAL,
                                         SIGN_IN_MANAGED_IDENTITY, SIGN_IN_AZURE_CLI};
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
        g_autoptr(GError) cause = NULL;
        if (!is_offered(order[i]))
            continue;
        if (try_source(signing_in, order[i], &cause))
            return TRUE;
        report_note("Not signed in by %s: %s.", sign_in_source_name(order[i]), cause->message);
    }
    return FALSE;
}

static gboolean try_person(SigningIn *signing_in, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (try_source(signing_in, SIGN_IN_BROWSER, &cause))
        return TRUE;
    if (g_error_matches(cause, AZDO_ERROR, ERROR_MISSING))
        return try_source(signing_in, SIGN_IN_DEVICE_CODE, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static gboolean obtain_tokens(SigningIn *signing_in, GError **error)
{
    const SignInWish *wish = signing_in->login->wish;
    if (wish->has_source)
        return try_source(signing_in, wish->source, error);
    return try_unattended(signing_in) || try_person(signing_in, error);
}

/* ---- what comes of it ---------------------------------------------------------------------- */

/* A machine's identity can have no PATs, so its access tokens are handed on unless that is ruled
 * out. */
static gboolean choose_goal(SigningIn *signing_in, GError **error)
{
    const SignInWish *wish = signing_in->login->wish;
    gboolean is_user = signing_in->tokens->is_user;
    signing_in->sign_in->goal = wish->has_goal ? wish->goal
                                : is_user      ? SIGN_IN_CREATES_PATS
                                               : SIGN_IN_HANDS_ON;
    if (is_user || signing_in->sign_in->goal == SIGN_IN_HANDS_ON)
        return TRUE;
    g_autofree char *words = g_strdup_printf("login --entra=%s --kind=entra",
                                             sign_in_source_name(signing_in->sign_in->source));
    g_autofree char *command = login_command(signing_in->login, words);
    g_autofree char *hint = g_strdup_printf(_("let Git have the access token itself: %s"), command);
    error_set(error, ERROR_REFUSED, hint,
              "Azure DevOps lets only people create personal access tokens, and this is the "
              "identity of a machine or an application");
    return FALSE;
}

static Credential *sign_in_record(SigningIn *signing_in)
{
    const EntraLogin *login = signing_in->login;
    const EntraTokens *tokens = signing_in->tokens;
    g_autoptr(Secret) nothing = secret_new(CREDENTIAL_NO_SECRET, 1);
    Credential *record =
        credential_new(login->target->server, login->target->organization, login->username,
                       tokens->refresh_token ? tokens->refresh_token : nothing);
    SignIn *sign_in = g_steal_pointer(&signing_in->sign_in);
    if (*tokens->tenant) {
        g_free(sign_in->tenant);
        sign_in->tenant = g_strdup(tokens->tenant);
    }
    credential_set_sign_in(record, sign_in);
    credential_set_account(record, tokens->account);
    credential_set_scopes(record, login->wish->scopes);
    record->created = g_get_real_time() / G_USEC_PER_SEC;
    return record;
}

static Credential *first_token(const SigningIn *signing_in, const Credential *record,
                               GError **error)
{
    const EntraLogin *login = signing_in->login;
    gint64 limit_ms = limit_of(signing_in, RENEWAL_PERSON_MS);
    const RenewalRequest request = {
        .store = login->store,
        .sign_in = record,
        .tokens = signing_in->tokens,
        .takes_stored = login->takes_stored,
        .now = record->created,
        .limit_ms = limit_ms,
        .wait_ms = limit_ms,
    };
    return renewal_run(&request, error);
}

/* The sign-in of that account, as it is stored. */
static Credential *find_stored(const EntraLogin *login, GError **error)
{
    g_autoptr(Secret) nothing = secret_new(CREDENTIAL_NO_SECRET, 1);
    g_autoptr(Credential) account = credential_new(
        login->target->server, login->target->organization, login->username, nothing);
    return ledger_find(login->store, account, error);
}

/*
 * In the place of the one before, whose ledger goes on. Nobody renews meanwhile: what that writes
 * into the old one would be lost, and a PAT with it.
 */
static Credential *replace_record(SigningIn *signing_in, Credential **ret_before, GError **error)
{
    g_autoptr(StoreLock) lock =
        store_lock_acquire(STORE_LOCK_RENEW, limit_of(signing_in, RENEWAL_PERSON_MS), error);
    if (!lock)
        return NULL;
    g_autoptr(Credential) record = sign_in_record(signing_in);
    return keep_sign_in(signing_in->login->store, record, ret_before, error)
               ? g_steal_pointer(&record)
               : NULL;
}

/*
 * Only what is certain to be of no use goes: after a silence the next try may work. Who logged out
 * meanwhile gets nothing back.
 */
static void take_back(const SigningIn *signing_in, Credential *before, const GError *reason)
{
    const EntraLogin *login = signing_in->login;
    if (!g_error_matches(reason, AZDO_ERROR, ERROR_REFUSED))
        return;
    g_autoptr(StoreLock) lock =
        store_lock_acquire(STORE_LOCK_RENEW, limit_of(signing_in, RENEWAL_PERSON_MS), NULL);
    g_autoptr(Credential) stored = lock ? find_stored(login, NULL) : NULL;
    if (!stored)
        return;
    g_autoptr(Credential) refused = NULL;
    gboolean is_done = before ? keep_sign_in(login->store, before, &refused, NULL)
                              : keep_not(login->store, stored, NULL);
    (void)is_done;
}

static gboolean store_all(SigningIn *signing_in, EntraLoginResult *ret_result, GError **error)
{
    const EntraLogin *login = signing_in->login;
    g_autoptr(Credential) before = NULL;
    g_autoptr(Credential) record = replace_record(signing_in, &before, error);
    if (!record)
        return FALSE;
    g_autoptr(GError) cause = NULL;
    g_autoptr(Credential) token = first_token(signing_in, record, &cause);
    if (!token) {
        take_back(signing_in, before, cause);
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    Credential *stored = find_stored(login, NULL);
    ret_result->sign_in = stored ? stored : g_steal_pointer(&record);
    ret_result->token = g_steal_pointer(&token);
    return TRUE;
}

gboolean entra_login_run(const EntraLogin *login, EntraLoginResult *ret_result, GError **error)
{
    g_auto(SigningIn) signing_in = {
        .login = login,
        .deadline_us = g_get_monotonic_time() + login->limit_ms * 1000,
    };
    signing_in.tenant = find_tenant(login->target, login->wish, login->tenant,
                                    limit_of(&signing_in, DISCOVERY_MS), error);
    return signing_in.tenant && obtain_tokens(&signing_in, error) &&
           choose_goal(&signing_in, error) && store_all(&signing_in, ret_result, error);
}

Credential *entra_login_hand_on(const Target *target, const SignInWish *wish, const char *tenant,
                                gint64 limit_ms, GError **error)
{
    gint64 start_us = g_get_monotonic_time();
    g_autofree char *found = find_tenant(target, wish, tenant, limit_ms, error);
    if (!found)
        return NULL;
    gint64 left_ms = limit_ms - (g_get_monotonic_time() - start_us) / 1000;
    g_autoptr(SignIn) sign_in =
        sign_in_new(wish->source, SIGN_IN_HANDS_ON, found, wish->client_id, wish->days);
    const AccessTokenRequest request = {.sign_in = sign_in, .target = target, .username = ""};
    g_autoptr(EntraTokens) tokens = access_token_refresh(&request, NULL, MAX(left_ms, 1), error);
    if (!tokens)
        return NULL;
    Credential *token =
        credential_new(target->server, target->organization, "", tokens->access_token);
    token->kind = CREDENTIAL_ACCESS_TOKEN;
    token->valid_to = tokens->expires;
    token->valid_to_certainty = VALID_TO_CERTAIN;
    return token;
}

static void print_access_token(const Credential *sign_in)
{
    const Target target = stored_target(sign_in);
    g_autofree char *place = place_name(&target);
    printf(
        _("Git gets access tokens of Microsoft Entra for %s. Each lives for about an hour, and is "
          "replaced without asking.\n"),
        place);
    keep_print_store_end(sign_in);
}

static void print_pat(const Settings *settings, const EntraLoginResult *result)
{
    keep_print(settings, result->token);
    g_autofree char *scopes = pat_scopes_describe(result->token->scopes);
    printf(_("It may: %s. It is replaced in time, without asking.\n"), scopes);
    keep_print_shortened(result->sign_in, result->token);
}

void entra_login_print(const Settings *settings, const EntraLoginResult *result)
{
    const Credential *sign_in = result->sign_in;
    const char *source = sign_in_source_name(sign_in->sign_in->source);
    if (*sign_in->account)
        printf(_("Signed in to Microsoft Entra as %s, by %s.\n"), sign_in->account, source);
    else
        printf(_("Signed in to Microsoft Entra, by %s.\n"), source);
    if (result->token->kind == CREDENTIAL_ACCESS_TOKEN)
        print_access_token(sign_in);
    else
        print_pat(settings, result);
    keep_print_orphans(sign_in);
}
