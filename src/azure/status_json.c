/* SPDX-License-Identifier: MIT */
#include "azure/status_json.h"

#include "azure/token_json.h"
#include "net/json_list.h"

static void append_token(JsonList *list, const StatusToken *token)
{
    const Credential *credential = token->credential;
    json_list_begin(list);
    token_json_set_identity(list, credential);
    token_json_set_text(list, "account", credential->account);
    token_json_set_text(list, "store", token->store);
    token_json_set_time(list, "kept_until", credential->kept_until);
    token_json_set_text(list, "kind", credential_kind_name(credential->kind));
    token_json_set_text(list, "token", token->masked);
    token_json_set_text(list, "scopes", credential->scopes);
    json_list_set_text(list, "sign_in",
                       token->sign_in ? sign_in_source_name(token->sign_in->sign_in->source)
                                      : NULL);
    token_json_set_reach(list, token->verdict);
    token_json_set_end(list, token->ends, token->ends_certainty, token->days_left);
    token_json_set_time(list, "created", credential->created);
    token_json_set_time(list, "validated", credential->validated);
    token_json_set_verdict(list, token->verdict);
    json_list_set_text(list, "state", token->state);
    json_list_set_text(list, "summary", token->summary);
    json_list_set_texts(list, "notes", token->notes);
    json_list_set_text(list, "command", token->command);
}

char *status_json_format(const GArray *tokens, GError **error)
{
    g_autoptr(JsonList) list = json_list_new();
    for (guint i = 0; i < tokens->len; i++)
        append_token(list, &g_array_index(tokens, StatusToken, i));
    return json_list_format(list, "tokens", error);
}
