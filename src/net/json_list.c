/* SPDX-License-Identifier: MIT */
#include "net/json_list.h"

#include "net/json_memory.h"

#include <jansson.h>

#define VERSION 1
#define INDENT 2

struct JsonList {
    json_t *array;
    json_t *object;      /* the last one of array, borrowed; NULL = none yet */
    gboolean has_failed; /* something is missing, for want of memory */
};

JsonList *json_list_new(void)
{
    json_memory_prepare();
    JsonList *list = g_new0(JsonList, 1);
    list->array = json_array();
    list->has_failed = !list->array;
    return list;
}

void json_list_free(JsonList *list)
{
    if (!list)
        return;
    json_decref(list->array);
    g_free(list);
}

/* jansson takes NULL, as the value and as what it goes into, for a failure of its own. */
static void check(JsonList *list, int result)
{
    list->has_failed = list->has_failed || result != 0;
}

void json_list_begin(JsonList *list)
{
    list->object = json_object();
    check(list, json_array_append_new(list->array, list->object));
    if (list->has_failed)
        list->object = NULL; /* it is gone, perhaps */
}

static void set(JsonList *list, const char *name, json_t *value)
{
    check(list, json_object_set_new(list->object, name, value));
}

void json_list_set_null(JsonList *list, const char *name)
{
    set(list, name, json_null());
}

static json_t *value_of(const char *text)
{
    return text && g_utf8_validate(text, -1, NULL) ? json_string(text) : json_null();
}

void json_list_set_text(JsonList *list, const char *name, const char *text)
{
    set(list, name, value_of(text));
}

void json_list_set_number(JsonList *list, const char *name, gint64 number)
{
    set(list, name, json_integer(number));
}

void json_list_set_flag(JsonList *list, const char *name, gboolean flag)
{
    set(list, name, json_boolean(flag));
}

void json_list_set_texts(JsonList *list, const char *name, const char *const *texts)
{
    json_t *array = json_array();
    for (; texts && *texts; texts++)
        check(list, json_array_append_new(array, value_of(*texts)));
    set(list, name, array);
}

static int append_to_text(const char *bytes, size_t length, void *data)
{
    g_string_append_len(data, bytes, (gssize)length);
    return 0;
}

/* By a callback, for what json_dumps() returns can only be freed with jansson's own allocator. */
static char *format_document(json_t *document, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (json_dump_callback(document, append_to_text, text, JSON_INDENT(INDENT)) != 0) {
        json_memory_set_error(error);
        return NULL;
    }
    g_string_append_c(text, '\n');
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *json_list_format_pair(const JsonList *first, const char *first_name, const JsonList *second,
                            const char *second_name, GError **error)
{
    json_t *document = json_object();
    gboolean is_whole = !first->has_failed && !(second && second->has_failed) &&
                        json_object_set_new(document, "version", json_integer(VERSION)) == 0 &&
                        json_object_set(document, first_name, first->array) == 0 &&
                        (!second || json_object_set(document, second_name, second->array) == 0);
    char *text = is_whole ? format_document(document, error) : NULL;
    if (!is_whole)
        json_memory_set_error(error);
    json_decref(document);
    return text;
}

char *json_list_format(const JsonList *list, const char *name, GError **error)
{
    return json_list_format_pair(list, name, NULL, NULL, error);
}
