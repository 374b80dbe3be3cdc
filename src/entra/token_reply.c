/* SPDX-License-Identifier: MIT */
#include "entra/token_reply.h"

#include "core/text.h"
#include "net/json.h"

#include <string.h>

#define TOKEN_MAX_BYTES (32 * 1024)
#define CODE_MAX_BYTES 64
#define URL_MAX_BYTES 512
/* Far above what Entra gives, and far below what would overflow. */
#define LIFE_MAX_S (30 * 24 * 60 * 60)
#define TIME_MAX G_GINT64_CONSTANT(253402214400) /* 9999-12-31 */

/* RFC 8628, section 3.2: what holds if the server does not say. */
#define INTERVAL_DEFAULT_S 5
#define INTERVAL_MAX_S 60

/* Visible ASCII (RFC 6749, appendix A.12, less the blank): what a header and a line can carry. */
static gboolean is_visible(const char *text, gsize maximum)
{
    gsize length = text ? strlen(text) : 0;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isgraph(text[i]))
            return FALSE;
    }
    return length > 0 && length <= maximum;
}

static Secret *get_token(const JsonDocument *document, const char *name)
{
    const char *token = json_document_get_text(document, name, NULL);
    return is_visible(token, TOKEN_MAX_BYTES) ? secret_new(token, strlen(token)) : NULL;
}

static gint64 get_number(const JsonDocument *document, const char *name, gint64 maximum)
{
    gint64 number = 0;
    if (!json_document_get_number(document, &number, name, NULL))
        return 0;
    return MIN(number, maximum);
}

void token_reply_free(TokenReply *reply)
{
    if (!reply)
        return;
    secret_free(reply->access_token);
    secret_free(reply->refresh_token);
    g_free(reply);
}

/* What is meant for another scheme (RFC 6749, section 7.1) is of no use; not all say which. */
static gboolean is_bearer(const JsonDocument *document)
{
    const char *type = json_document_get_text(document, "token_type", NULL);
    return !type || g_ascii_strcasecmp(type, "Bearer") == 0;
}

TokenReply *token_reply_decode(const char *bytes, gsize length)
{
    g_autoptr(JsonDocument) document = json_document_parse(bytes, length);
    g_autoptr(Secret) access_token = document ? get_token(document, "access_token") : NULL;
    if (!access_token || !is_bearer(document))
        return NULL;
    TokenReply *reply = g_new0(TokenReply, 1);
    reply->access_token = g_steal_pointer(&access_token);
    reply->refresh_token = get_token(document, "refresh_token");
    reply->expires_in_s = get_number(document, "expires_in", LIFE_MAX_S);
    reply->expires_on = get_number(document, "expires_on", TIME_MAX);
    return reply;
}

void device_code_free(DeviceCode *device)
{
    if (!device)
        return;
    secret_free(device->device_code);
    g_free(device->user_code);
    g_free(device->url);
    g_free(device);
}

DeviceCode *device_code_decode(const char *bytes, gsize length)
{
    g_autoptr(JsonDocument) document = json_document_parse(bytes, length);
    g_autoptr(Secret) device_code = document ? get_token(document, "device_code") : NULL;
    if (!device_code)
        return NULL;
    const char *user_code = json_document_get_text(document, "user_code", NULL);
    const char *url = json_document_get_text(document, "verification_uri", NULL);
    gint64 expires_in_s = get_number(document, "expires_in", LIFE_MAX_S);
    if (!is_visible(user_code, CODE_MAX_BYTES) || !is_visible(url, URL_MAX_BYTES) ||
        !g_str_has_prefix(url, "https://") || expires_in_s == 0)
        return NULL;

    gint64 interval_s = get_number(document, "interval", INTERVAL_MAX_S);
    DeviceCode *device = g_new0(DeviceCode, 1);
    device->device_code = g_steal_pointer(&device_code);
    device->user_code = g_strdup(user_code);
    device->url = g_strdup(url);
    device->expires_in_s = expires_in_s;
    device->interval_s = interval_s > 0 ? interval_s : INTERVAL_DEFAULT_S;
    return device;
}

Secret *token_reply_decode_text(const char *bytes, gsize length, const char *name)
{
    g_autoptr(JsonDocument) document = json_document_parse(bytes, length);
    return document ? get_token(document, name) : NULL;
}
