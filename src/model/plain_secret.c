/* SPDX-License-Identifier: MIT */
#include "model/plain_secret.h"

#include "core/span.h"
#include "core/text.h"
#include "model/pat.h"
#include "model/typed.h"

#include <string.h>

#define HEADER_NAME "Authorization:"

void plain_secret_free(PlainSecret *plain)
{
    if (!plain)
        return;
    secret_free(plain->secret);
    target_free(plain->target);
    g_free(plain->address);
    g_free(plain->username);
    g_clear_pointer(&plain->extent, g_array_unref);
    g_free(plain);
}

/* ---- a URL ----------------------------------------------------------------------------------- */

typedef struct {
    Span protocol;
    Span user;
    Span password;
    Span host;
    Span path; /* with the slash that it begins with */
} Parts;

/* The last '@' ends what may be secret, so that nothing of it is taken for a host. */
static void parts_take_userinfo(Parts *parts)
{
    const char *at = memrchr(parts->host.start, '@', parts->host.length);
    if (!at)
        return;
    Span userinfo = {parts->host.start, (gsize)(at - parts->host.start)};
    parts->host = span_after(parts->host, userinfo.length + 1);
    parts->user = span_until(userinfo, ":");
    parts->password = span_after(userinfo, parts->user.length + 1);
}

static gboolean parts_from_url(Span url, Parts *ret_parts)
{
    Parts parts = {.protocol = span_until(url, ":")};
    Span rest = span_after(url, parts.protocol.length);
    if (rest.length < strlen("://") || strncmp(rest.start, "://", strlen("://")) != 0)
        return FALSE;
    rest = span_after(rest, strlen("://"));
    parts.host = span_until(rest, "/?#");
    parts.path = span_after(rest, parts.host.length);
    parts_take_userinfo(&parts);
    *ret_parts = parts;
    return TRUE;
}

static void append_decoded(SecretBuffer *buffer, Span span)
{
    for (gsize i = 0; i < span.length; i++) {
        char byte = span.start[i];
        if (byte == '%' && i + 2 < span.length && g_ascii_isxdigit(span.start[i + 1]) &&
            g_ascii_isxdigit(span.start[i + 2])) {
            byte = (char)(g_ascii_xdigit_value(span.start[i + 1]) * 16 +
                          g_ascii_xdigit_value(span.start[i + 2]));
            i += 2;
        }
        secret_buffer_append(buffer, &byte, 1);
    }
}

static Secret *secret_decode(Span span)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    append_decoded(buffer, span);
    return secret_buffer_steal(buffer);
}

static gboolean looks_like_token(const Secret *text)
{
    return pat_form(text) != PAT_FORM_OTHER || pat_is_access_token(text);
}

/* Azure DevOps takes a token in either place. NULL = there is none. Both are taken over. */
static Secret *choose_secret(Secret *user, Secret *password)
{
    g_autoptr(Secret) first = user;
    g_autoptr(Secret) second = password;
    if (first && looks_like_token(first))
        return g_steal_pointer(&first);
    return second && secret_length(second) > 0 ? g_steal_pointer(&second) : NULL;
}

/* A name that is none is nobody's. */
static char *username_from(const Secret *user)
{
    gsize length = user ? secret_length(user) : 0;
    if (length == 0 || text_has_control(secret_reveal(user), length) ||
        typed_is_token(secret_reveal(user)))
        return NULL;
    return g_strdup(secret_reveal(user));
}

static Target *target_from_parts(const Parts *parts, const char *username, const GPtrArray *servers)
{
    g_autofree char *protocol =
        g_ascii_strdown(parts->protocol.start, (gssize)parts->protocol.length);
    g_autofree char *host = g_strndup(parts->host.start, parts->host.length);
    g_autofree char *escaped = g_strndup(parts->path.start, parts->path.length);
    g_autofree char *path = g_uri_unescape_string(escaped, NULL);
    Target *target = NULL;
    if (target_parse(protocol, host, path, username, servers, &target) != TARGET_OURS)
        return NULL;
    return target;
}

