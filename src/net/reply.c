/* SPDX-License-Identifier: MIT */
#include "net/reply.h"

#include "core/message.h"
#include "core/text.h"

#include <string.h>

#define HEADER_MAX 2048
#define RETRY_AFTER_MAX_S (7 * 24 * 3600)
#define NO_RETRY_AFTER (-1)

static const char *const sentences[] = {
    [HTTP_ANSWERED] = N_("answered"),
    [HTTP_NAME_NOT_FOUND] = N_("cannot be found"),
    [HTTP_CONNECT_FAILED] = N_("cannot be connected to"),
    [HTTP_TLS_WRONG_NAME] = N_("shows the certificate of another server"),
    [HTTP_TLS_EXPIRED] = N_("shows a certificate that is not valid now"),
    [HTTP_TLS_UNTRUSTED] = N_("shows a certificate of an issuer that is not trusted here"),
    [HTTP_TLS_FAILED] = N_("cannot be connected to securely"),
    [HTTP_PROXY_FAILED] = N_("cannot be reached through the proxy"),
    [HTTP_TIMED_OUT] = N_("did not answer in time"),
    [HTTP_CUT_OFF] = N_("broke the connection off"),
    [HTTP_TOO_LARGE] = N_("sent more than it should"),
    [HTTP_FAILED] = N_("cannot be asked"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(sentences) == HTTP_FAILED + 1);

static const struct {
    const char *name;
    gsize offset;
} kept_headers[] = {
    {"Content-Type", G_STRUCT_OFFSET(HttpReply, content_type)},
    {"X-TFS-ServiceError", G_STRUCT_OFFSET(HttpReply, service_error)},
    {"ActivityId", G_STRUCT_OFFSET(HttpReply, activity_id)},
    {"X-VSS-ResourceTenant", G_STRUCT_OFFSET(HttpReply, tenant)},
    {"Date", G_STRUCT_OFFSET(HttpReply, date)},
    {"Location", G_STRUCT_OFFSET(HttpReply, location)},
};

const char *http_outcome_sentence(HttpOutcome outcome)
{
    return sentences[outcome];
}

HttpReply *http_reply_new(void)
{
    HttpReply *reply = g_new0(HttpReply, 1);
    reply->outcome = HTTP_FAILED;
    reply->retry_after_s = NO_RETRY_AFTER;
    return reply;
}

static void http_reply_drop_headers(HttpReply *reply)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kept_headers); i++)
        g_clear_pointer(&G_STRUCT_MEMBER(char *, reply, kept_headers[i].offset), g_free);
    reply->retry_after_s = NO_RETRY_AFTER;
    reply->wants_pause = FALSE;
    reply->names_the_user = FALSE;
}

void http_reply_free(HttpReply *reply)
{
    if (!reply)
        return;
    http_reply_drop_headers(reply);
    if (reply->body)
        explicit_bzero(reply->body, reply->body_length);
    g_free(reply->body);
    g_free(reply->words);
    g_free(reply);
}

/* Azure DevOps sends these when it delays a user's requests, or is about to (Microsoft Learn). */
static gboolean asks_for_pause(const char *name, const char *value)
{
    return g_ascii_strcasecmp(name, "Retry-After") == 0 ||
           g_ascii_strcasecmp(name, "X-RateLimit-Delay") == 0 ||
           (g_ascii_strcasecmp(name, "X-RateLimit-Remaining") == 0 && g_str_equal(value, "0"));
}

/* The first of several counts. */
static void http_reply_keep_header(HttpReply *reply, const char *name, const char *value)
{
    if (g_ascii_strcasecmp(name, "X-VSS-UserData") == 0)
        reply->names_the_user = *value != '\0';
    reply->wants_pause = reply->wants_pause || asks_for_pause(name, value);
    if (g_ascii_strcasecmp(name, "Retry-After") == 0)
        text_parse_number(value, RETRY_AFTER_MAX_S, &reply->retry_after_s);
    for (gsize i = 0; i < G_N_ELEMENTS(kept_headers); i++) {
        char **kept = &G_STRUCT_MEMBER(char *, reply, kept_headers[i].offset);
        if (!*kept && g_ascii_strcasecmp(name, kept_headers[i].name) == 0)
            *kept = g_strdup(value);
    }
}

void http_reply_take_header(HttpReply *reply, const char *line, gsize length)
{
    if (length >= strlen("HTTP/") && g_ascii_strncasecmp(line, "HTTP/", strlen("HTTP/")) == 0) {
        http_reply_drop_headers(reply);
        return;
    }
    g_autofree char *header = g_strndup(line, MIN(length, HEADER_MAX));
    char *colon = strchr(header, ':');
    if (!colon)
        return;
    *colon = '\0';
    char *value = g_strstrip(colon + 1);
    if (!text_has_control(value, strlen(value)))
        http_reply_keep_header(reply, header, value);
}

/* realloc() would leave the old copy behind unwiped. */
gboolean http_reply_take_body(HttpReply *reply, const char *bytes, gsize length)
{
    if (length > HTTP_BODY_MAX - reply->body_length) {
        reply->outcome = HTTP_TOO_LARGE;
        return FALSE;
    }
    if (length == 0)
        return TRUE;
    char *longer = g_malloc(reply->body_length + length + 1);
    if (reply->body) {
        memcpy(longer, reply->body, reply->body_length);
        explicit_bzero(reply->body, reply->body_length);
        g_free(reply->body);
    }
    memcpy(longer + reply->body_length, bytes, length);
    reply->body = longer;
    reply->body_length += length;
    reply->body[reply->body_length] = '\0';
    return TRUE;
}

gboolean http_reply_has_type(const HttpReply *reply, const char *type)
{
    if (!reply->content_type)
        return FALSE;
    gsize length = strcspn(reply->content_type, "; \t");
    return length == strlen(type) && g_ascii_strncasecmp(reply->content_type, type, length) == 0;
}
