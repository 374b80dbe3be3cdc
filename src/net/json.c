/* SPDX-License-Identifier: MIT */
#include "net/json.h"

#include "core/text.h"
#include "net/json_memory.h"

#include <jansson.h>
#include <stdarg.h>
#include <string.h>

#define DEPTH_MAX 64
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct JsonDocument {
    json_t *root;
};

/* jansson's own limit is 2048 levels of recursion; no answer that is asked for here needs them. */
static gboolean is_too_deep(const char *bytes, gsize length)
{
    guint depth = 0;
    gboolean in_string = FALSE;
    for (gsize i = 0; i < length; i++) {
        char byte = bytes[i];
        if (in_string && byte == '\\')
            i++;
        else if (byte == '"')
            in_string = !in_string;
        else if (!in_string && (byte == '[' || byte == '{') && ++depth > DEPTH_MAX)
            return TRUE;
        else if (!in_string && (byte == ']' || byte == '}') && depth > 0)
            depth--;
    }
    return FALSE;
}

/* Takes the reference over. */
static JsonDocument *document_new(json_t *root)
{
    JsonDocument *document = g_new(JsonDocument, 1);
    document->root = root;
    return document;
}

JsonDocument *json_document_parse(const char *bytes, gsize length)
{
    gsize mark = strlen(BYTE_ORDER_MARK);
    if (length >= mark && memcmp(bytes, BYTE_ORDER_MARK, mark) == 0) {
        bytes += mark;
        length -= mark;
    }
    if (length == 0 || length > JSON_SIZE_MAX || is_too_deep(bytes, length))
        return NULL;
    json_memory_begin_reading();
    json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
    json_memory_end_reading();
    if (!json_is_object(root)) {
        json_decref(root);
        return NULL;
    }
    return document_new(root);
}

void json_document_free(JsonDocument *document)
{
    if (!document)
        return;
    json_decref(document->root);
    g_free(document);
}

/* Borrowed; NULL if a name is not there. */
static const json_t *find(const JsonDocument *document, const char *name, va_list names)
{
    const json_t *value = document->root;
    for (; value && name; name = va_arg(names, const char *))
        value = json_object_get(value, name);
    return value;
}

const char *json_document_get_text(const JsonDocument *document, const char *name, ...)
{
    va_list names;
    va_start(names, name);
    const json_t *value = find(document, name, names);
    va_end(names);
    return json_string_value(value);
}

gboolean json_document_get_number(const JsonDocument *document, gint64 *ret_number,
                                  const char *name, ...)
{
    va_list names;
    va_start(names, name);
    const json_t *value = find(document, name, names);
    va_end(names);
    if (json_is_string(value))
        return text_parse_number(json_string_value(value), G_MAXINT64, ret_number);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return FALSE;
    *ret_number = json_integer_value(value);
    return TRUE;
}

GPtrArray *json_document_get_objects(const JsonDocument *document, const char *name)
{
    json_t *array = json_object_get(document->root, name);
    if (!json_is_array(array))
        return NULL;
    GPtrArray *objects = g_ptr_array_new_with_free_func((GDestroyNotify)json_document_free);
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *object = json_array_get(array, i);
        if (json_is_object(object))
            g_ptr_array_add(objects, document_new(json_incref(object)));
    }
    return objects;
}

JsonDocument *json_document_get_object(const JsonDocument *document, const char *name)
{
    json_t *object = json_object_get(document->root, name);
    return json_is_object(object) ? document_new(json_incref(object)) : NULL;
}

GStrv json_document_list_names(const JsonDocument *document)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (void *at = json_object_iter(document->root); at;
         at = json_object_iter_next(document->root, at))
        g_strv_builder_add(builder, json_object_iter_key(at));
    return g_strv_builder_end(builder);
}
