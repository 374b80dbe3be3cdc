/* SPDX-License-Identifier: MIT */
#define SECRET_API_SUBJECT_TO_CHANGE /* the object-path calls; unchanged from 0.18 to 0.21.7 */

#include "store/keyring_collection.h"

#include "store/secret_error.h"
#include "store/secret_service.h"

#define GLANCE_MS 500

void keyring_collection_clear(KeyringCollection *collection)
{
    g_clear_pointer(&collection->path, g_free);
}

static gboolean call_find(SecretService *service, gpointer data, GCancellable *cancellable,
                          GError **error)
{
    KeyringCollection *collection = data;
    g_autoptr(GError) cause = NULL;
    keyring_collection_clear(collection);
    collection->path = secret_service_read_alias_dbus_path_sync(service, SECRET_COLLECTION_DEFAULT,
                                                                cancellable, &cause);
    if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (!collection->path)
        g_set_error_literal(error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT, "no such alias");
    return collection->path != NULL;
}

static gboolean call_look(SecretService *service, gpointer data, GCancellable *cancellable,
                          GError **error)
{
    KeyringCollection *collection = data;
    g_autoptr(SecretCollection) seen = secret_collection_new_for_dbus_path_sync(
        service, collection->path, SECRET_COLLECTION_NONE, cancellable, error);
    if (!seen)
        return FALSE;
    g_autoptr(GVariant) items = g_dbus_proxy_get_cached_property(G_DBUS_PROXY(seen), "Items");
    collection->is_locked = secret_collection_get_locked(seen);
    collection->shows_nothing = items && g_variant_n_children(items) == 0;
    return TRUE;
}

gboolean keyring_collection_look(Keyring *keyring, KeyringCollection *ret_collection,
                                 GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_find, ret_collection, &cause) &&
        keyring_call(keyring, call_look, ret_collection, &cause))
        return TRUE;
    secret_error_set(error, cause);
    return FALSE;
}

gboolean keyring_collection_glance(Keyring *keyring, KeyringCollection *ret_collection)
{
    return keyring_call_within(keyring, GLANCE_MS, call_find, ret_collection, NULL) &&
           keyring_call_within(keyring, GLANCE_MS, call_look, ret_collection, NULL);
}

gboolean keyring_collection_is_open(Keyring *keyring, gpointer collection)
{
    return keyring_call_within(keyring, SECRET_SERVICE_CALL_MS, call_look, collection, NULL) &&
           !((const KeyringCollection *)collection)->is_locked;
}
