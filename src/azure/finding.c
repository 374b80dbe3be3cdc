/* SPDX-License-Identifier: MIT */
#include "azure/finding.h"

#include "azure/connection_data.h"
#include "azure/profile.h"
#include "net/json.h"

#include <string.h>

typedef Identity *(*IdentityDecoder)(const char *bytes, gsize length);

static char *words_from_json(const HttpReply *reply)
{
    g_autoptr(JsonDocument) document = json_document_parse(reply->body, reply->body_length);
    if (!document)
        return NULL;
    return refusal_words_from_text(json_document_get_text(document, "message", NULL));
}

/* Takes words over: the first that there are, or later ones that are the first to give a reason. */
static void finding_offer_words(Finding *finding, char *words)
{
    RefusalReason reason = refusal_reason_from_words(words);
    gboolean is_better = words && (!finding->words || (finding->reason == REFUSAL_UNSPECIFIED &&
                                                       reason != REFUSAL_UNSPECIFIED));
    if (!is_better) {
        g_free(words);
        return;
    }
    g_free(finding->words);
    finding->words = words;
    finding->reason = reason;
}

static void finding_take_words(Finding *finding, const HttpReply *reply, gboolean is_page)
{
    finding_offer_words(finding, refusal_words_from_header(reply->service_error));
    if (is_page)
        finding_offer_words(finding, refusal_words_from_page(reply->body));
    else if (reply->body)
        finding_offer_words(finding, words_from_json(reply));
}

static gboolean host_is_below(const char *host, const char *domain)
{
    g_autofree char *suffix = g_strconcat(".", domain, NULL);
    return g_ascii_strcasecmp(host, domain) == 0 || g_str_has_suffix(host, suffix);
}

/* Microsoft's own places to sign in; a proxy's page to log in is none. */
static gboolean is_sign_in_address(const char *location)
{
    g_autoptr(GUri) uri = location ? g_uri_parse(location, G_URI_FLAGS_NONE, NULL) : NULL;
    if (!uri || !g_uri_get_host(uri) || !g_str_equal(g_uri_get_scheme(uri), "https"))
        return FALSE;
    g_autofree char *host = g_ascii_strdown(g_uri_get_host(uri), -1);
    if (g_str_equal(host, "login.microsoftonline.com") || g_str_equal(host, "login.live.com"))
        return TRUE;
    return g_str_has_suffix(g_uri_get_path(uri), "/_signin") &&
           (host_is_below(host, "dev.azure.com") || host_is_below(host, "visualstudio.com"));
}

static gboolean is_sign_in_page(const Finding *finding)
{
    g_autofree char *title = g_ascii_strdown(finding->words ? finding->words : "", -1);
    return strstr(title, "sign in") != NULL;
}

/* Of answers that are not 200 with a value. */
static FindingKind kind_from_status(const Finding *finding, const HttpReply *reply,
                                    gboolean is_page)
{
    if (finding->reason != REFUSAL_UNSPECIFIED)
        return FINDING_REFUSED;
    switch (reply->status) {
    case 401:
        return reply->names_the_user ? FINDING_NOT_ALLOWED : FINDING_REFUSED;
    case 403:
    case 404:
        return reply->names_the_user ? FINDING_NOT_ALLOWED : FINDING_UNKNOWN;
    case 203:
        return is_page ? FINDING_REFUSED : FINDING_UNKNOWN;
    case 200:
        return is_sign_in_page(finding) ? FINDING_REFUSED : FINDING_UNKNOWN;
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return is_sign_in_address(reply->location) ? FINDING_REFUSED : FINDING_UNKNOWN;
    default:
        return FINDING_UNKNOWN;
    }
}

static void finding_take_identity(Finding *finding, const HttpReply *reply, IdentityDecoder decode)
{
    if (decode && reply->body)
        finding->identity = decode(reply->body, reply->body_length);
    if (!finding->identity)
        return;
    finding->kind = FINDING_ACCEPTED;
    if (identity_is_anonymous(finding->identity)) {
        finding->kind = FINDING_REFUSED;
        g_clear_pointer(&finding->identity, identity_free);
    }
}

static Finding *finding_from_reply(const HttpReply *reply, IdentityDecoder decode)
{
    Finding *finding = finding_new();
    finding->outcome = reply->outcome;
    finding->status = reply->status;
    finding->retry_after_s = reply->retry_after_s;
    finding->activity_id = refusal_words_from_text(reply->activity_id);
    if (reply->outcome != HTTP_ANSWERED) {
        finding->cause = CAUSE_NOT_REACHED;
        finding->words = g_strdup(reply->words);
        return finding;
    }

    finding->cause = CAUSE_STRANGE_REPLY;
    gboolean is_page = http_reply_has_type(reply, "text/html");
    if (reply->status == 200 && !is_page) {
        finding_take_identity(finding, reply, decode);
        return finding;
    }
    finding_take_words(finding, reply, is_page);
    if (reply->status == 429)
        finding->cause = CAUSE_THROTTLED;
    else if (reply->status >= 500)
        finding->cause = CAUSE_SERVER_FAULT;
    else
        finding->kind = kind_from_status(finding, reply, is_page);
    return finding;
}

Finding *finding_from_profile(const HttpReply *reply)
{
    return finding_from_reply(reply, profile_decode);
}

Finding *finding_from_connection_data(const HttpReply *reply)
{
    return finding_from_reply(reply, connection_data_decode);
}

Finding *finding_from_failure(const HttpReply *reply)
{
    return finding_from_reply(reply, NULL);
}
