/* SPDX-License-Identifier: MIT */
#include "azure/token_json.h"

#include "core/date.h"
#include "core/text.h"

static const char *const certainties[] = {
    [VALID_TO_UNKNOWN] = "unknown",
    [VALID_TO_TOLD] = "told",
    [VALID_TO_CERTAIN] = "certain",
};
G_STATIC_ASSERT(G_N_ELEMENTS(certainties) == VALID_TO_CERTAIN + 1);

static const char *const verdicts[] = {
    [VERDICT_VALID] = "valid",
    [VERDICT_VALID_NO_PROFILE_SCOPE] = "valid-without-profile-scope",
    [VERDICT_VALID_NO_CODE_SCOPE] = "valid-without-code-scope",
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

void token_json_set_text(JsonList *list, const char *name, const char *text)
{
    g_autofree char *printable = *text ? text_printable(text) : NULL;
    json_list_set_text(list, name, printable);
}

void token_json_set_time(JsonList *list, const char *name, gint64 when)
{
    g_autofree char *text = when > 0 ? date_format_utc(when) : NULL;
    json_list_set_text(list, name, text);
}

void token_json_set_end(JsonList *list, gint64 ends, ValidToCertainty certainty, int days_left)
{
    token_json_set_time(list, "expires", ends);
    json_list_set_text(list, "expires_certainty", certainties[certainty]);
    if (certainty == VALID_TO_UNKNOWN)
        json_list_set_null(list, "days_left");
    else
        json_list_set_number(list, "days_left", days_left);
}

void token_json_set_verdict(JsonList *list, const Verdict *verdict)
{
    gboolean is_refused = verdict && verdict->kind == VERDICT_REFUSED;
    g_autofree char *sentence = verdict ? verdict_describe(verdict) : NULL;
    json_list_set_text(list, "check", verdict ? verdicts[verdict->kind] : NULL);
    json_list_set_text(list, "check_reason", is_refused ? reasons[verdict->finding->reason] : NULL);
    json_list_set_text(list, "check_description", sentence);
    json_list_set_text(list, "activity_id", verdict ? verdict->finding->activity_id : NULL);
}

void token_json_set_reach(JsonList *list, const Verdict *verdict)
{
    TokenReach reach = verdict ? verdict->reach : REACH_UNKNOWN;
    if (reach == REACH_UNKNOWN)
        json_list_set_null(list, "all_organizations");
    else
        json_list_set_flag(list, "all_organizations", reach == REACH_ALL);
}

void token_json_set_identity(JsonList *list, const Credential *credential)
{
    token_json_set_text(list, "server", credential->server);
    token_json_set_text(list, "organization", credential->organization);
    token_json_set_text(list, "username", credential->username);
}
