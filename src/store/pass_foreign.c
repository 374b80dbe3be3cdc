/* SPDX-License-Identifier: MIT */
#include "store/pass_foreign.h"

#include "store/pass_program.h"
#include "store/pass_tree.h"

/* The same programs, for the folder that is meant. */
static PassProgram *open_at(const PassProgram *own, const char *root, GError **error)
{
    return pass_program_new_at(root ? root : pass_program_root(own), pass_program_prompting(own),
                               error);
}

static gboolean add_if_meant(PassProgram *pass, const char *name, const ForeignQuery *query,
                             GPtrArray *found, GError **error)
{
    g_autoptr(ForeignItem) item = g_new0(ForeignItem, 1);
    item->id = g_strdup(name);
    item->root = g_strdup(pass_program_root(pass));
    if (!query->is_meant(item, query->data))
        return TRUE;
    if (!pass_program_read(pass, name, &item->content, error))
        return FALSE;
    if (item->content)
        g_ptr_array_add(found, g_steal_pointer(&item));
    return TRUE;
}

GPtrArray *pass_find_foreign(gpointer handle, const ForeignQuery *query, GError **error)
{
    const char *const folders[] = {query->folder, NULL};
    g_autoptr(PassProgram) pass = open_at(handle, query->root, error);
    g_autoptr(GPtrArray) names =
        pass ? pass_tree_list(pass_program_root(pass), folders, error) : NULL;
    if (!names)
        return NULL;
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)foreign_item_free);
    for (guint i = 0; i < names->len; i++) {
        if (!add_if_meant(pass, g_ptr_array_index(names, i), query, found, error))
            return NULL;
    }
    return g_steal_pointer(&found);
}

ForeignOutcome pass_remove_foreign(gpointer handle, const ForeignItem *item, GError **error)
{
    g_autoptr(PassProgram) pass = open_at(handle, item->root, error);
    g_autoptr(Secret) content = NULL;
    if (!pass || !pass_tree_check(item->root, item->id, error))
        return FOREIGN_FAILED;
    if (!pass_tree_has(item->root, item->id))
        return FOREIGN_NOT_THERE;
    if (!pass_program_read(pass, item->id, &content, error))
        return FOREIGN_FAILED;
    if (!content || !secret_equal(content, item->content))
        return FOREIGN_NOT_THERE;
    return pass_program_remove(pass, item->id, error) ? FOREIGN_REMOVED : FOREIGN_FAILED;
}
