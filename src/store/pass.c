/* SPDX-License-Identifier: MIT */
/* The user's password store: a file for each credential, encrypted by GnuPG, through pass(1). */
#include "store/pass_entry.h"
#include "store/pass_foreign.h"
#include "store/pass_program.h"
#include "store/pass_tree.h"
#include "store/store.h"

static gpointer pass_open(const StorePrompting *prompting, GError **error)
{
    return pass_program_new(prompting, error);
}

static void pass_close(gpointer handle)
{
    pass_program_free(handle);
}

/* FALSE for a failure; *ret_credential is NULL for what is gone or is no credential. */
static gboolean read_entry(PassProgram *pass, const char *name, const PassIdentity *identity,
                           Credential **ret_credential, GError **error)
{
    g_autoptr(Secret) content = NULL;
    if (!pass_program_read(pass, name, &content, error))
        return FALSE;
    *ret_credential = content ? pass_entry_decode(content, identity) : NULL;
    return TRUE;
}

/* The name says whether an entry is meant: no other is decrypted. */
static gboolean add_if_meant(PassProgram *pass, const StoreQuery *query, const char *name,
                             GPtrArray *found, GError **error)
{
    g_auto(PassIdentity) identity = {0};
    if (!pass_entry_parse_name(name, &identity))
        return TRUE;
    const StoreQuery one = pass_identity_query(&identity);
    if (!store_query_covers(query, &one))
        return TRUE;
    Credential *credential = NULL;
    if (!read_entry(pass, name, &identity, &credential, error))
        return FALSE;
    if (credential)
        g_ptr_array_add(found, credential);
    return TRUE;
}

static GPtrArray *pass_lookup(gpointer handle, const StoreQuery *query, GError **error)
{
    static const char *const folders[] = {PASS_ENTRY_SHARED, PASS_ENTRY_OWN, NULL};
    g_autoptr(GPtrArray) names = pass_tree_list(pass_program_root(handle), folders, error);
    if (!names)
        return NULL;
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)credential_free);
    for (guint i = 0; i < names->len; i++) {
        if (!add_if_meant(handle, query, g_ptr_array_index(names, i), found, error))
            return NULL;
    }
    return g_steal_pointer(&found);
}

static gboolean pass_save(gpointer handle, const Credential *credential, GError **error)
{
    const StoreQuery identity = store_query_for(credential);
    g_autofree char *name = pass_entry_name(&identity);
    g_autoptr(Secret) content = pass_entry_encode(credential);
    return pass_tree_check(pass_program_root(handle), name, error) &&
           pass_program_insert(handle, name, content, error);
}

static gboolean pass_remove(gpointer handle, const Credential *credential, GError **error)
{
    const StoreQuery query = store_query_for(credential);
    g_autofree char *name = pass_entry_name(&query);
    g_auto(PassIdentity) identity = {0};
    g_autoptr(Credential) stored = NULL;
    if (!pass_tree_has(pass_program_root(handle), name) || !pass_entry_parse_name(name, &identity))
        return TRUE;
    if (!read_entry(handle, name, &identity, &stored, error))
        return FALSE;
    return !stored || !secret_equal(stored->secret, credential->secret) ||
           pass_program_remove(handle, name, error);
}

static const StoreBackend pass_backend = {
    .name = "pass",
    .open = pass_open,
    .close = pass_close,
    .lookup = pass_lookup,
    .save = pass_save,
    .remove = pass_remove,
    .find_foreign = pass_find_foreign,
    .remove_foreign = pass_remove_foreign,
};

const StoreBackend *store_module_backend(void)
{
    return &pass_backend;
}
