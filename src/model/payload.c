/* SPDX-License-Identifier: MIT */
#include "model/payload.h"

#include "core/text.h"

#include <string.h>

static const char FIELD_END = '\t';
static const char PAYLOAD_END = '.';

static const char *const certainty_names[] = {
    [VALID_TO_UNKNOWN] = "unknown",
    [VALID_TO_TOLD] = "told",
    [VALID_TO_CERTAIN] = "certain",
};
G_STATIC_ASSERT(G_N_ELEMENTS(certainty_names) == VALID_TO_CERTAIN + 1);

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
        return credential_kind_name((CredentialKind)value);
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
        return CREDENTIAL_SIGN_IN + 1;
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

Secret *payload_encode(const Credential *credential)
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

Credential *payload_decode(const char *bytes, gsize length)
{
    if (length == 0 || bytes[length - 1] != PAYLOAD_END)
        return NULL;
    const char *end = bytes + length - 1;
    const char *field_end = memchr(bytes, FIELD_END, (gsize)(end - bytes));
    if (!field_end || field_end == bytes || text_has_control(bytes, (gsize)(field_end - bytes)))
        return NULL;
    g_autoptr(Secret) secret = secret_new(bytes, (gsize)(field_end - bytes));

    g_auto(Facts) facts = {.kind = -1, .source = -1, .goal = -1};
    for (const char *field = field_end + 1; field < end; field = field_end + 1) {
        field_end = memchr(field, FIELD_END, (gsize)(end - field));
        if (!field_end || !facts_read_field(&facts, field, (gsize)(field_end - field)))
            return NULL;
    }
    return facts_are_sound(&facts) ? facts_to_credential(&facts, secret) : NULL;
}
