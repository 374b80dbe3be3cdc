/* SPDX-License-Identifier: MIT */
#include "store/secret_service.h"

#include "model/payload.h"
#include "store/keyring.h"
#include "store/keyring_collection.h"
#include "store/keyring_foreign.h"
#include "store/keyring_items.h"
#include "store/keyring_search.h"
#include "store/keyring_unlock.h"
#include "store/secret_error.h"

#define CONTENT_TYPE_TEXT "text/plain"
#define CONTENT_TYPE_BYTES "application/octet-stream"

static const SecretSchema schema = {
    .name = SECRET_SERVICE_SCHEMA,
    .flags = SECRET_SCHEMA_NONE,
    .attributes =
        {
            {"server", SECRET_SCHEMA_ATTRIBUTE_STRING},
            {"organization", SECRET_SCHEMA_ATTRIBUTE_STRING},
            {"username", SECRET_SCHEMA_ATTRIBUTE_STRING},
            {"role", SECRET_SCHEMA_ATTRIBUTE_STRING},
            {NULL, SECRET_SCHEMA_ATTRIBUTE_STRING},
        },
};

static gpointer backend_open(const StorePrompting *prompting, GError **error)
{
    return keyring_new(prompting, error);
}

static void backend_close(gpointer handle)
{
    keyring_free(handle);
}

/* ---- looking up ---------------------------------------------------------------------------- */

/* ASCII only: a non-UTF-8 attribute makes a store fail without an error. '%' is escaped, too. */
static char *attribute_value(const char *text)
{
    return g_uri_escape_string(text, " !\"#$&'()*+,/:;<=>?@[\\]^`{|}", FALSE);
}

static void attribute_add(GHashTable *attributes, const char *name, const char *value)
{
    if (value)
        g_hash_table_insert(attributes, g_strdup(name), attribute_value(value));
}

static GHashTable *attributes_for_query(const StoreQuery *query)
{
    GHashTable *attributes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    attribute_add(attributes, "server", query->server);
    attribute_add(attributes, "organization", query->organization);
    attribute_add(attributes, "username", query->username);
    attribute_add(attributes, "role", credential_role_name(query->role));
    return attributes;
}

static GHashTable *attributes_for_credential(const Credential *credential)
{
    const StoreQuery identity = store_query_for(credential);
    return attributes_for_query(&identity);
}

static Credential *credential_from_value(SecretValue *value)
{
    gsize length = 0;
    const char *bytes = secret_value_get(value, &length);
    return payload_decode(bytes, length);
}

static GPtrArray *backend_lookup(gpointer handle, const StoreQuery *query, GError **error)
{
    g_autoptr(GHashTable) attributes = attributes_for_query(query);
    g_auto(KeyringSearch) search = {.schema = &schema, .attributes = attributes};
    if (!keyring_search_run(handle, &search, error))
        return NULL;
    g_autoptr(GHashTable) values = keyring_items_read(handle, search.unlocked, error);
    if (!values)
        return NULL;

    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)credential_free);
    GHashTableIter at;
    gpointer value = NULL;
    g_hash_table_iter_init(&at, values);
    while (g_hash_table_iter_next(&at, NULL, &value)) {
        Credential *credential = credential_from_value(value);
        if (credential)
            g_ptr_array_add(found, credential);
    }
    return found;
}

/* ---- preparing ----------------------------------------------------------------------------- */

static gboolean backend_inspect(gpointer handle, StoreState *ret_state, GError **error)
{
    g_auto(KeyringCollection) collection = {0};
    if (!keyring_collection_look(handle, &collection, error))
        return FALSE;
    ret_state->is_locked = collection.is_locked;
    ret_state->keeper = keyring_keeper(handle);
    return TRUE;
}

static gboolean backend_prepare(gpointer handle, GError **error)
{
    g_auto(KeyringCollection) collection = {0};
    if (!keyring_collection_look(handle, &collection, error))
        return FALSE;
    const char *const paths[] = {collection.path, NULL};
    return !collection.is_locked ||
           keyring_unlock(handle, paths, keyring_collection_is_open, &collection, error);
}

/* ---- saving -------------------------------------------------------------------------------- */

typedef struct {
    GHashTable *attributes; /* borrowed, as the rest */
    const char *label;
    SecretValue *value;
} Saving;

