/* SPDX-License-Identifier: MIT */
#include "model/credential.h"

#include "core/text.h"
#include "model/target.h"

#include <string.h>

static const char *const kind_names[] = {
    [CREDENTIAL_PAT] = "pat",
    [CREDENTIAL_ACCESS_TOKEN] = "access-token",
    [CREDENTIAL_SIGN_IN] = "sign-in",
};
G_STATIC_ASSERT(G_N_ELEMENTS(kind_names) == CREDENTIAL_SIGN_IN + 1);

static const char *const role_names[] = {
    [CREDENTIAL_ROLE_TOKEN] = "token",
    [CREDENTIAL_ROLE_SIGN_IN] = "sign-in",
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
    credential->scopes = g_strdup("");
    credential->authorization_id = g_strdup("");
    credential->replaced = g_strdup("");
    return credential;
}

Credential *credential_copy(const Credential *credential)
{
    Credential *copy = g_memdup2(credential, sizeof(*credential));
    copy->server = g_strdup(credential->server);
    copy->organization = g_strdup(credential->organization);
    copy->username = g_strdup(credential->username);
    copy->secret = secret_new(secret_reveal(credential->secret), secret_length(credential->secret));
    copy->account = g_strdup(credential->account);
    copy->scopes = g_strdup(credential->scopes);
    copy->authorization_id = g_strdup(credential->authorization_id);
    copy->replaced = g_strdup(credential->replaced);
    copy->sign_in = sign_in_copy(credential->sign_in);
    return copy;
}

static void replace_printable(char **member, const char *text)
{
    char *printable = text_printable(text);
    g_free(*member);
    *member = printable;
}

void credential_set_account(Credential *credential, const char *account)
{
    replace_printable(&credential->account, account);
}

void credential_set_scopes(Credential *credential, const char *scopes)
{
    replace_printable(&credential->scopes, scopes);
}

void credential_set_authorization_id(Credential *credential, const char *authorization_id)
{
    replace_printable(&credential->authorization_id, authorization_id);
}

void credential_set_replaced(Credential *credential, const Credential *old)
{
    g_autofree char *replaced = secret_equal(old->secret, credential->secret)
                                    ? g_strdup(old->replaced)
                                    : secret_digest(old->secret);
    replace_printable(&credential->replaced, replaced);
}

void credential_set_sign_in(Credential *credential, SignIn *sign_in)
{
    sign_in_free(credential->sign_in);
    credential->sign_in = sign_in;
    credential->kind = CREDENTIAL_SIGN_IN;
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
    g_free(credential->scopes);
    g_free(credential->authorization_id);
    g_free(credential->replaced);
    sign_in_free(credential->sign_in);
    g_free(credential);
}

CredentialRole credential_role(const Credential *credential)
{
    return credential->kind == CREDENTIAL_SIGN_IN ? CREDENTIAL_ROLE_SIGN_IN : CREDENTIAL_ROLE_TOKEN;
}

gboolean credential_same_identity(const Credential *a, const Credential *b)
{
    return g_str_equal(a->server, b->server) && g_str_equal(a->organization, b->organization) &&
           g_str_equal(a->username, b->username) && credential_role(a) == credential_role(b);
}

gboolean credential_is_expired(const Credential *credential, gint64 now)
{
    return credential->valid_to_certainty == VALID_TO_CERTAIN && credential->valid_to <= now;
}

const char *credential_kind_name(CredentialKind kind)
{
    return kind_names[kind];
}

const char *credential_role_name(CredentialRole role)
{
    return role_names[role];
}

/* ---- payload ------------------------------------------------------------------------------- */

/* What has been read so far; a text stays NULL, and a choice -1, until its field has been seen. */
typedef struct {
    char *server;
    char *organization;
    char *username;
    char *account;
    char *scopes;
    char *authorization_id;
    char *replaced;
    char *tenant;
    char *client_id;
    char *pending;
    char *orphans;
    gint64 kind;
    gint64 certainty;
    gint64 source;
    gint64 goal;
    gint64 valid_to;
    gint64 created;
    gint64 validated;
    gint64 days;
    gint64 refused;
} Facts;

typedef enum {
    FACT_TEXT,          /* char * */
    FACT_OPTIONAL_TEXT, /* char *, left out if it is empty */
    FACT_NUMBER,        /* gint64, left out if it is 0 */
    FACT_KIND,          /* gint64, as the rest: -1 = not seen, and not written */
    FACT_CERTAINTY,
    FACT_SOURCE,
    FACT_GOAL,
} FactType;