static PlainSecret *plain_secret_from_parts(const Parts *parts, Secret *user, Secret *password,
                                            const GPtrArray *servers)
{
    g_autofree char *username = username_from(user);
    g_autoptr(Secret) secret = choose_secret(user, password);
    Target *target = secret ? target_from_parts(parts, username, servers) : NULL;
    if (!target)
        return NULL;
    PlainSecret *plain = g_new0(PlainSecret, 1);
    g_autofree char *address = g_strdup_printf(
        "%.*s://%.*s%.*s", (int)parts->protocol.length, parts->protocol.start,
        (int)parts->host.length, parts->host.start, (int)parts->path.length, parts->path.start);
    plain->secret = g_steal_pointer(&secret);
    plain->target = target;
    plain->address = text_printable(address);
    plain->username = g_steal_pointer(&username);
    return plain;
}

PlainSecret *plain_secret_new(Span address, Secret *user, Secret *password,
                              const GPtrArray *servers)
{
    Parts parts = {0};
    if (parts_from_url(address, &parts))
        return plain_secret_from_parts(&parts, user, password, servers);
    secret_free(user);
    secret_free(password);
    return NULL;
}

PlainSecret *plain_secret_new_everywhere(Secret *secret)
{
    PlainSecret *plain = g_new0(PlainSecret, 1);
    plain->secret = secret;
    plain->address = g_strdup("");
    return plain;
}

PlainSecret *plain_secret_from_url(Span url, const GPtrArray *servers)
{
    Parts parts = {0};
    if (!parts_from_url(url, &parts))
        return NULL;
    PlainSecret *plain = plain_secret_from_parts(&parts, secret_decode(parts.user),
                                                 secret_decode(parts.password), servers);
    if (plain)
        plain->has_no_password = parts.password.length == 0;
    return plain;
}

char *plain_secret_strip_url(const char *url)
{
    Parts parts = {0};
    if (!parts_from_url(span_of(url), &parts))
        return NULL;
    g_autoptr(Secret) user = secret_decode(parts.user);
    gboolean keeps_user = parts.user.length > 0 && !typed_is_token(secret_reveal(user));
    return g_strdup_printf("%.*s://%.*s%s%.*s%.*s", (int)parts.protocol.length,
                           parts.protocol.start, keeps_user ? (int)parts.user.length : 0,
                           keeps_user ? parts.user.start : "", keeps_user ? "@" : "",
                           (int)parts.host.length, parts.host.start, (int)parts.path.length,
                           parts.path.start);
}

gboolean plain_secret_url_has(const char *url, const Secret *secret)
{
    Parts parts = {0};
    if (!parts_from_url(span_of(url), &parts))
        return FALSE;
    g_autoptr(Secret) own = choose_secret(secret_decode(parts.user), secret_decode(parts.password));
    return secret_equal(own, secret);
}

/* ---- a header -------------------------------------------------------------------------------- */

/* The password of "Basic ..."; NULL if it is not base64, or has none. */
static Secret *secret_from_basic(Span encoded)
{
    g_autofree char *text = g_strndup(encoded.start, encoded.length);
    gsize length = 0;
    guchar *bytes = g_base64_decode(text, &length);
    explicit_bzero(text, encoded.length);
    Span pair = {(const char *)bytes, length};
    Span user = span_until(pair, ":");
    Span password = span_after(pair, user.length + 1);
    Secret *secret = choose_secret(secret_new(user.start, user.length),
                                   secret_new(password.start, password.length));
    explicit_bzero(bytes, length);
    g_free(bytes);
    return secret;
}

Secret *plain_secret_decode_header(const char *header, gsize *ret_public_length)
{
    if (g_ascii_strncasecmp(header, HEADER_NAME, strlen(HEADER_NAME)) != 0)
        return NULL;
    Span value = span_trim(span_of(header + strlen(HEADER_NAME)));
    Span scheme = span_until(value, " ");
    Span rest = span_trim(span_after(value, scheme.length));
    if (rest.length == 0)
        return NULL;
    gboolean is_basic = span_equals(scheme, "Basic");
    Secret *secret = is_basic ? secret_from_basic(rest) : NULL;
    *ret_public_length = (gsize)(rest.start - header);
    return secret ? secret : secret_new(rest.start, rest.length);
}
