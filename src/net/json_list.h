/* SPDX-License-Identifier: MIT */
/* JSON that is written: an array of flat objects, each member in the order in which it was set. */
#pragma once

#include <glib.h>

typedef struct JsonList JsonList;

JsonList *json_list_new(void);
void json_list_free(JsonList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonList, json_list_free)

/* Begins the next object, which the setters below are about. */
void json_list_begin(JsonList *list);

/* NULL becomes null, as does what is not UTF-8. */
void json_list_set_text(JsonList *list, const char *name, const char *text);
void json_list_set_number(JsonList *list, const char *name, gint64 number);
void json_list_set_flag(JsonList *list, const char *name, gboolean flag);
void json_list_set_null(JsonList *list, const char *name);

/* An array of such; empty if texts is NULL or has nothing. */
void json_list_set_texts(JsonList *list, const char *name, const char *const *texts);

/*
 * {"version": 1, "<name>": [...]}, indented, with a line feed behind it; owned by the caller.
 * Errors: ERROR_SYSTEM if there was not enough memory for all of it, now or before.
 */
char *json_list_format(const JsonList *list, const char *name,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same with a second array behind the first. */
char *json_list_format_pair(const JsonList *first, const char *first_name, const JsonList *second,
                            const char *second_name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
