/* SPDX-License-Identifier: MIT */
#include "net/json_body.h"

#include "net/json_memory.h"

#include <jansson.h>

struct JsonBody {
    json_t *object;
    gboolean has_failed; /* something is missing, for want of memory */
};

JsonBody *json_body_new(void)
{
    json_memory_prepare();
    JsonBody *body = g_new0(JsonBody, 1);
    body->object = json_object();
    body->has_failed = !body->object;
    return body;
}

void json_body_free(JsonBody *body)
{
    if (!body)
        return;
    json_decref(body->object);
    g_free(body);
}

/* jansson takes NULL, as the value and as the object, for a failure of its own. */
static void set(JsonBody *body, const char *name, json_t *value)
{
    int result = json_object_set_new(body->object, name, value);
    body->has_failed = body->has_failed || result != 0;
}

void json_body_set_text(JsonBody *body, const char *name, const char *text)
{
    if (text && g_utf8_validate(text, -1, NULL))
        set(body, name, json_string(text));
}

void json_body_set_boolean(JsonBody *body, const char *name, gboolean value)
{
    set(body, name, json_boolean(value));
}

static int append_to_buffer(const char *bytes, size_t length, void *buffer)
{
    secret_buffer_append(buffer, bytes, length);
    return 0;
}

Secret *json_body_format(const JsonBody *body, GError **error)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    if (!body->has_failed &&
        json_dump_callback(body->object, append_to_buffer, buffer, JSON_COMPACT) == 0)
        return secret_buffer_steal(buffer);
    json_memory_set_error(error);
    return NULL;
}
