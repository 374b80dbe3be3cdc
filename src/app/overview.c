/* SPDX-License-Identifier: MIT */
#include "app/overview.h"

#include "app/access.h"
#include "app/environment.h"
#include "app/ledger.h"
#include "app/overview_judgement.h"
#include "app/overview_words.h"
#include "app/place.h"
#include "app/renewal.h"
#include "app/setup.h"
#include "app/stored.h"
#include "app/validate.h"
#include "azure/endpoint.h"
#include "azure/validation.h"
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "model/typed.h"
#include "policy/renewal.h"
#include "store/lock.h"

static const struct {
    const char *name;
    int exit_status;
} healths[] = {
    [HEALTH_GOOD] = {"good", 0},
    [HEALTH_UNDETERMINED] = {"undetermined", 3},
    [HEALTH_SOON] = {"soon", 1},
    [HEALTH_BAD] = {"bad", 2},
};
G_STATIC_ASSERT(G_N_ELEMENTS(healths) == HEALTH_BAD + 1);

const char *health_name(Health health)
{
    return healths[health].name;
}

const char *overview_holder(const TokenOverview *token, const OverviewRequest *request)
{
    return token->variable ? token->variable : request->settings->store;
}

static void token_overview_free(TokenOverview *token)
{
    credential_free(token->credential);
    credential_free(token->sign_in);
    verdict_free(token->verdict);
    g_clear_error(&token->problem);
    g_free(token->name);
    g_free(token->masked);
    g_free(token->summary);
    g_strfreev(token->notes);
    g_free(token->command);
    g_free(token);
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* The record as it is now, if it still holds this secret; NULL else. */
static Credential *find_again(Store *store, const Credential *credential)
{
    const StoreQuery query = store_query_for(credential);
    g_autoptr(GPtrArray) found = store_lookup(store, &query, NULL);
    for (guint i = 0; found && i < found->len; i++) {
        const Credential *stored = g_ptr_array_index(found, i);
        if (credential_same_identity(stored, credential) &&
            secret_equal(stored->secret, credential->secret))
            return credential_copy(stored);
    }
    return NULL;
}

/* A note that cannot be written is no reason to fail: the answer has been had. */
static void write_acceptance(Store *store, const Credential *credential)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, NULL);
    g_autoptr(Credential) stored = lock ? find_again(store, credential) : NULL;
    if (!stored)
        return;
    stored->validated = credential->validated;
    credential_set_account(stored, credential->account);
    gboolean is_written = store_save(store, stored, NULL);
    (void)is_written;
}

/* At most once a day: a keyring writes all of its file each time. */
static void note_acceptance(Store *store, TokenOverview *token, const OverviewRequest *request)
{
    if (!overview_is_accepted(token))
        return;
    Credential *credential = token->credential;
    const Identity *identity = token->verdict->finding->identity;
    gboolean is_news =
        identity && identity->account && !g_str_equal(identity->account, credential->account);
    if (is_news)
        credential_set_account(credential, identity->account);
    gint64 before = credential->validated;
    credential->validated = request->now;
    if (token->variable)
        return;
    if (is_news || before == 0 || date_days_left(before, request->now, request->zone) != 0)
        write_acceptance(store, credential);
}

/* Nobody can be asked about a token of no organization, or of one that is none; or a sign-in. */
static gboolean can_be_asked_about(const Credential *credential)
{
    const Target target = stored_target(credential);
    g_autofree char *url = endpoint_for_settings(&target);
    return url && credential_role(credential) == CREDENTIAL_ROLE_TOKEN;
}

static TokenCheck check_of(const TokenOverview *token, const OverviewRequest *request)
{
    const Credential *credential = token->credential;
    gboolean is_brought = credential->kind == CREDENTIAL_PAT && !*credential->scopes;
    return (TokenCheck){
        .target = stored_target(credential),
        .token = credential->secret,
        .wants_code = request->wants_code && is_brought,
        .wants_reach = overview_may_be_global(token) && !expiry_global_tokens_stopped(request->now),
    };
}

static gboolean ask(const GPtrArray *tokens, const OverviewRequest *request, GError **error)
{
    g_autoptr(GArray) checks = g_array_new(FALSE, TRUE, sizeof(TokenCheck));
    g_autoptr(GPtrArray) asked = g_ptr_array_new();
    for (guint i = 0; i < tokens->len; i++) {
        TokenOverview *token = g_ptr_array_index(tokens, i);
        if (!can_be_asked_about(token->credential))
            continue;
        const TokenCheck check = check_of(token, request);
        g_array_append_val(checks, check);
        g_ptr_array_add(asked, token);
    }
    gboolean is_done =
        validate_tokens((TokenCheck *)checks->data, checks->len, VALIDATION_LOGIN_MS, error);
    for (guint i = 0; i < asked->len; i++) {
        TokenOverview *token = g_ptr_array_index(asked, i);
        token->verdict = g_array_index(checks, TokenCheck, i).verdict;
    }
    return is_done;
}

