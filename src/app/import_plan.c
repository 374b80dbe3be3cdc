/* SPDX-License-Identifier: MIT */
#include "app/import_plan.h"

#include "app/dialogue.h"
#include "app/stored.h"
#include "app/validate.h"
#include "azure/identity.h"
#include "azure/validation.h"
#include "core/message.h"
#include "model/pat.h"

#define UNKNOWN_NAME "?"

/* Whose a token may be. */
typedef struct {
    PlannedToken *token;
    char *server;
    char *organization;
    char *username;
    gboolean is_guess;
    gboolean is_off; /* Azure DevOps is not to be asked */
    guint check;     /* index of its TokenCheck, which it shares with the same token elsewhere */
} Claim;

typedef struct {
    const ImportPlanRequest *request;
    GPtrArray *tokens;
    GArray *claims;
    GArray *checks;
} Plan;

static void planned_token_free(gpointer data)
{
    PlannedToken *token = data;
    credential_free(token->credential);
    credential_free(token->other);
    g_free(token->name);
    g_free(token->masked);
    g_free(token->words);
    g_free(token);
}

static void claim_clear(gpointer data)
{
    Claim *claim = data;
    g_free(claim->server);
    g_free(claim->organization);
    g_free(claim->username);
}

static void check_clear(gpointer data)
{
    TokenCheck *check = data;
    verdict_free(check->verdict);
}

