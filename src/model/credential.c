/* SPDX-License-Identifier: MIT */
#include "model/credential.h"

#include "core/text.h"
#include "model/target.h"

#include <string.h>

static const char *const kind_names[] = {
    [CREDENTIAL_PAT] = "pat",
};

static const char FIELD_END = '\t';
static const char PAYLOAD_END = '.';

static const char *const certainty_names[] = {
    [VALID_TO_UNKNOWN] = "unknown",
    [VALID_TO_TOLD] = "told",
    [VALID_TO_CERTAIN] = "certain",
};
G_STATIC_ASSERT(G_N_ELEMENTS(certainty_names) == VALID_TO_CERTAIN + 1);

Credential *credential_new(const char *server, const char *organization, const char *username,
                           const Secret *secret)
{
    Credential *credential = g_new0(Credential, 1);
    credential->server = g_strdup(server);
    credential->organization = g_strdup(organization);
    credential->username = g_strdup(username);
    credential->secret = secret_new(secret_reveal(secret), secret_length(secret));
    credential->account = g_strdup("");
    return credential;
}

Credential *credential_copy(const Credential *credential)
{
    Credential *copy = credential_new(credential->server, credential->organization,
                                      credential->username, credential->secret);
    copy->kind = credential->kind;
    copy->valid_to = credential->valid_to;
    copy->valid_to_certainty = credential->valid_to_certainty;
    copy->created = credential->created;
    copy->validated = credential->validated;
    credential_set_account(copy, credential->account);
    return copy;
}

void credential_set_account(Credential *credential, const char *account)
{
    g_free(credential->account);
    credential->account = text_printable(account);
}

void credential_free(Credential *credential)
{
    if (!credential)
        return;
    g_free(credential->server);
    g_free(credential->organization);
    g_free(credential->username);
    secret_free(credential->secret);
    g_free(credential->account);
    g_free(credential);
}

gboolean credential_same_identity(const Credential *a, const Credential *b)
{
    return g_str_equal(a->server, b->server) && g_str_equal(a->organization, b->organization) &&
           g_str_equal(a->username, b->username) && a->kind == b->kind;
}

gboolean credential_is_expired(const Credential *credential, gint64 now)
{
    return credential->valid_to_certainty == VALID_TO_CERTAIN && credential->valid_to <= now;
}

const char *credential_kind_name(CredentialKind kind)
{
    return kind_names[kind];
}

static void append_text(SecretBuffer *buffer, const char *key, const char *value)
{
    secret_buffer_append_text(buffer, key);
    secret_buffer_append_text(buffer, "=");
    secret_buffer_append_text(buffer, value);
    secret_buffer_append(buffer, &FIELD_END, 1);
}

static void append_time(SecretBuffer *buffer, const char *key, gint64 value)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
    if (value > 0)
        append_text(buffer, key, text);
}

Secret *credential_encode(const Credential *credential)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_secret(buffer, credential->secret);
    secret_buffer_append(buffer, &FIELD_END, 1);
    append_text(buffer, "kind", kind_names[credential->kind]);
    append_text(buffer, "server", credential->server);
    append_text(buffer, "organization", credential->organization);
    append_text(buffer, "username", credential->username);
    append_text(buffer, "valid_to_certainty", certainty_names[credential->valid_to_certainty]);
    append_time(buffer, "valid_to", credential->valid_to);
    append_time(buffer, "created", credential->created);
    append_time(buffer, "validated", credential->validated);
    if (*credential->account)
        append_text(buffer, "account", credential->account);
    secret_buffer_append(buffer, &PAYLOAD_END, 1);
    return secret_buffer_steal(buffer);
}

static gboolean index_from_name(const char *const *names, gsize count, const char *name,
                                int *ret_index)
{
    for (gsize i = 0; i < count; i++) {
        if (g_str_equal(names[i], name)) {
            *ret_index = (int)i;
            return TRUE;
        }
    }
    return FALSE;
}

/* What has been read so far; a text stays NULL until its field has been seen. */
typedef struct {
    char *server;
    char *organization;
    char *username;
    char *account;
    int kind; /* -1 until seen */
    int certainty;
    gint64 valid_to;
    gint64 created;
    gint64 validated;
} Facts;

