/* SPDX-License-Identifier: MIT */
#include "store/pass_entry.h"

#include "core/text.h"
#include "model/payload.h"
#include "model/server.h"
#include "model/target.h"

#include <string.h>

#define SCHEME "https://"
#define NO_ORGANIZATION "%" /* which no text becomes */

static const char FIELD_END = '\t';    /* of payload_encode() */
static const char PAYLOAD_END[] = "."; /* likewise */

void pass_identity_clear(PassIdentity *identity)
{
    g_clear_pointer(&identity->server, g_free);
    g_clear_pointer(&identity->organization, g_free);
    g_clear_pointer(&identity->username, g_free);
}

StoreQuery pass_identity_query(const PassIdentity *identity)
{
    return (StoreQuery){
        .server = identity->server,
        .organization = identity->organization,
        .username = identity->username,
        .role = identity->role,
    };
}

/* ---- names --------------------------------------------------------------------------------- */

static char *escape(const char *text)
{
    gboolean is_utf8 = g_utf8_validate(text, -1, NULL);
    GString *name = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        gboolean is_plain = byte >= 0x20 && byte != 0x7f && byte != '%' && byte != '/' &&
                            (byte != '.' || at > text) && (byte < 0x80 || is_utf8);
        g_string_append_printf(name, is_plain ? "%c" : "%%%02X", byte);
    }
    return g_string_free(name, FALSE);
}

/* NULL for what escape() does not give, or nearly: pass_entry_parse_name() compares. */
static char *unescape(const char *name)
{
    GString *text = g_string_new(NULL);
    for (const char *at = name; *at; at++) {
        if (*at != '%') {
            g_string_append_c(text, *at);
            continue;
        }
        int high = g_ascii_xdigit_value(at[1]);
        int low = high < 0 ? -1 : g_ascii_xdigit_value(at[2]);
        if (low < 0 || high + low == 0)
            break;
        g_string_append_c(text, (char)(high * 16 + low));
        at += 2;
    }
    return g_string_free(text, FALSE);
}

/* Nobody's name is written as Git gets it; somebody who is called so is not taken for nobody. */
static char *escape_username(const char *username)
{
    if (g_str_equal(username, TARGET_ANY_USERNAME))
        return g_strdup_printf("%%%02X%s", username[0], username + 1);
    return escape(*username ? username : TARGET_ANY_USERNAME);
}

static char *unescape_username(const char *name)
{
    return g_str_equal(name, TARGET_ANY_USERNAME) ? g_strdup("") : unescape(name);
}

static gboolean is_shared(const StoreQuery *identity)
{
    return identity->role == CREDENTIAL_ROLE_TOKEN &&
           g_str_equal(identity->server, TARGET_SERVICES);
}

/* Of a server by https alone: the name of any other one keeps it. */
static const char *without_scheme(const char *server)
{
    return g_str_has_prefix(server, SCHEME) ? server + strlen(SCHEME) : server;
}

char *pass_entry_name(const StoreQuery *identity)
{
    g_autofree char *account = escape_username(identity->username);
    g_autofree char *organization = escape(identity->organization);
    if (is_shared(identity))
        return g_strdup_printf("%s/%s%s%s", PASS_ENTRY_SHARED, organization,
                               *organization ? "/" : "", account);
    g_autofree char *server = escape(without_scheme(identity->server));
    return g_strdup_printf("%s/%s/%s/%s/%s", PASS_ENTRY_OWN, credential_role_name(identity->role),
                           server, *organization ? organization : NO_ORGANIZATION, account);
}

static void parse_shared(char **parts, guint count, PassIdentity *identity)
{
    identity->server = g_strdup(TARGET_SERVICES);
    identity->organization = count > 1 ? unescape(parts[0]) : g_strdup("");
    identity->username = unescape_username(parts[count - 1]);
    identity->role = CREDENTIAL_ROLE_TOKEN;
}

static void parse_own(char **parts, PassIdentity *identity)
{
    const char *sign_in = credential_role_name(CREDENTIAL_ROLE_SIGN_IN);
    g_autofree char *server = unescape(parts[1]);
    gboolean is_services = g_str_equal(server, TARGET_SERVICES);
    gboolean is_plain = g_str_has_prefix(server, SERVER_PLAIN_SCHEME);
    identity->role =
        g_str_equal(parts[0], sign_in) ? CREDENTIAL_ROLE_SIGN_IN : CREDENTIAL_ROLE_TOKEN;
    identity->server = g_strconcat(is_services || is_plain ? "" : SCHEME, server, NULL);
    identity->organization =
        g_str_equal(parts[2], NO_ORGANIZATION) ? g_strdup("") : unescape(parts[2]);
    identity->username = unescape_username(parts[3]);
}

