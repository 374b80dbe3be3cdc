/* SPDX-License-Identifier: MIT */
/* Replies about personal access tokens. */
#include "fuzz_reply.h"

#include "azure/pat_reply.h"
#include "core/error.h"
#include "core/text.h"
#include "net/json.h"

#include <string.h>

#define CONTINUATION_MAX_BYTES 2048

static const PatQuestion create = {PAT_OPERATION_CREATE, "contoso"};
static const PatQuestion get = {PAT_OPERATION_GET, "contoso"};
static const PatQuestion list = {PAT_OPERATION_LIST, "contoso"};
static const PatQuestion to_revoke = {PAT_OPERATION_REVOKE, "contoso"};

static void claim_pat(const IssuedPat *pat, gboolean has_token)
{
    g_autofree char *folded = g_ascii_strdown(pat->authorization_id, -1);
    fuzz_claim(g_uuid_string_is_valid(folded) && g_str_equal(folded, pat->authorization_id));
    fuzz_claim(fuzz_is_printable(pat->display_name) && fuzz_is_printable(pat->scopes));
    fuzz_claim(pat->valid_to >= 0 && pat->valid_from >= 0);
    fuzz_claim((pat->token != NULL) == has_token);
    if (!has_token)
        return;
    const char *token = secret_reveal(pat->token);
    fuzz_claim(*token && !text_has_control(token, secret_length(pat->token)));
}

/* No message repeats the token of a reply that could not be used. */
static void claim_refused(const HttpReply *reply, GError *error)
{
    fuzz_claim(error);
    fuzz_claim(g_error_matches(error, AZDO_ERROR, ERROR_REFUSED) ||
               g_error_matches(error, AZDO_ERROR, ERROR_UNREACHABLE));
    g_autoptr(JsonDocument) document =
        reply->body ? json_document_parse(reply->body, reply->body_length) : NULL;
    const char *text =
        document ? json_document_get_text(document, "patToken", "token", NULL) : NULL;
    const char *words =
        document ? json_document_get_text(document, "patTokenErrorMessage", NULL) : NULL;
    g_autoptr(Secret) token = text ? secret_new(text, strlen(text)) : NULL;
    if (token && !words)
        fuzz_claim(!fuzz_shows(error->message, token));
    fuzz_claim_error(error);
}

static void claim_one(const HttpReply *reply, const PatQuestion *question)
{
    GError *error = NULL;
    g_autoptr(IssuedPat) pat = pat_reply_decode(reply, question, &error);
    if (pat)
        claim_pat(pat, question->operation == PAT_OPERATION_CREATE);
    else
        claim_refused(reply, error);
}

static void claim_page(const HttpReply *reply)
{
    g_autoptr(GPtrArray) pats = g_ptr_array_new_with_free_func((GDestroyNotify)issued_pat_free);
    g_autofree char *continuation = NULL;
    GError *error = NULL;
    if (!pat_reply_decode_page(reply, &list, pats, &continuation, &error)) {
        fuzz_claim(!continuation);
        claim_refused(reply, error);
        return;
    }
    for (guint i = 0; i < pats->len; i++)
        claim_pat(g_ptr_array_index(pats, i), FALSE);
    if (!continuation)
        return;
    fuzz_claim(*continuation && strlen(continuation) <= CONTINUATION_MAX_BYTES);
    g_autofree char *url = pat_question_url_of_page("https://a/?b", continuation);
    fuzz_claim(fuzz_is_printable(url) && !strpbrk(url, " #\"<>"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(HttpReply) reply = fuzz_reply_new(bytes, length);
    claim_one(reply, &create);
    claim_one(reply, &get);
    claim_page(reply);
    GError *error = NULL;
    if (!pat_reply_is_revoked(reply, &to_revoke, &error))
        claim_refused(reply, error);
    return 0;
}
