/* SPDX-License-Identifier: MIT */
#include "net/json_body.h"

#include "net/json_memory.h"

#include <jansson.h>

struct JsonBody {
    json_t *object;
};

JsonBody *json_body_new(void)
{
    json_memory_prepare();
    JsonBody *body = g_new0(JsonBody, 1);
    body->object = json_object();
    return body;
}

void json_body_free(JsonBody *body)
{
    if (!body)
        return;
    json_decref(body->object);
    g_free(body);
}

void json_body_set_text(JsonBody *body, const char *name, const char *text)
{
    json_t *value = text ? json_string(text) : NULL;
    if (value)
        json_object_set_new(body->object, name, value);
}

void json_body_set_boolean(JsonBody *body, const char *name, gboolean value)
{
    json_object_set_new(body->object, name, json_boolean(value));
}

static int append_to_buffer(const char *bytes, size_t length, void *buffer)
{
    secret_buffer_append(buffer, bytes, length);
    return 0;
}

Secret *json_body_format(const JsonBody *body)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    json_dump_callback(body->object, append_to_buffer, buffer, JSON_COMPACT);
    return secret_buffer_steal(buffer);
}