/* What was tried with it is noted in it. */
static void read_sign_in_again(Store *store, TokenOverview *token)
{
    Credential *sign_in = ledger_find(store, token->sign_in, NULL);
    if (!sign_in)
        return;
    credential_free(token->sign_in);
    token->sign_in = sign_in;
}

/* The next token instead of this one, while the old one still works. */
static void renew(Store *store, TokenOverview *token, const OverviewRequest *request)
{
    if (!token->sign_in ||
        !(renewal_is_due(token->credential, request->now) || overview_is_cut_off(token)))
        return;
    const RenewalRequest renewal = {
        .store = store,
        .sign_in = token->sign_in,
        .unwanted = token->credential->secret,
        .now = request->now,
        .limit_ms = RENEWAL_PERSON_MS,
        .wait_ms = RENEWAL_PERSON_MS,
    };
    Credential *renewed = renewal_run(&renewal, &token->problem);
    if (renewed) {
        credential_free(token->credential);
        token->credential = renewed;
    }
    read_sign_in_again(store, token);
}

/* Of a token that has expired the next Git command makes nothing but the next one. */
static void leave_expired(TokenOverview *token, const OverviewRequest *request)
{
    if (!token->sign_in || token->credential->kind == CREDENTIAL_SIGN_IN ||
        !credential_is_expired(token->credential, request->now))
        return;
    credential_free(token->credential);
    token->credential = credential_copy(token->sign_in);
}