static void plan_clear(Plan *plan)
{
    g_clear_pointer(&plan->tokens, g_ptr_array_unref);
    g_array_unref(plan->claims);
    g_array_unref(plan->checks);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

static const PlainSecret *plain_of(const PlannedToken *token)
{
    return token->found->plain;
}

/* ---- whose it may be ------------------------------------------------------------------------- */

static void add_claim(Plan *plan, PlannedToken *token, const char *server, const char *organization,
                      const char *username, gboolean is_guess)
{
    const Claim claim = {
        .token = token,
        .server = g_strdup(server),
        .organization = g_strdup(organization),
        .username = g_strdup(username ? username : ""),
        .is_guess = is_guess,
    };
    g_array_append_val(plan->claims, claim);
}

/* A place that somebody else names; the user name is a person's unless it is that place's. */
static void add_claim_at(Plan *plan, PlannedToken *token, const Target *place, gboolean is_guess)
{
    const Target *own = plain_of(token)->target;
    if (!place || (own && !g_str_equal(own->server, place->server)))
        return;
    gboolean is_portal = own && g_strcmp0(own->portal_organization, place->organization) == 0;
    add_claim(plan, token, place->server, place->organization,
              own && !is_portal ? own->person : NULL, is_guess);
}

static void add_claims(Plan *plan, PlannedToken *token)
{
    const Target *own = plain_of(token)->target;
    if (own && own->organization) {
        add_claim(plan, token, own->server, own->organization, own->person, FALSE);
        return;
    }
    if (own && own->portal_organization)
        add_claim(plan, token, own->server, own->portal_organization, NULL, TRUE);
    if (plan->request->place)
        add_claim_at(plan, token, plan->request->place, FALSE);
    else
        add_claim_at(plan, token, plan->request->here, TRUE);
}

/* Where organizations are named, those of others are not meant. */
static gboolean is_meant(const Plan *plan, const ImportedToken *found)
{
    const Target *own = found->plain->target;
    const Target *place = plan->request->place;
    return !place || !own ||
           (g_str_equal(own->server, place->server) &&
            (!own->organization || g_str_equal(own->organization, place->organization)));
}

static void add_tokens(Plan *plan)
{
    const GPtrArray *found = plan->request->findings->tokens;
    for (guint i = 0; i < found->len; i++) {
        const ImportedToken *imported = g_ptr_array_index(found, i);
        if (!is_meant(plan, imported))
            continue;
        PlannedToken *token = g_new0(PlannedToken, 1);
        token->found = imported;
        token->masked = pat_mask(imported->plain->secret);
        token->words = g_strdup("");
        g_ptr_array_add(plan->tokens, token);
        if (!dialogue_find_fault(imported->plain->secret))
            add_claims(plan, token);
    }
}

/* ---- asking ---------------------------------------------------------------------------------- */

static guint find_check(const Plan *plan, const Claim *claim)
{
    guint i = 0;
    for (; i < plan->checks->len; i++) {
        const TokenCheck *check = &g_array_index(plan->checks, TokenCheck, i);
        if (g_str_equal(check->target.server, claim->server) &&
            g_str_equal(check->target.organization, claim->organization) &&
            secret_equal(check->token, plain_of(claim->token)->secret))
            break;
    }
    return i;
}

static gboolean add_check(Plan *plan, Claim *claim, GError **error)
{
    const TokenCheck check = {
        .target = {.server = claim->server, .organization = claim->organization},
        .token = plain_of(claim->token)->secret,
        .wants_code = TRUE,
    };
    SettingsValidate validate = SETTINGS_VALIDATE_UNSAID;
    if (!validate_read_wish(&check.target, plan->request->settings->validate, &validate, error))
        return FALSE;
    claim->is_off = validate == SETTINGS_VALIDATE_NEVER;
    claim->check = find_check(plan, claim);
    if (!claim->is_off && claim->check == plan->checks->len)
        g_array_append_val(plan->checks, check);
    return TRUE;
}

static gboolean ask(Plan *plan, GError **error)
{
    for (guint i = 0; i < plan->claims->len; i++) {
        if (!add_check(plan, &g_array_index(plan->claims, Claim, i), error))
            return FALSE;
    }
    return plan->checks->len == 0 || validate_tokens((TokenCheck *)plan->checks->data,
                                                     plan->checks->len, VALIDATION_LOGIN_MS, error);
}

/* NULL = it was not asked. */
static const Verdict *verdict_on(const Plan *plan, const Claim *claim)
{
    return claim->is_off ? NULL : g_array_index(plan->checks, TokenCheck, claim->check).verdict;
}

static ImportCheck check_from(const Verdict *verdict)
{
    if (!verdict)
        return IMPORT_CHECK_DOUBTFUL;
    switch (verdict->kind) {
    case VERDICT_VALID:
    case VERDICT_VALID_NO_PROFILE_SCOPE:
        return IMPORT_CHECK_GOOD;
    case VERDICT_VALID_NO_CODE_SCOPE:
    case VERDICT_VALID_NOT_ALLOWED_HERE:
    case VERDICT_UNKNOWN:
        return IMPORT_CHECK_DOUBTFUL;
    case VERDICT_REFUSED:
        return IMPORT_CHECK_REFUSED;
    }
    g_assert_not_reached();
}

/* ---- judging --------------------------------------------------------------------------------- */

static Credential *credential_for(const Plan *plan, const Claim *claim, const Verdict *verdict)
{
    const PlainSecret *plain = plain_of(claim->token);
    Credential *credential =
        credential_new(claim->server, claim->organization, claim->username, plain->secret);
    credential->created = plan->request->now;
    if (check_from(verdict) == IMPORT_CHECK_GOOD) {
        g_autofree char *account = identity_describe(verdict->finding->identity);
        credential_set_account(credential, account);
        credential->validated = plan->request->now;
    }
    /* One that is accepted past its date has another one. */
    if (plain->valid_to > plan->request->now) {
        credential->valid_to = plain->valid_to;
        credential->valid_to_certainty = VALID_TO_CERTAIN;
    }
    return credential;
}

static void set_words(PlannedToken *token, char *words)
{
    g_free(token->words);
    token->words = words;
}

/* A guess that Azure DevOps does not confirm tells nothing about the token. */
static void apply_claim(Plan *plan, const Claim *claim)
{
    PlannedToken *token = claim->token;
    const Verdict *verdict = verdict_on(plan, claim);
    ImportCheck check = check_from(verdict);
    if (claim->is_guess && check != IMPORT_CHECK_GOOD)
        return;
    gint64 valid_to = plain_of(token)->valid_to;
    gboolean has_expired = valid_to > 0 && valid_to <= plan->request->now;
    token->check = has_expired && check == IMPORT_CHECK_DOUBTFUL ? IMPORT_CHECK_REFUSED : check;
    token->credential = credential_for(plan, claim, verdict);
    if (check == IMPORT_CHECK_DOUBTFUL && has_expired)
        set_words(token, g_strdup(_("it has expired, as its place says")));
    else
        set_words(token,
                  verdict
                      ? verdict_describe(verdict)
                      : g_strdup(_("not checked, as --validate or credential.azdoValidate says")));
}

static void apply_claims(Plan *plan)
{
    for (guint i = 0; i < plan->claims->len; i++) {
        const Claim *claim = &g_array_index(plan->claims, Claim, i);
        if (!claim->token->credential)
            apply_claim(plan, claim);
    }
}

/* Where an organization is named, what turned out to be another's is not meant either. */
static void drop_those_elsewhere(Plan *plan)
{
    const Target *place = plan->request->place;
    for (guint i = plan->tokens->len; place && i > 0; i--) {
        const PlannedToken *token = g_ptr_array_index(plan->tokens, i - 1);
        if (token->credential && !g_str_equal(token->credential->organization, place->organization))
            g_ptr_array_remove_index(plan->tokens, i - 1);
    }
}

/* Of the same account, or either of nobody's: it answers for it. */
static gboolean is_same_token(const Credential *a, const PlannedToken *token)
{
    const Credential *b = token->credential;
    if (!secret_equal(a->secret, plain_of(token)->secret))
        return FALSE;
    return !b ||
           (g_str_equal(a->server, b->server) && g_str_equal(a->organization, b->organization) &&
            (!*a->username || !*b->username || g_str_equal(a->username, b->username)));
}

static ImportRoom look_at_room(PlannedToken *token, const Credential *there)
{
    if (is_same_token(there, token))
        return IMPORT_ROOM_SAME;
    if (!token->credential || !credential_same_identity(there, token->credential))
        return IMPORT_ROOM_FREE;
    credential_free(token->other);
    token->other = credential_copy(there);
    return IMPORT_ROOM_OTHER;
}

static ImportRoom find_room_in_store(const Plan *plan, PlannedToken *token)
{
    ImportRoom room = IMPORT_ROOM_FREE;
    for (guint i = 0; i < plan->request->stored->len && room != IMPORT_ROOM_SAME; i++) {
        ImportRoom found = look_at_room(token, g_ptr_array_index(plan->request->stored, i));
        room = found == IMPORT_ROOM_FREE ? room : found;
    }
    return room;
}

/* Also among what comes before it: what is asked about may not be stored in the end. */
static ImportRoom find_room(const Plan *plan, PlannedToken *token)
{
    ImportRoom room = find_room_in_store(plan, token);
    for (guint i = 0; i < plan->tokens->len && room != IMPORT_ROOM_SAME; i++) {
        PlannedToken *earlier = g_ptr_array_index(plan->tokens, i);
        if (earlier == token)
            break;
        if (!import_plan_may_store(earlier))
            continue;
        if (is_same_token(earlier->credential, token)) {
            token->twin = earlier;
            room = IMPORT_ROOM_SAME;
        } else if (earlier->fate == IMPORT_STORE) {
            ImportRoom found = look_at_room(token, earlier->credential);
            room = found == IMPORT_ROOM_FREE ? room : found;
        }
    }
    return room;
}

static void judge(const Plan *plan, PlannedToken *token)
{
    const char *fault = dialogue_find_fault(plain_of(token)->secret);
    const ImportFacts facts = {
        .is_pat = !fault,
        .has_organization = token->credential != NULL,
        .check = token->check,
        .room = find_room(plan, token),
    };
    if (fault)
        set_words(token, g_strdup_printf(_("it is %s"), fault));
    token->name = token->credential ? stored_name(token->credential) : g_strdup(UNKNOWN_NAME);
    token->fate = import_decide(&facts);
    token->is_stored = token->fate == IMPORT_STORED && !token->twin;
}

gboolean import_plan_may_store(const PlannedToken *token)
{
    return token->fate == IMPORT_STORE || token->fate == IMPORT_UNCHECKED ||
           token->fate == IMPORT_REPLACE;
}

void import_plan_note_stored(const GPtrArray *tokens, PlannedToken *stored)
{
    for (guint i = 0; i < tokens->len; i++) {
        PlannedToken *token = g_ptr_array_index(tokens, i);
        if (token == stored || look_at_room(token, stored->credential) != IMPORT_ROOM_OTHER)
            continue;
        token->is_stored = FALSE;
        token->is_rivalled = TRUE;
        if (import_plan_may_store(token))
            token->fate = IMPORT_REPLACE;
    }
    stored->is_stored = TRUE;
}

GPtrArray *import_plan(const ImportPlanRequest *request, GError **error)
{
    g_auto(Plan) plan = {
        .request = request,
        .tokens = g_ptr_array_new_with_free_func(planned_token_free),
        .claims = g_array_new(FALSE, TRUE, sizeof(Claim)),
        .checks = g_array_new(FALSE, TRUE, sizeof(TokenCheck)),
    };
    g_array_set_clear_func(plan.claims, claim_clear);
    g_array_set_clear_func(plan.checks, check_clear);
    add_tokens(&plan);
    if (!ask(&plan, error))
        return NULL;
    apply_claims(&plan);
    drop_those_elsewhere(&plan);
    for (guint i = 0; i < plan.tokens->len; i++)
        judge(&plan, g_ptr_array_index(plan.tokens, i));
    return g_steal_pointer(&plan.tokens);
}
