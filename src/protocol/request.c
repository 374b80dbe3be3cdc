/* SPDX-License-Identifier: MIT */
#include "protocol/request.h"

#include "core/text.h"

#include <string.h>

/* One key=value line; value is not NUL-terminated. */
typedef struct {
    const char *key;
    gsize key_length;
    const char *value;
    gsize value_length;
} Line;

typedef RequestOutcome (*AttributeReader)(Request *request, const Line *line, gsize offset);

typedef struct {
    const char *key;
    AttributeReader read;
    gsize offset; /* of the member of Request */
} Attribute;

static RequestOutcome read_text(Request *request, const Line *line, gsize offset)
{
    char **member = G_STRUCT_MEMBER_P(request, offset);
    if (*member || text_has_control(line->value, line->value_length))
        return REQUEST_HOSTILE;
    *member = g_strndup(line->value, line->value_length);
    return REQUEST_UNDERSTOOD;
}

static RequestOutcome read_secret(Request *request, const Line *line, gsize offset)
{
    Secret **member = G_STRUCT_MEMBER_P(request, offset);
    if (*member || text_has_control(line->value, line->value_length))
        return REQUEST_HOSTILE;
    *member = secret_new(line->value, line->value_length);
    return REQUEST_UNDERSTOOD;
}

static RequestOutcome read_flag(Request *request, const Line *line, gsize offset)
{
    gboolean *member = G_STRUCT_MEMBER_P(request, offset);
    g_autofree char *value = g_strndup(line->value, line->value_length);
    /* Git reads booleans as git-config(1) does. */
    *member = g_str_equal(value, "1") || g_ascii_strcasecmp(value, "true") == 0 ||
              g_ascii_strcasecmp(value, "yes") == 0 || g_ascii_strcasecmp(value, "on") == 0;
    return REQUEST_UNDERSTOOD;
}

static RequestOutcome read_time(Request *request, const Line *line, gsize offset)
{
    gint64 *member = G_STRUCT_MEMBER_P(request, offset);
    g_autofree char *value = g_strndup(line->value, line->value_length);
    if (!text_parse_number(value, G_MAXINT64, member))
        *member = 0;
    return REQUEST_UNDERSTOOD;
}

/* An empty value forgets what came before it. */
static RequestOutcome read_array(Request *request, const Line *line, gsize offset)
{
    GPtrArray *array = G_STRUCT_MEMBER(GPtrArray *, request, offset);
    if (line->value_length == 0)
        g_ptr_array_set_size(array, 0);
    else if (array->len < REQUEST_ARRAY_MAX && !text_has_control(line->value, line->value_length))
        g_ptr_array_add(array, g_strndup(line->value, line->value_length));
    return REQUEST_UNDERSTOOD;
}

static RequestOutcome read_capability(Request *request, const Line *line, gsize offset)
{
    unsigned *member = G_STRUCT_MEMBER_P(request, offset);
    g_autofree char *value = g_strndup(line->value, line->value_length);
    if (!*value)
        *member = 0;
    else if (g_str_equal(value, "authtype"))
        *member |= REQUEST_CAPABILITY_AUTHTYPE;
    else if (g_str_equal(value, "state"))
        *member |= REQUEST_CAPABILITY_STATE;
    return REQUEST_UNDERSTOOD;
}

/* What git-credential(1) lists; "url" and "quit" never come to a helper. Others are ignored. */
static const Attribute attributes[] = {
    {"protocol", read_text, G_STRUCT_OFFSET(Request, protocol)},
    {"host", read_text, G_STRUCT_OFFSET(Request, host)},
    {"path", read_text, G_STRUCT_OFFSET(Request, path)},
    {"username", read_text, G_STRUCT_OFFSET(Request, username)},
    {"password", read_secret, G_STRUCT_OFFSET(Request, password)},
    {"authtype", read_text, G_STRUCT_OFFSET(Request, authtype)},
    {"credential", read_secret, G_STRUCT_OFFSET(Request, credential)},
    {"oauth_refresh_token", read_secret, G_STRUCT_OFFSET(Request, oauth_refresh_token)},
    {"password_expiry_utc", read_time, G_STRUCT_OFFSET(Request, password_expiry_utc)},
    {"ephemeral", read_flag, G_STRUCT_OFFSET(Request, is_ephemeral)},
    {"continue", read_flag, G_STRUCT_OFFSET(Request, is_continuing)},
    {"capability[]", read_capability, G_STRUCT_OFFSET(Request, capabilities)},
    {"wwwauth[]", read_array, G_STRUCT_OFFSET(Request, wwwauth)},
    {"state[]", read_array, G_STRUCT_OFFSET(Request, state)},
};

static RequestOutcome request_read_line(Request *request, const char *text, gsize length)
{
    const char *equals = memchr(text, '=', length);
    if (!equals || memchr(text, '\0', length))
        return REQUEST_MALFORMED;

    Line line = {
        .key = text,
        .key_length = (gsize)(equals - text),
        .value = equals + 1,
        .value_length = length - (gsize)(equals - text) - 1,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) {
        const Attribute *attribute = &attributes[i];
        if (strlen(attribute->key) == line.key_length &&
            memcmp(attribute->key, line.key, line.key_length) == 0)
            return attribute->read(request, &line, attribute->offset);
    }
    return REQUEST_UNDERSTOOD;
}

static Request *request_new(void)
{
    Request *request = g_new0(Request, 1);
    request->wwwauth = g_ptr_array_new_with_free_func(g_free);
    request->state = g_ptr_array_new_with_free_func(g_free);
    return request;
}

RequestOutcome request_parse(const char *bytes, gsize length, Request **ret_request)
{
    g_autoptr(Request) request = request_new();
    if (length > REQUEST_LENGTH_MAX)
        return REQUEST_MALFORMED;

    const char *end = bytes + length;
    for (const char *line = bytes; line < end;) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        gsize line_length = (gsize)((newline ? newline : end) - line);
        if (line_length == 0)
            break;
        RequestOutcome outcome = request_read_line(request, line, line_length);
        if (outcome != REQUEST_UNDERSTOOD)
            return outcome;
        line += line_length + 1;
    }

    *ret_request = g_steal_pointer(&request);
    return REQUEST_UNDERSTOOD;
}

void request_free(Request *request)
{
    if (!request)
        return;
    g_free(request->protocol);
    g_free(request->host);
    g_free(request->path);
    g_free(request->username);
    secret_free(request->password);
    g_free(request->authtype);
    secret_free(request->credential);
    secret_free(request->oauth_refresh_token);
    g_ptr_array_unref(request->wwwauth);
    g_ptr_array_unref(request->state);
    g_free(request);
}
