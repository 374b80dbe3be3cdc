/* SPDX-License-Identifier: MIT */
#define SECRET_API_SUBJECT_TO_CHANGE /* the object-path calls; unchanged from 0.18 to 0.21.7 */

#include "store/keyring_items.h"

#include "store/quiet_service.h"
#include "store/secret_error.h"

/* ---- reading ------------------------------------------------------------------------------- */

typedef struct {
    char **paths; /* borrowed */
    GHashTable *values;
} Reading;

static gboolean call_read(SecretService *service, gpointer data, GCancellable *cancellable,
                          GError **error)
{
    Reading *reading = data;
    reading->values = secret_service_get_secrets_for_dbus_paths_sync(
        service, (const char **)reading->paths, cancellable, error);
    return reading->values != NULL;
}

GHashTable *keyring_items_read(Keyring *keyring, char **paths, GError **error)
{
    Reading reading = {.paths = paths};
    if (!paths || !*paths)
        return g_hash_table_new(g_str_hash, g_str_equal);

    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_read, &reading, &cause))
        return reading.values;
    secret_error_set(error, cause);
    return NULL;
}

typedef struct {
    const char *path; /* borrowed */
    GHashTable *attributes;
} AttributeReading;

/* Libsecret's own object would ask for every other property, too, and listen to changes. */
static gboolean call_read_attributes(SecretService *service, gpointer data,
                                     GCancellable *cancellable, GError **error)
{
    AttributeReading *reading = data;
    g_autoptr(GVariant) answer = g_dbus_connection_call_sync(
        g_dbus_proxy_get_connection(G_DBUS_PROXY(service)),
        g_dbus_proxy_get_name(G_DBUS_PROXY(service)), reading->path,
        "org.freedesktop.DBus.Properties", "Get",
        g_variant_new("(ss)", "org.freedesktop.Secret.Item", "Attributes"), G_VARIANT_TYPE("(v)"),
        G_DBUS_CALL_FLAGS_NONE, -1, cancellable, error);
    if (!answer)
        return FALSE;
    g_autoptr(GVariant) boxed = g_variant_get_child_value(answer, 0);
    g_autoptr(GVariant) dictionary = g_variant_get_variant(boxed);
    reading->attributes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!g_variant_is_of_type(dictionary, G_VARIANT_TYPE("a{ss}")))
        return TRUE;
    GVariantIter at;
    char *name = NULL;
    char *value = NULL;
    g_variant_iter_init(&at, dictionary);
    while (g_variant_iter_next(&at, "{ss}", &name, &value))
        g_hash_table_insert(reading->attributes, name, value);
    return TRUE;
}

GHashTable *keyring_items_read_attributes(Keyring *keyring, const char *path, GError **error)
{
    AttributeReading reading = {.path = path};
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_read_attributes, &reading, &cause))
        return reading.attributes;
    secret_error_set(error, cause);
    return NULL;
}

/* ---- changing ------------------------------------------------------------------------------ */

typedef struct {
    const char *path; /* borrowed, as the rest */
    SecretValue *value;
} Replacing;

static gboolean call_replace(SecretService *service, gpointer data, GCancellable *cancellable,
                             GError **error)
{
    const Replacing *replacing = data;
    g_autoptr(SecretItem) item = secret_item_new_for_dbus_path_sync(
        service, replacing->path, SECRET_ITEM_NONE, cancellable, error);
    return item && secret_item_set_secret_sync(item, replacing->value, cancellable, error);
}

gboolean keyring_items_replace(Keyring *keyring, const char *path, SecretValue *value,
                               GError **error)
{
    Replacing replacing = {.path = path, .value = value};
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_replace, &replacing, &cause))
        return TRUE;
    secret_error_set(error, cause);
    return FALSE;
}

/* ---- deleting ------------------------------------------------------------------------------ */

static gboolean call_delete(SecretService *service, gpointer data, GCancellable *cancellable,
                            GError **error)
{
    return secret_service_delete_item_dbus_path_sync(service, data, cancellable, error);
}

typedef struct {
    const char *path; /* borrowed */
    gboolean is_locked;
} Look;

static gboolean call_look_at_item(SecretService *service, gpointer data, GCancellable *cancellable,
                                  GError **error)
{
    Look *look = data;
    g_autoptr(SecretItem) item = secret_item_new_for_dbus_path_sync(
        service, look->path, SECRET_ITEM_NONE, cancellable, error);
    look->is_locked = item && secret_item_get_locked(item);
    return item != NULL;
}

/*
 * What wanted a prompt, though it was unlocked: unless it has been locked since. That the prompt
 * was closed does not come back from libsecret.
 */
static gboolean delete_confirmed(Keyring *keyring, char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    Look look = {.path = path};
    if (!keyring_call(keyring, call_look_at_item, &look, &cause)) {
        secret_error_set(error, cause);
        return FALSE;
    }
    if (look.is_locked) {
        secret_error_set_locked(error);
        return FALSE;
    }
    if (!keyring_call_confirmed(keyring, call_delete, path, error))
        return FALSE;
    if (!keyring_call(keyring, call_look_at_item, &look, NULL))
        return TRUE;
    quiet_service_set_closed_error(error);
    return FALSE;
}

gboolean keyring_items_delete(Keyring *keyring, char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_delete, path, &cause))
        return TRUE;
    if (cause && secret_error_is_without_object(cause))
        return TRUE;
    if (cause && secret_error_is_locked(cause))
        return delete_confirmed(keyring, path, error);
    secret_error_set(error, cause);
    return FALSE;
}