static gboolean call_save(SecretService *service, gpointer data, GCancellable *cancellable,
                          GError **error)
{
    const Saving *saving = data;
    return secret_service_store_sync(service, &schema, saving->attributes,
                                     SECRET_COLLECTION_DEFAULT, saving->label, saving->value,
                                     cancellable, error);
}

/*
 * KeePassXC makes an item by a prompt. The one by which it would replace an item is never over
 * (2.7.4), but it takes a new secret for it at once.
 */
static gboolean save_confirmed(Keyring *keyring, Saving *saving, GError **error)
{
    g_auto(KeyringSearch) search = {.schema = &schema, .attributes = saving->attributes};
    if (!keyring_search_run(keyring, &search, error))
        return FALSE;
    if (keyring_search_is_empty(search.unlocked))
        return keyring_call_confirmed(keyring, call_save, saving, error);
    for (char **path = search.unlocked; *path; path++) {
        if (!keyring_items_replace(keyring, *path, saving->value, error))
            return FALSE;
    }
    return TRUE;
}

/* KWallet keeps text as Unicode, and the bytes that are none get lost. */
static const char *content_type_of(const Secret *payload)
{
    return g_utf8_validate(secret_reveal(payload), (gssize)secret_length(payload), NULL)
               ? CONTENT_TYPE_TEXT
               : CONTENT_TYPE_BYTES;
}

static gboolean backend_save(gpointer handle, const Credential *credential, GError **error)
{
    g_autoptr(Secret) payload = payload_encode(credential);
    const char *content_type = content_type_of(payload);
    g_autoptr(SecretValue) value =
        secret_value_new(secret_reveal(payload), (gssize)secret_length(payload), content_type);
    g_autoptr(GHashTable) attributes = attributes_for_credential(credential);
    g_autofree char *label = credential_label(credential);
    Saving saving = {.attributes = attributes, .label = label, .value = value};

    g_autoptr(GError) cause = NULL;
    if (keyring_call(handle, call_save, &saving, &cause))
        return TRUE;
    if (!cause || !secret_error_is_locked(cause)) {
        secret_error_set(error, cause);
        return FALSE;
    }
    return backend_prepare(handle, error) && save_confirmed(handle, &saving, error);
}

/* ---- removing ------------------------------------------------------------------------------ */

static gboolean value_has_secret(SecretValue *value, const Secret *secret)
{
    g_autoptr(Credential) credential = credential_from_value(value);
    return credential && secret_equal(credential->secret, secret);
}

static gboolean remove_found(Keyring *keyring, const KeyringSearch *search, const Secret *secret,
                             GError **error)
{
    g_autoptr(GHashTable) values = keyring_items_read(keyring, search->unlocked, error);
    if (!values)
        return FALSE;

    GHashTableIter at;
    gpointer path = NULL;
    gpointer value = NULL;
    g_hash_table_iter_init(&at, values);
    while (g_hash_table_iter_next(&at, &path, &value)) {
        if (value_has_secret(value, secret) && !keyring_items_delete(keyring, path, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean backend_remove(gpointer handle, const Credential *credential, GError **error)
{
    g_autoptr(GHashTable) attributes = attributes_for_credential(credential);
    g_auto(KeyringSearch) search = {.schema = &schema, .attributes = attributes};
    if (!keyring_search_run(handle, &search, error) ||
        !remove_found(handle, &search, credential->secret, error))
        return FALSE;
    if (keyring_search_is_empty(search.locked))
        return TRUE;
    /* It would be back once that is unlocked; what was open is gone, whatever comes of this. */
    search.wants_all = TRUE;
    return keyring_search_run(handle, &search, error) &&
           remove_found(handle, &search, credential->secret, error);
}

static const StoreBackend secret_service_backend = {
    .name = "secret-service",
    .open = backend_open,
    .close = backend_close,
    .lookup = backend_lookup,
    .save = backend_save,
    .remove = backend_remove,
    .prepare = backend_prepare,
    .inspect = backend_inspect,
    .find_foreign = keyring_find_foreign,
    .remove_foreign = keyring_remove_foreign,
};

const StoreBackend *store_module_backend(void)
{
    return &secret_service_backend;
}
