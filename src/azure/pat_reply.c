/* SPDX-License-Identifier: MIT */
#include "azure/pat_reply.h"

#include "core/date.h"
#include "core/text.h"
#include "net/json.h"

#include <string.h>

#define CONTINUATION_MAX_BYTES 2048

/* NULL if this is not the JSON that was asked for. */
static JsonDocument *parse(const HttpReply *reply)
{
    if (!reply || reply->outcome != HTTP_ANSWERED || reply->status != 200 || !reply->body ||
        http_reply_has_type(reply, "text/html"))
        return NULL;
    return json_document_parse(reply->body, reply->body_length);
}

/* Printable; "" if there is no such text. */
static char *copy_text(const JsonDocument *pat, const char *name)
{
    const char *text = json_document_get_text(pat, name, NULL);
    return text_printable(text ? text : "");
}

/* NULL unless it can be sent to somebody and kept. */
static Secret *decode_token(const JsonDocument *pat)
{
    const char *token = json_document_get_text(pat, "token", NULL);
    if (!token || !*token || text_has_control(token, strlen(token)))
        return NULL;
    return secret_new(token, strlen(token));
}

/* NULL without an id to revoke it with, and a date until which it works. */
static IssuedPat *decode_pat(const JsonDocument *pat)
{
    const char *id = json_document_get_text(pat, "authorizationId", NULL);
    const char *from = json_document_get_text(pat, "validFrom", NULL);
    const char *to = json_document_get_text(pat, "validTo", NULL);
    gint64 valid_from = 0;
    gint64 valid_to = 0;
    if (!id || !g_uuid_string_is_valid(id) || !to || !date_parse_timestamp(to, &valid_to))
        return NULL;
    if (from && !date_parse_timestamp(from, &valid_from))
        valid_from = 0;

    IssuedPat *issued = g_new0(IssuedPat, 1);
    issued->authorization_id = g_ascii_strdown(id, -1);
    issued->display_name = copy_text(pat, "displayName");
    issued->scopes = copy_text(pat, "scope");
    issued->valid_from = valid_from;
    issued->valid_to = valid_to;
    return issued;
}

/* Whether the result is a token; if not, and *error is not set, the reply is a strange one. */
static gboolean result_is_good(const JsonDocument *result, const PatQuestion *question,
                               GError **error)
{
    const char *name = json_document_get_text(result, "patTokenError", NULL);
    if (!name)
        return FALSE;
    if (pat_error_from_name(name) == PAT_ERROR_NONE)
        return TRUE;
    pat_question_refuse(question, name,
                        json_document_get_text(result, "patTokenErrorMessage", NULL), error);
    return FALSE;
}

static IssuedPat *decode_result(const JsonDocument *result, const PatQuestion *question,
                                GError **error)
{
    if (!result_is_good(result, question, error))
        return NULL;
    g_autoptr(JsonDocument) pat = json_document_get_object(result, "patToken");
    g_autoptr(IssuedPat) issued = pat ? decode_pat(pat) : NULL;
    if (!issued || question->operation != PAT_OPERATION_CREATE)
        return g_steal_pointer(&issued);
    issued->token = decode_token(pat);
    return issued->token ? g_steal_pointer(&issued) : NULL;
}

IssuedPat *pat_reply_decode(const HttpReply *reply, const PatQuestion *question, GError **error)
{
    g_autoptr(GError) refusal = NULL;
    g_autoptr(JsonDocument) result = parse(reply);
    IssuedPat *issued = result ? decode_result(result, question, &refusal) : NULL;
    if (refusal)
        g_propagate_error(error, g_steal_pointer(&refusal));
    else if (!issued)
        pat_question_fail(question, reply, error);
    return issued;
}

/* FALSE if one of them is not what it should be: half a list would be taken for the whole. */
static gboolean append_pats(const GPtrArray *objects, GPtrArray *pats)
{
    for (guint i = 0; i < objects->len; i++) {
        IssuedPat *issued = decode_pat(g_ptr_array_index(objects, i));
        if (!issued)
            return FALSE;
        g_ptr_array_add(pats, issued);
    }
    return TRUE;
}

static gboolean decode_page(const JsonDocument *page, GPtrArray *pats, char **ret_continuation)
{
    g_autoptr(GPtrArray) objects = json_document_get_objects(page, "patTokens");
    const char *continuation = json_document_get_text(page, "continuationToken", NULL);
    if (!objects || (continuation && strlen(continuation) > CONTINUATION_MAX_BYTES) ||
        !append_pats(objects, pats))
        return FALSE;
    *ret_continuation = continuation && *continuation ? g_strdup(continuation) : NULL;
    return TRUE;
}

gboolean pat_reply_decode_page(const HttpReply *reply, const PatQuestion *question, GPtrArray *pats,
                               char **ret_continuation, GError **error)
{
    g_autoptr(JsonDocument) page = parse(reply);
    if (page && decode_page(page, pats, ret_continuation))
        return TRUE;
    pat_question_fail(question, reply, error);
    return FALSE;
}

/* The two ways of Azure DevOps to say that there is nothing to revoke. */
static gboolean is_gone(const HttpReply *reply, const JsonDocument *result)
{
    const char *name = result ? json_document_get_text(result, "patTokenError", NULL) : NULL;
    if (!name)
        return reply->status == 404 && reply->names_the_user;
    PatError error = pat_error_from_name(name);
    return error == PAT_ERROR_AUTHORIZATION_NOT_FOUND || error == PAT_ERROR_TOKEN_NOT_FOUND;
}

static gboolean is_empty_success(const HttpReply *reply)
{
    return reply->status == 204 || (reply->status == 200 && reply->body_length == 0);
}

gboolean pat_reply_is_revoked(const HttpReply *reply, const PatQuestion *question, GError **error)
{
    g_autoptr(GError) refusal = NULL;
    g_autoptr(JsonDocument) result = parse(reply);
    if (reply && reply->outcome == HTTP_ANSWERED &&
        (is_empty_success(reply) || is_gone(reply, result)))
        return TRUE;
    if (result && result_is_good(result, question, &refusal))
        return TRUE;
    if (refusal)
        g_propagate_error(error, g_steal_pointer(&refusal));
    else
        pat_question_fail(question, reply, error);
    return FALSE;
}