static void facts_clear(Facts *facts)
{
    g_free(facts->server);
    g_free(facts->organization);
    g_free(facts->username);
    g_free(facts->account);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

static void replace_text(char **member, char *value)
{
    g_free(*member);
    *member = value;
}

static gboolean facts_read(Facts *facts, const char *key, char *owned_value)
{
    g_autofree char *value = owned_value;
    if (g_str_equal(key, "server"))
        replace_text(&facts->server, g_steal_pointer(&value));
    else if (g_str_equal(key, "organization"))
        replace_text(&facts->organization, g_steal_pointer(&value));
    else if (g_str_equal(key, "username"))
        replace_text(&facts->username, g_steal_pointer(&value));
    else if (g_str_equal(key, "account"))
        replace_text(&facts->account, g_steal_pointer(&value));
    else if (g_str_equal(key, "kind"))
        return index_from_name(kind_names, G_N_ELEMENTS(kind_names), value, &facts->kind);
    else if (g_str_equal(key, "valid_to_certainty"))
        return index_from_name(certainty_names, G_N_ELEMENTS(certainty_names), value,
                               &facts->certainty);
    else if (g_str_equal(key, "valid_to"))
        return text_parse_number(value, G_MAXINT64, &facts->valid_to);
    else if (g_str_equal(key, "created"))
        return text_parse_number(value, G_MAXINT64, &facts->created);
    else if (g_str_equal(key, "validated"))
        return text_parse_number(value, G_MAXINT64, &facts->validated);
    return TRUE;
}

static gboolean facts_read_field(Facts *facts, const char *field, gsize length)
{
    const char *equals = memchr(field, '=', length);
    if (!equals || text_has_control(field, length))
        return FALSE;
    g_autofree char *key = g_strndup(field, (gsize)(equals - field));
    return facts_read(facts, key, g_strndup(equals + 1, length - strlen(key) - 1));
}

static gboolean facts_are_sound(const Facts *facts)
{
    return facts->server && facts->organization && facts->username && facts->kind >= 0 &&
           (facts->certainty == VALID_TO_UNKNOWN) == (facts->valid_to == 0);
}

static Credential *facts_to_credential(const Facts *facts, const Secret *secret)
{
    Credential *credential =
        credential_new(facts->server, facts->organization, facts->username, secret);
    credential->kind = (CredentialKind)facts->kind;
    credential->valid_to_certainty = (ValidToCertainty)facts->certainty;
    credential->valid_to = facts->valid_to;
    credential->created = facts->created;
    credential->validated = facts->validated;
    if (facts->account)
        credential_set_account(credential, facts->account);
    return credential;
}

CredentialOutcome credential_decode(const char *bytes, gsize length, Credential **ret_credential)
{
    if (length == 0 || bytes[length - 1] != PAYLOAD_END)
        return CREDENTIAL_UNREADABLE;
    const char *end = bytes + length - 1;
    const char *field_end = memchr(bytes, FIELD_END, (gsize)(end - bytes));
    if (!field_end || field_end == bytes)
        return CREDENTIAL_UNREADABLE;
    g_autoptr(Secret) secret = secret_new(bytes, (gsize)(field_end - bytes));

    g_auto(Facts) facts = {.kind = -1};
    for (const char *field = field_end + 1; field < end; field = field_end + 1) {
        field_end = memchr(field, FIELD_END, (gsize)(end - field));
        if (!field_end || !facts_read_field(&facts, field, (gsize)(field_end - field)))
            return CREDENTIAL_UNREADABLE;
    }
    if (!facts_are_sound(&facts))
        return CREDENTIAL_UNREADABLE;
    *ret_credential = facts_to_credential(&facts, secret);
    return CREDENTIAL_DECODED;
}

char *credential_label(const Credential *credential)
{
    const char *server = credential->server;
    g_autoptr(GString) label = g_string_new("Azure DevOps: ");
    if (!*credential->organization)
        g_string_append(label, server);
    else if (g_str_equal(server, TARGET_SERVICES))
        g_string_append(label, credential->organization);
    else
        g_string_append_printf(label, "%s/%s", server, credential->organization);
    if (*credential->username)
        g_string_append_printf(label, " (%s)", credential->username);

    /* D-Bus carries UTF-8 only, and a user name may be any bytes. */
    return text_printable(label->str);
}