/* In the order of the payload. */
static const struct {
    const char *key;
    FactType type;
    gsize offset;
} fact_rows[] = {
    {"kind", FACT_KIND, G_STRUCT_OFFSET(Facts, kind)},
    {"server", FACT_TEXT, G_STRUCT_OFFSET(Facts, server)},
    {"organization", FACT_TEXT, G_STRUCT_OFFSET(Facts, organization)},
    {"username", FACT_TEXT, G_STRUCT_OFFSET(Facts, username)},
    {"valid_to_certainty", FACT_CERTAINTY, G_STRUCT_OFFSET(Facts, certainty)},
    {"valid_to", FACT_NUMBER, G_STRUCT_OFFSET(Facts, valid_to)},
    {"created", FACT_NUMBER, G_STRUCT_OFFSET(Facts, created)},
    {"validated", FACT_NUMBER, G_STRUCT_OFFSET(Facts, validated)},
    {"account", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, account)},
    {"scopes", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, scopes)},
    {"authorization_id", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, authorization_id)},
    {"replaced", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, replaced)},
    {"source", FACT_SOURCE, G_STRUCT_OFFSET(Facts, source)},
    {"goal", FACT_GOAL, G_STRUCT_OFFSET(Facts, goal)},
    {"tenant", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, tenant)},
    {"client_id", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, client_id)},
    {"days", FACT_NUMBER, G_STRUCT_OFFSET(Facts, days)},
    {"pending", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, pending)},
    {"orphans", FACT_OPTIONAL_TEXT, G_STRUCT_OFFSET(Facts, orphans)},
    {"refused", FACT_NUMBER, G_STRUCT_OFFSET(Facts, refused)},
};

#define FACT_MEMBER(type, facts, row) G_STRUCT_MEMBER(type, facts, fact_rows[row].offset)

static void facts_clear(Facts *facts)
{
    for (gsize i = 0; i < G_N_ELEMENTS(fact_rows); i++) {
        if (fact_rows[i].type == FACT_TEXT || fact_rows[i].type == FACT_OPTIONAL_TEXT)
            g_clear_pointer(&FACT_MEMBER(char *, facts, i), g_free);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

/* The word for a choice. */
static const char *choice_name(FactType type, gint64 value)
{
    switch (type) {
    case FACT_KIND:
        return kind_names[value];
    case FACT_CERTAINTY:
        return certainty_names[value];
    case FACT_SOURCE:
        return sign_in_source_name((SignInSource)value);
    case FACT_GOAL:
        return sign_in_goal_name((SignInGoal)value);
    case FACT_TEXT:
    case FACT_OPTIONAL_TEXT:
    case FACT_NUMBER:
        break;
    }
    g_assert_not_reached();
}

static gsize choice_count(FactType type)
{
    switch (type) {
    case FACT_KIND:
        return G_N_ELEMENTS(kind_names);
    case FACT_CERTAINTY:
        return G_N_ELEMENTS(certainty_names);
    case FACT_SOURCE:
        return SIGN_IN_SOURCE_COUNT;
    case FACT_GOAL:
        return SIGN_IN_HANDS_ON + 1;
    case FACT_TEXT:
    case FACT_OPTIONAL_TEXT:
    case FACT_NUMBER:
        break;
    }
    g_assert_not_reached();
}

/* The facts of a credential, borrowed from it. */
static Facts facts_of(const Credential *credential)
{
    const SignIn *sign_in = credential->sign_in;
    return (Facts){
        .server = credential->server,
        .organization = credential->organization,
        .username = credential->username,
        .account = credential->account,
        .scopes = credential->scopes,
        .authorization_id = credential->authorization_id,
        .replaced = credential->replaced,
        .tenant = sign_in ? sign_in->tenant : NULL,
        .client_id = sign_in ? sign_in->client_id : NULL,
        .pending = sign_in ? sign_in->pending : NULL,
        .orphans = sign_in ? sign_in->orphans : NULL,
        .kind = credential->kind,
        .certainty = credential->valid_to_certainty,
        .source = sign_in ? (gint64)sign_in->source : -1,
        .goal = sign_in ? (gint64)sign_in->goal : -1,
        .valid_to = credential->valid_to,
        .created = credential->created,
        .validated = credential->validated,
        .days = sign_in ? sign_in->days : 0,
        .refused = sign_in ? sign_in->refused : 0,
    };
}

static void append_text(SecretBuffer *buffer, const char *key, const char *value)
{
    secret_buffer_append_text(buffer, key);
    secret_buffer_append_text(buffer, "=");
    secret_buffer_append_text(buffer, value);
    secret_buffer_append(buffer, &FIELD_END, 1);
}

static void append_fact(SecretBuffer *buffer, const Facts *facts, gsize row)
{
    const char *key = fact_rows[row].key;
    FactType type = fact_rows[row].type;
    if (type == FACT_TEXT || type == FACT_OPTIONAL_TEXT) {
        const char *text = FACT_MEMBER(char *, facts, row);
        if (type == FACT_TEXT || (text && *text))
            append_text(buffer, key, text);
        return;
    }
    gint64 number = FACT_MEMBER(gint64, facts, row);
    if (type != FACT_NUMBER) {
        if (number >= 0)
            append_text(buffer, key, choice_name(type, number));
        return;
    }
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, number);
    if (number > 0)
        append_text(buffer, key, digits);
}

Secret *credential_encode(const Credential *credential)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    const Facts facts = facts_of(credential);
    secret_buffer_append_secret(buffer, credential->secret);
    secret_buffer_append(buffer, &FIELD_END, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(fact_rows); i++)
        append_fact(buffer, &facts, i);
    secret_buffer_append(buffer, &PAYLOAD_END, 1);
    return secret_buffer_steal(buffer);
}