/* What could not be revoked before; a failure is for the next time. */
static void tidy(Store *store, TokenOverview *token, const OverviewRequest *request)
{
    if (!token->sign_in || !sign_in_is_untidy(token->sign_in->sign_in))
        return;
    const RenewalRequest renewal = {
        .store = store,
        .sign_in = token->sign_in,
        .now = request->now,
        .limit_ms = RENEWAL_PERSON_MS,
        .wait_ms = RENEWAL_PERSON_MS,
    };
    gboolean is_tidy = renewal_tidy(&renewal, NULL);
    (void)is_tidy;
    read_sign_in_again(store, token);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static gboolean is_asked_for(const OverviewRequest *request, const Credential *credential)
{
    if (!*request->words)
        return TRUE;
    for (const char *const *word = request->words; *word; word++) {
        if (stored_is_meant(request->settings, credential, *word))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_stored(const OverviewRequest *request, const GPtrArray *credentials,
                          const char *word)
{
    for (guint i = 0; i < credentials->len; i++) {
        if (stored_is_meant(request->settings, g_ptr_array_index(credentials, i), word))
            return TRUE;
    }
    return FALSE;
}

/* Whether one can log in there by that word. */
static gboolean may_log_in(const OverviewRequest *request, const char *word)
{
    g_autoptr(Target) target = place_from_word(request->settings, word, NULL);
    return target != NULL;
}

static gboolean check_words(const OverviewRequest *request, const GPtrArray *credentials,
                            GError **error)
{
    for (const char *const *word = request->words; *word; word++) {
        if (is_stored(request, credentials, *word))
            continue;
        g_autofree char *shown = typed_format(*word);
        g_autofree char *quoted = setup_quote(shown);
        gboolean is_whole = g_str_equal(shown, *word);
        g_autofree char *hint =
            is_whole && may_log_in(request, *word)
                ? g_strconcat("git credential-azdo login ", quoted, NULL)
                : g_strdup(_("name an organization, as in: git credential-azdo status contoso"));
        error_set(error, ERROR_USAGE, hint, "no token is stored for '%s'", shown);
        return FALSE;
    }
    return TRUE;
}

/* The cause in its own words, with the exit status that says that nothing could be found out. */
static void set_undetermined(GError **error, const GError *cause)
{
    error_set(error, ERROR_UNDETERMINED, error_get_hint(cause), MESSAGE_AS_IT_IS, cause->message);
}

static void choose_machine(const OverviewRequest *request, const GPtrArray *machine,
                           GPtrArray *tokens)
{
    for (guint i = 0; i < machine->len; i++) {
        const MachineToken *found = g_ptr_array_index(machine, i);
        if (!is_asked_for(request, found->credential))
            continue;
        TokenOverview *token = g_new0(TokenOverview, 1);
        token->credential = credential_copy(found->credential);
        token->variable = machine_variable(found->kind);
        g_ptr_array_add(tokens, token);
    }
}

static GPtrArray *choose(const OverviewRequest *request, const GPtrArray *machine,
                         const GPtrArray *credentials)
{
    GPtrArray *tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_overview_free);
    choose_machine(request, machine, tokens);
    for (guint i = 0; i < credentials->len; i++) {
        const Credential *credential = g_ptr_array_index(credentials, i);
        if (!is_asked_for(request, credential))
            continue;
        const Credential *sign_in = stored_find_counterpart(credentials, credential);
        if (credential->kind == CREDENTIAL_SIGN_IN && sign_in)
            continue; /* its token stands for both */
        if (credential->kind == CREDENTIAL_SIGN_IN)
            sign_in = credential;
        TokenOverview *token = g_new0(TokenOverview, 1);
        token->credential = credential_copy(credential);
        token->sign_in = sign_in ? credential_copy(sign_in) : NULL;
        token->used = MAX(credential->validated, credential->created);
        g_ptr_array_add(tokens, token);
    }
    return tokens;
}

static gboolean gather_from(Store *store, const OverviewRequest *request, const GPtrArray *tokens,
                            GError **error)
{
    for (guint i = 0; request->renews && i < tokens->len; i++) {
        renew(store, g_ptr_array_index(tokens, i), request);
        tidy(store, g_ptr_array_index(tokens, i), request);
    }
    for (guint i = 0; i < tokens->len; i++)
        leave_expired(g_ptr_array_index(tokens, i), request);
    if (!request->is_offline && !ask(tokens, request, error))
        return FALSE;
    for (guint i = 0; i < tokens->len; i++) {
        TokenOverview *token = g_ptr_array_index(tokens, i);
        if (!request->leaves_records)
            note_acceptance(store, token, request);
        overview_judge(token, request);
        overview_put_into_words(token, request);
    }
    return TRUE;
}

static GPtrArray *list_machine(const OverviewRequest *request)
{
    const MachineEnvironment environment =
        request->has_environment ? environment_read(request->settings) : (MachineEnvironment){0};
    return machine_list(&environment);
}

/* A machine without people has no store, and is none the worse for it. */
static GPtrArray *list_stored(Store *store, gboolean has_others, GError **error)
{
    if (store)
        return access_lookup_all(store, error);
    if (!has_others || !g_error_matches(*error, AZDO_ERROR, ERROR_STORE_ABSENT))
        return NULL;
    g_clear_error(error);
    return g_ptr_array_new();
}

static gboolean check_all_words(const OverviewRequest *request, const GPtrArray *machine,
                                const GPtrArray *credentials, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_ptr_array_extend(all, (GPtrArray *)credentials, NULL, NULL);
    for (guint i = 0; i < machine->len; i++) {
        const MachineToken *token = g_ptr_array_index(machine, i);
        g_ptr_array_add(all, token->credential);
    }
    return check_words(request, all, error);
}

GPtrArray *overview_gather(const OverviewRequest *request, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Store) store = access_open_store(request->settings, &cause);
    g_autoptr(GPtrArray) machine = list_machine(request);
    g_autoptr(GPtrArray) credentials = list_stored(store, machine->len > 0, &cause);
    if (!credentials) {
        set_undetermined(error, cause);
        return NULL;
    }
    stored_sort(credentials);
    if (!check_all_words(request, machine, credentials, error))
        return NULL;

    g_autoptr(GPtrArray) tokens = choose(request, machine, credentials);
    if (gather_from(store, request, tokens, &cause))
        return g_steal_pointer(&tokens);
    set_undetermined(error, cause);
    return NULL;
}

int overview_exit_status(const GPtrArray *tokens)
{
    Health worst = HEALTH_GOOD;
    for (guint i = 0; i < tokens->len; i++) {
        const TokenOverview *token = g_ptr_array_index(tokens, i);
        worst = MAX(worst, token->health);
    }
    return healths[worst].exit_status;
}

gboolean overview_needs_person(const TokenOverview *token)
{
    return token->health == HEALTH_SOON || token->health == HEALTH_BAD;
}

guint overview_count_needy(const GPtrArray *tokens)
{
    guint count = 0;
    for (guint i = 0; i < tokens->len; i++)
        count += overview_needs_person(g_ptr_array_index(tokens, i)) ? 1 : 0;
    return count;
}
