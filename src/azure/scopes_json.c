/* SPDX-License-Identifier: MIT */
#include "azure/scopes_json.h"

#include "model/pat_scope.h"
#include "net/json_list.h"

static void append_scope(JsonList *list, const PatScope *scope)
{
    json_list_begin(list);
    json_list_set_text(list, "page", scope->group);
    json_list_set_text(list, "right", scope->right);
    json_list_set_text(list, "name", scope->name);
    json_list_set_text(list, "identifier", scope->identifier);
    json_list_set_text(list, "inherits", scope->inherits ? scope->inherits->identifier : NULL);
    json_list_set_text(list, "git", scope->git);
    json_list_set_texts(list, "covered_by", NULL);
}

static void append_part(JsonList *list, const PatScopelessPart *part)
{
    const char *identifiers[G_N_ELEMENTS(part->covered_by)] = {NULL};
    for (gsize i = 0; part->covered_by[i]; i++)
        identifiers[i] = part->covered_by[i]->identifier;
    json_list_begin(list);
    json_list_set_text(list, "page", part->name);
    json_list_set_null(list, "right");
    json_list_set_null(list, "name");
    json_list_set_null(list, "identifier");
    json_list_set_null(list, "inherits");
    json_list_set_null(list, "git");
    json_list_set_texts(list, "covered_by", identifiers);
}

char *scopes_json_format(const GPtrArray *scopes, const GPtrArray *parts, GError **error)
{
    g_autoptr(JsonList) list = json_list_new();
    for (guint i = 0; i < scopes->len; i++)
        append_scope(list, g_ptr_array_index(scopes, i));
    for (guint i = 0; i < parts->len; i++)
        append_part(list, g_ptr_array_index(parts, i));
    return json_list_format(list, "scopes", error);
}
