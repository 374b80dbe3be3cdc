/* SPDX-License-Identifier: MIT */
#include "azure/audit_json.h"

#include "azure/token_json.h"
#include "net/json_list.h"

static const char *const ends[] = {
    [PROBES_COMPLETE] = "complete",
    [PROBES_PAUSED] = "paused",
    [PROBES_OUT_OF_TIME] = "out-of-time",
};
G_STATIC_ASSERT(G_N_ELEMENTS(ends) == PROBES_OUT_OF_TIME + 1);

/* The scopes whose probes have that answer. */
static void set_answers(JsonList *list, const char *name, const ProbeReport *report,
                        ProbeAnswer answer)
{
    const char *scopes[PROBE_COUNT + 1] = {NULL};
    gsize count = 0;
    for (gsize i = 0; report && i < PROBE_COUNT; i++) {
        if (report->answers[i] == answer)
            scopes[count++] = probes[i].scope;
    }
    json_list_set_texts(list, name, scopes);
}

static void set_report(JsonList *list, const ProbeReport *report)
{
    json_list_set_text(list, "probes", report ? ends[report->end] : NULL);
    set_answers(list, "can", report, PROBE_CAN);
    set_answers(list, "cannot", report, PROBE_CANNOT);
    set_answers(list, "unknown", report, PROBE_UNKNOWN);
    set_answers(list, "not_asked", report, PROBE_NOT_ASKED);
}

static void set_known_number(JsonList *list, const char *name, gint64 number)
{
    if (number > 0)
        json_list_set_number(list, name, number);
    else
        json_list_set_null(list, name);
}

static void append_token(JsonList *list, const AuditToken *token)
{
    const Credential *credential = token->credential;
    json_list_begin(list);
    token_json_set_identity(list, credential);
    token_json_set_text(list, "store", token->store);
    token_json_set_text(list, "kind", credential_kind_name(credential->kind));
    token_json_set_text(list, "token", token->masked);
    token_json_set_text(list, "scopes", credential->scopes);
    set_report(list, token->report);
    token_json_set_reach(list, token->verdict);
    token_json_set_end(list, token->ends, token->ends_certainty, token->days_left);
    set_known_number(list, "life_days", token->life_days);
    token_json_set_time(list, "used", token->used);
    token_json_set_verdict(list, token->verdict);
    json_list_set_text(list, "state", token->state);
    json_list_set_texts(list, "concerns", token->concerns);
    json_list_set_texts(list, "notes", token->notes);
    json_list_set_text(list, "command", token->command);
}

static void append_place(JsonList *list, const AuditPlace *place)
{
    json_list_begin(list);
    json_list_set_text(list, "kind", place->kind);
    json_list_set_text(list, "where", place->where);
    json_list_set_text(list, "file", place->path);
    set_known_number(list, "line", place->plain ? place->plain->line : 0);
    token_json_set_text(list, "address", place->plain ? place->plain->address : "");
    json_list_set_text(list, "token", place->masked);
    json_list_set_text(list, "stored_for", place->stored);
    json_list_set_flag(list, "others_can_read", place->is_shared);
    json_list_set_text(list, "problem", place->problem);
    json_list_set_text(list, "command", place->command);
}

char *audit_json_format(const GArray *tokens, const GArray *places, GError **error)
{
    g_autoptr(JsonList) token_list = json_list_new();
    g_autoptr(JsonList) place_list = json_list_new();
    for (guint i = 0; i < tokens->len; i++)
        append_token(token_list, &g_array_index(tokens, AuditToken, i));
    for (guint i = 0; i < places->len; i++)
        append_place(place_list, &g_array_index(places, AuditPlace, i));
    return json_list_format_pair(token_list, "tokens", place_list, "plain_text", error);
}
