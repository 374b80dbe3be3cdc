/* SPDX-License-Identifier: MIT */
/* JSON as the body of a request: one flat object, each member in the order in which it was set. */
#pragma once

#include "core/secret.h"

#include <glib.h>

#define JSON_CONTENT_TYPE "application/json"

typedef struct JsonBody JsonBody;

JsonBody *json_body_new(void);
void json_body_free(JsonBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonBody, json_body_free)

/* NULL, and what is not UTF-8, leaves the member out. */
void json_body_set_text(JsonBody *body, const char *name, const char *text);
void json_body_set_boolean(JsonBody *body, const char *name, gboolean value);

/* Owned by the caller. Errors: ERROR_SYSTEM if there was not enough memory for all of it. */
Secret *json_body_format(const JsonBody *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
