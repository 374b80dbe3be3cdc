/* SPDX-License-Identifier: MIT */
#include "net/json_list.h"

#include "net/json_memory.h"

#include <jansson.h>

#define VERSION 1
#define INDENT 2

struct JsonList {
    json_t *array;
    json_t *object; /* the last one of array, borrowed; NULL = none yet */
};

JsonList *json_list_new(void)
{
    json_memory_prepare();
    JsonList *list = g_new0(JsonList, 1);
    list->array = json_array();
    return list;
}

void json_list_free(JsonList *list)
{
    if (!list)
        return;
    json_decref(list->array);
    g_free(list);
}

void json_list_begin(JsonList *list)
{
    list->object = json_object();
    json_array_append_new(list->array, list->object);
}

void json_list_set_null(JsonList *list, const char *name)
{
    json_object_set_new(list->object, name, json_null());
}

void json_list_set_text(JsonList *list, const char *name, const char *text)
{
    json_t *value = text ? json_string(text) : NULL;
    json_object_set_new(list->object, name, value ? value : json_null());
}

void json_list_set_number(JsonList *list, const char *name, gint64 number)
{
    json_object_set_new(list->object, name, json_integer(number));
}

void json_list_set_flag(JsonList *list, const char *name, gboolean flag)
{
    json_object_set_new(list->object, name, json_boolean(flag));
}

void json_list_set_texts(JsonList *list, const char *name, const char *const *texts)
{
    json_t *array = json_array();
    for (; texts && *texts; texts++)
        json_array_append_new(array, json_string(*texts));
    json_object_set_new(list->object, name, array);
}

static int append_to_text(const char *bytes, size_t length, void *data)
{
    g_string_append_len(data, bytes, (gssize)length);
    return 0;
}

/* By a callback, for what json_dumps() returns can only be freed with jansson's own allocator. */
static char *format_document(json_t *document)
{
    GString *text = g_string_new(NULL);
    json_dump_callback(document, append_to_text, text, JSON_INDENT(INDENT));
    g_string_append_c(text, '\n');
    return g_string_free(text, FALSE);
}

char *json_list_format_pair(const JsonList *first, const char *first_name, const JsonList *second,
                            const char *second_name)
{
    json_t *document = json_object();
    json_object_set_new(document, "version", json_integer(VERSION));
    json_object_set(document, first_name, first->array);
    if (second)
        json_object_set(document, second_name, second->array);
    char *text = format_document(document);
    json_decref(document);
    return text;
}

char *json_list_format(const JsonList *list, const char *name)
{
    return json_list_format_pair(list, name, NULL, NULL);
}