static gboolean choice_from_name(FactType type, const char *name, gint64 *ret_value)
{
    for (gsize i = 0; i < choice_count(type); i++) {
        if (g_str_equal(choice_name(type, (gint64)i), name)) {
            *ret_value = (gint64)i;
            return TRUE;
        }
    }
    return FALSE;
}

/* Takes the value over. */
static gboolean facts_read(Facts *facts, gsize row, char *owned_value)
{
    g_autofree char *value = owned_value;
    FactType type = fact_rows[row].type;
    if (type == FACT_NUMBER)
        return text_parse_number(value, G_MAXINT64, &FACT_MEMBER(gint64, facts, row));
    if (type != FACT_TEXT && type != FACT_OPTIONAL_TEXT)
        return choice_from_name(type, value, &FACT_MEMBER(gint64, facts, row));
    g_free(FACT_MEMBER(char *, facts, row));
    FACT_MEMBER(char *, facts, row) = g_steal_pointer(&value);
    return TRUE;
}

static gboolean facts_read_field(Facts *facts, const char *field, gsize length)
{
    const char *equals = memchr(field, '=', length);
    if (!equals || text_has_control(field, length))
        return FALSE;
    gsize key_length = (gsize)(equals - field);
    for (gsize i = 0; i < G_N_ELEMENTS(fact_rows); i++) {
        if (strlen(fact_rows[i].key) == key_length &&
            memcmp(fact_rows[i].key, field, key_length) == 0)
            return facts_read(facts, i, g_strndup(equals + 1, length - key_length - 1));
    }
    return TRUE;
}

static gboolean facts_are_sound(const Facts *facts)
{
    gboolean is_sign_in = facts->kind == CREDENTIAL_SIGN_IN;
    return facts->server && facts->organization && facts->username && facts->kind >= 0 &&
           (facts->certainty == VALID_TO_UNKNOWN) == (facts->valid_to == 0) &&
           (!is_sign_in ||
            (facts->source >= 0 && facts->goal >= 0 && facts->tenant && *facts->tenant));
}

static void take_text(char **member, char **fact)
{
    if (!*fact)
        return;
    g_free(*member);
    *member = g_steal_pointer(fact);
}

static SignIn *facts_to_sign_in(Facts *facts)
{
    SignIn *sign_in = sign_in_new((SignInSource)facts->source, (SignInGoal)facts->goal,
                                  facts->tenant, "", facts->days);
    take_text(&sign_in->client_id, &facts->client_id);
    take_text(&sign_in->pending, &facts->pending);
    take_text(&sign_in->orphans, &facts->orphans);
    sign_in->refused = facts->refused;
    return sign_in;
}

static Credential *facts_to_credential(Facts *facts, const Secret *secret)
{
    Credential *credential =
        credential_new(facts->server, facts->organization, facts->username, secret);
    credential->kind = (CredentialKind)facts->kind;
    credential->valid_to_certainty = (ValidToCertainty)facts->certainty;
    credential->valid_to = facts->valid_to;
    credential->created = facts->created;
    credential->validated = facts->validated;
    credential_set_account(credential, facts->account ? facts->account : "");
    credential_set_scopes(credential, facts->scopes ? facts->scopes : "");
    credential_set_authorization_id(credential,
                                    facts->authorization_id ? facts->authorization_id : "");
    take_text(&credential->replaced, &facts->replaced);
    if (credential->kind == CREDENTIAL_SIGN_IN)
        credential->sign_in = facts_to_sign_in(facts);
    return credential;
}

CredentialOutcome credential_decode(const char *bytes, gsize length, Credential **ret_credential)
{
    if (length == 0 || bytes[length - 1] != PAYLOAD_END)
        return CREDENTIAL_UNREADABLE;
    const char *end = bytes + length - 1;
    const char *field_end = memchr(bytes, FIELD_END, (gsize)(end - bytes));
    if (!field_end || field_end == bytes || text_has_control(bytes, (gsize)(field_end - bytes)))
        return CREDENTIAL_UNREADABLE;
    g_autoptr(Secret) secret = secret_new(bytes, (gsize)(field_end - bytes));

    g_auto(Facts) facts = {.kind = -1, .source = -1, .goal = -1};
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
    gboolean is_sign_in = credential_role(credential) == CREDENTIAL_ROLE_SIGN_IN;
    g_autoptr(GString) label =
        g_string_new(is_sign_in ? "Azure DevOps sign-in: " : "Azure DevOps: ");
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
