/* SPDX-License-Identifier: MIT */
#include "azure/status_json.h"

#include "core/date.h"
#include "core/text.h"
#include "net/json_list.h"

static const char *const certainties[] = {
    [VALID_TO_UNKNOWN] = "unknown",
    [VALID_TO_TOLD] = "told",
    [VALID_TO_CERTAIN] = "certain",
};
G_STATIC_ASSERT(G_N_ELEMENTS(certainties) == VALID_TO_CERTAIN + 1);

static const char *const verdicts[] = {
    [VERDICT_VALID] = "valid",
    [VERDICT_VALID_NO_PROFILE_SCOPE] = "valid-without-profile-scope",
    [VERDICT_VALID_NOT_ALLOWED_HERE] = "valid-without-access",
    [VERDICT_REFUSED] = "refused",
    [VERDICT_UNKNOWN] = "unknown",
};
G_STATIC_ASSERT(G_N_ELEMENTS(verdicts) == VERDICT_UNKNOWN + 1);

static const char *const reasons[] = {
    [REFUSAL_UNSPECIFIED] = "unspecified",
    [REFUSAL_EXPIRED] = "expired",
    [REFUSAL_CONDITIONAL_ACCESS] = "conditional-access",
    [REFUSAL_SIGN_IN_ONCE] = "sign-in-once",
};
G_STATIC_ASSERT(G_N_ELEMENTS(reasons) == REFUSAL_SIGN_IN_ONCE + 1);

/* "" stands for what is not known, which is null in JSON. */
static void set_text(JsonList *list, const char *name, const char *text)
{
    g_autofree char *printable = *text ? text_printable(text) : NULL;
    json_list_set_text(list, name, printable);
}

static void set_time(JsonList *list, const char *name, gint64 when)
{
    g_autofree char *text = when > 0 ? date_format_utc(when) : NULL;
    json_list_set_text(list, name, text);
}

static void set_expiry(JsonList *list, const StatusToken *token)
{
    set_time(list, "expires", token->ends);
    json_list_set_text(list, "expires_certainty", certainties[token->ends_certainty]);
    if (token->ends_certainty == VALID_TO_UNKNOWN)
        json_list_set_null(list, "days_left");
    else
        json_list_set_number(list, "days_left", token->days_left);
}

static void set_verdict(JsonList *list, const Verdict *verdict)
{
    gboolean is_refused = verdict && verdict->kind == VERDICT_REFUSED;
    g_autofree char *sentence = verdict ? verdict_describe(verdict) : NULL;
    json_list_set_text(list, "check", verdict ? verdicts[verdict->kind] : NULL);
    json_list_set_text(list, "check_reason", is_refused ? reasons[verdict->finding->reason] : NULL);
    json_list_set_text(list, "check_description", sentence);
    json_list_set_text(list, "activity_id", verdict ? verdict->finding->activity_id : NULL);
}

static void set_reach(JsonList *list, const Verdict *verdict)
{
    TokenReach reach = verdict ? verdict->reach : REACH_UNKNOWN;
    if (reach == REACH_UNKNOWN)
        json_list_set_null(list, "all_organizations");
    else
        json_list_set_flag(list, "all_organizations", reach == REACH_ALL);
}

static void append_token(JsonList *list, const StatusToken *token)
{
    const Credential *credential = token->credential;
    json_list_begin(list);
    set_text(list, "server", credential->server);
    set_text(list, "organization", credential->organization);
    set_text(list, "username", credential->username);
    set_text(list, "account", credential->account);
    set_text(list, "store", token->store);
    set_text(list, "kind", credential_kind_name(credential->kind));
    set_text(list, "token", token->masked);
    set_text(list, "scopes", credential->scopes);
    json_list_set_text(list, "sign_in",
                       token->sign_in ? sign_in_source_name(token->sign_in->sign_in->source)
                                      : NULL);
    set_reach(list, token->verdict);
    set_expiry(list, token);
    set_time(list, "created", credential->created);
    set_time(list, "validated", credential->validated);
    set_verdict(list, token->verdict);
    json_list_set_text(list, "state", token->state);
    json_list_set_text(list, "summary", token->summary);
    json_list_set_texts(list, "notes", token->notes);
    json_list_set_text(list, "command", token->command);
}

char *status_json_format(const GArray *tokens)
{
    g_autoptr(JsonList) list = json_list_new();
    for (guint i = 0; i < tokens->len; i++)
        append_token(list, &g_array_index(tokens, StatusToken, i));
    return json_list_format(list, "tokens");
}
