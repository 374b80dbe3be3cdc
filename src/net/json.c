/* SPDX-License-Identifier: MIT */
#include "net/json.h"

#include "net/wiping.h"

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

JsonDocument *json_document_parse(const char *bytes, gsize length)
{
    static gsize has_allocator = 0;
    if (g_once_init_enter(&has_allocator)) {
        json_set_alloc_funcs(wiping_malloc, wiping_free);
        g_once_init_leave(&has_allocator, 1);
    }

    gsize mark = strlen(BYTE_ORDER_MARK);
    if (length >= mark && memcmp(bytes, BYTE_ORDER_MARK, mark) == 0) {
        bytes += mark;
        length -= mark;
    }
    if (length == 0 || length > JSON_SIZE_MAX || is_too_deep(bytes, length))
        return NULL;
    json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) {
        json_decref(root);
        return NULL;
    }
    JsonDocument *document = g_new(JsonDocument, 1);
    document->root = root;
    return document;
}

void json_document_free(JsonDocument *document)
{
    if (!document)
        return;
    json_decref(document->root);
    g_free(document);
}

const char *json_document_get_text(const JsonDocument *document, const char *name, ...)
{
    const json_t *value = document->root;
    va_list names;
    va_start(names, name);
    for (; value && name; name = va_arg(names, const char *))
        value = json_object_get(value, name);
    va_end(names);
    return json_string_value(value);
}
