/* SPDX-License-Identifier: MIT */
/*
 * JSON from a server, read strictly (RFC 8259): one object and nothing behind it, valid UTF-8, no
 * name twice, no NUL, limited in depth and size. A byte order mark before it is skipped, because
 * Azure DevOps sends one (RFC 8259, section 8.1, allows to ignore it).
 */
#pragma once

#include <glib.h>

#define JSON_SIZE_MAX (1024 * 1024)

typedef struct JsonDocument JsonDocument;

/* NULL if it is not such an object. Its memory is wiped when it is freed. */
JsonDocument *json_document_parse(const char *bytes, gsize length);
void json_document_free(JsonDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonDocument, json_document_free)

/*
 * The string at the end of a path of names, which ends with NULL; borrowed. NULL if a name is not
 * there, or is not what the path needs it to be.
 */
const char *json_document_get_text(const JsonDocument *document, const char *name,
                                   ...) G_GNUC_NULL_TERMINATED;

/*
 * The number there, whether it is one or its decimal digits in a string, as some services write it;
 * FALSE if it is neither, negative, or has a fraction.
 */
gboolean json_document_get_number(const JsonDocument *document, gint64 *ret_number,
                                  const char *name, ...) G_GNUC_NULL_TERMINATED;

/*
 * The objects of an array of the document itself: JsonDocument *, owned by the caller, good also
 * after the document is freed. What is no object is left out; NULL if there is no such array.
 */
GPtrArray *json_document_get_objects(const JsonDocument *document, const char *name);

/* The same for one object; NULL if there is none. */
JsonDocument *json_document_get_object(const JsonDocument *document, const char *name);

/* The names of the document's own members, in their order; owned by the caller. */
GStrv json_document_list_names(const JsonDocument *document);
