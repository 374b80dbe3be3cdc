/* SPDX-License-Identifier: MIT */
/* A store that lives as long as its handle: for the tests of what stands on stores. */
#include "model/payload.h"
#include "store/store.h"

/* Payloads, as a real store keeps them: what does not survive encoding is lost here too. */
static gpointer memory_open(const StorePrompting *prompting G_GNUC_UNUSED,
                            GError **error G_GNUC_UNUSED)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)secret_free);
}

static void memory_close(gpointer handle)
{
    g_ptr_array_unref(handle);
}

static Credential *memory_decode(const Secret *payload)
{
    return payload_decode(secret_reveal(payload), secret_length(payload));
}

static GPtrArray *memory_lookup(gpointer handle, const StoreQuery *query,
                                GError **error G_GNUC_UNUSED)
{
    GPtrArray *payloads = handle;
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)credential_free);
    for (guint i = 0; i < payloads->len; i++) {
        g_autoptr(Credential) credential = memory_decode(g_ptr_array_index(payloads, i));
        if (credential && store_query_matches(query, credential))
            g_ptr_array_add(found, g_steal_pointer(&credential));
    }
    return found;
}

static void memory_drop(GPtrArray *payloads, const Credential *credential, const Secret *secret)
{
    for (guint i = payloads->len; i > 0; i--) {
        g_autoptr(Credential) stored = memory_decode(g_ptr_array_index(payloads, i - 1));
        if (stored && credential_same_identity(stored, credential) &&
            (!secret || secret_equal(stored->secret, secret)))
            g_ptr_array_remove_index(payloads, i - 1);
    }
}

static gboolean memory_save(gpointer handle, const Credential *credential,
                            GError **error G_GNUC_UNUSED)
{
    memory_drop(handle, credential, NULL);
    g_ptr_array_add(handle, payload_encode(credential));
    return TRUE;
}

static gboolean memory_remove(gpointer handle, const Credential *credential,
                              GError **error G_GNUC_UNUSED)
{
    memory_drop(handle, credential, credential->secret);
    return TRUE;
}

static const StoreBackend memory_backend = {
    .name = "memory",
    .open = memory_open,
    .close = memory_close,
    .lookup = memory_lookup,
    .save = memory_save,
    .remove = memory_remove,
};

const StoreBackend *store_module_backend(void)
{
    return &memory_backend;
}