static gboolean parse_parts(const char *name, PassIdentity *identity)
{
    gboolean is_own = g_str_has_prefix(name, PASS_ENTRY_OWN "/");
    if (!is_own && !g_str_has_prefix(name, PASS_ENTRY_SHARED "/"))
        return FALSE;
    const char *rest = name + strlen(is_own ? PASS_ENTRY_OWN "/" : PASS_ENTRY_SHARED "/");
    g_auto(GStrv) parts = g_strsplit(rest, "/", -1);
    guint count = g_strv_length(parts);
    if (is_own ? count != 4 : count < 1 || count > 2)
        return FALSE;
    if (is_own)
        parse_own(parts, identity);
    else
        parse_shared(parts, count, identity);
    return TRUE;
}

gboolean pass_entry_parse_name(const char *name, PassIdentity *ret_identity)
{
    g_auto(PassIdentity) identity = {0};
    if (!parse_parts(name, &identity))
        return FALSE;
    const StoreQuery query = pass_identity_query(&identity);
    g_autofree char *canonical = pass_entry_name(&query);
    if (!g_str_equal(canonical, name))
        return FALSE;
    *ret_identity = identity;
    identity = (PassIdentity){0};
    return TRUE;
}

/* ---- content ------------------------------------------------------------------------------- */

static void append_line(SecretBuffer *buffer, const char *key, const char *value, gsize length)
{
    secret_buffer_append_text(buffer, key);
    secret_buffer_append(buffer, value, length);
    secret_buffer_append(buffer, "\n", 1);
}

/* The address that GCM looks for. */
static char *service_of(const Credential *credential)
{
    const char *scheme = g_str_has_prefix(credential->server, SCHEME) ? "" : SCHEME;
    return g_strconcat(scheme, credential->server, *credential->organization ? "/" : "",
                       credential->organization, NULL);
}

/* The fields of the payload behind the first, which is the secret, and before its end. */
static void append_facts(SecretBuffer *buffer, const Credential *credential)
{
    g_autoptr(Secret) payload = payload_encode(credential);
    const char *end = secret_reveal(payload) + secret_length(payload) - strlen(PAYLOAD_END);
    const char *field = secret_reveal(payload) + secret_length(credential->secret) + 1;
    while (field < end) {
        gsize length =
            (gsize)((const char *)memchr(field, FIELD_END, (gsize)(end - field)) - field);
        append_line(buffer, PASS_ENTRY_FACT, field, length);
        field += length + 1;
    }
}

Secret *pass_entry_encode(const Credential *credential)
{
    g_autofree char *service = service_of(credential);
    const char *account = *credential->username ? credential->username : TARGET_ANY_USERNAME;
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_secret(buffer, credential->secret);
    secret_buffer_append(buffer, "\n", 1);
    append_line(buffer, "service=", service, strlen(service));
    append_line(buffer, "account=", account, strlen(account));
    append_facts(buffer, credential);
    return secret_buffer_steal(buffer);
}

/* A line from *at on, without its end; *at moves behind it. */
static gsize take_line(const char **at, const char *end)
{
    const char *feed = memchr(*at, '\n', (gsize)(end - *at));
    gsize length = (gsize)((feed ? feed : end) - *at);
    *at += length + (feed ? 1 : 0);
    return length;
}

/* The payload that the facts and the secret were; NULL if there are no facts. */
static Secret *payload_of(const Secret *secret, const char *at, const char *end)
{
    static const gsize prefix = sizeof(PASS_ENTRY_FACT) - 1;
    gboolean has_facts = FALSE;
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_secret(buffer, secret);
    secret_buffer_append(buffer, &FIELD_END, 1);
    while (at < end) {
        const char *line = at;
        gsize length = take_line(&at, end);
        if (length < prefix || memcmp(line, PASS_ENTRY_FACT, prefix) != 0)
            continue;
        has_facts = TRUE;
        secret_buffer_append(buffer, line + prefix, length - prefix);
        secret_buffer_append(buffer, &FIELD_END, 1);
    }
    secret_buffer_append_text(buffer, PAYLOAD_END);
    return has_facts ? secret_buffer_steal(buffer) : NULL;
}

Credential *pass_entry_decode(const Secret *content, const PassIdentity *identity)
{
    const char *at = secret_reveal(content);
    const char *end = at + secret_length(content);
    gsize length = take_line(&at, end);
    if (length == 0 || text_has_control(secret_reveal(content), length))
        return NULL;
    const StoreQuery query = pass_identity_query(identity);
    g_autoptr(Secret) secret = secret_new(secret_reveal(content), length);
    g_autoptr(Secret) payload = payload_of(secret, at, end);
    if (!payload)
        return is_shared(&query)
                   ? credential_new(query.server, query.organization, query.username, secret)
                   : NULL;
    g_autoptr(Credential) credential =
        payload_decode(secret_reveal(payload), secret_length(payload));
    return credential && store_query_matches(&query, credential) ? g_steal_pointer(&credential)
                                                                 : NULL;
}
