/* SPDX-License-Identifier: MIT */
#include "scripted_service.h"

/* --- errors ----------------------------------------------------------------------------------- */

static const GDBusErrorEntry failure_names[] = {
    {FAILURE_IS_LOCKED, SECRET "Error.IsLocked"},
    {FAILURE_NO_SESSION, SECRET "Error.NoSession"},
    {FAILURE_NO_SUCH_OBJECT, SECRET "Error.NoSuchObject"},
};

static GQuark failure_quark(void)
{
    static gsize quark = 0;

    g_dbus_error_register_error_domain("scripted-failure", &quark, failure_names,
                                       G_N_ELEMENTS(failure_names));
    return (GQuark)quark;
}

void service_fail(GError **error, Failure failure, const char *message)
{
    g_set_error_literal(error, failure_quark(), (int)failure, message);
}

/* --- secrets ---------------------------------------------------------------------------------- */

/* Whether the session is open; the moment at which a script loses it. */
static gboolean session_check(const Call *call, const char *path, GError **error)
{
    Service *service = call->service;

    if (service->drop_session && !call->observed) {
        service->drop_session = FALSE;
        g_hash_table_remove_all(service->sessions);
    }
    if (g_hash_table_contains(service->sessions, path))
        return TRUE;
    service_fail(error, FAILURE_NO_SESSION, "There is no such session");
    return FALSE;
}

static gboolean lock_check(const Call *call, const Collection *collection, GError **error)
{
    if (!collection->locked || call->observed)
        return TRUE;
    service_fail(error, FAILURE_IS_LOCKED, "The collection is locked");
    return FALSE;
}

static const char *item_content_type(const Service *service, const Item *item)
{
    switch (service->content_type_policy) {
    case CONTENT_TYPE_KEEP:
        return item->content_type;
    case CONTENT_TYPE_DROP:
        return "";
    case CONTENT_TYPE_FORCE:
        return service->forced_content_type;
    }
    g_assert_not_reached();
}

static GVariant *item_secret(const Service *service, const Item *item, const char *session)
{
    GVariant *parameters = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, NULL, 0, 1);

    return g_variant_new("(o@ay@ays)", session, parameters, item->value,
                         item_content_type(service, item));
}

/* Takes over value and content type of a secret, (oayays). */
static void item_set_secret(Item *item, GVariant *secret)
{
    g_clear_pointer(&item->value, g_variant_unref);
    g_clear_pointer(&item->content_type, g_free);
    g_variant_get(secret, "(o@ay@ays)", NULL, NULL, &item->value, &item->content_type);
    item->modified = now_s();
}

static gboolean secret_session_check(const Call *call, GVariant *secret, GError **error)
{
    const char *session;

    g_variant_get(secret, "(&o@ay@ay&s)", &session, NULL, NULL, NULL);
    return session_check(call, session, error);
}

/* --- org.freedesktop.Secret.Service ----------------------------------------------------------- */

static GVariant *handle_open_session(const Call *call, GError **error)
{
    Service *service = call->service;
    const char *algorithm;
    char *path;

    if (service->refuse_key && !call->observed) {
        service->refuse_key = FALSE;
        g_set_error_literal(error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "The key is short");
        return NULL;
    }
    g_variant_get(call->arguments, "(&sv)", &algorithm, NULL);
    if (!g_str_equal(algorithm, "plain")) {
        g_set_error_literal(error, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED, "Only plain sessions");
        return NULL;
    }
    path = g_strdup_printf(ROOT "/session/s%u", ++service->last_number);
    g_hash_table_add(service->sessions, path);
    return g_variant_new("(vo)", g_variant_new_string(""), path);
}

static GVariant *handle_create_collection(const Call *call, GError **error G_GNUC_UNUSED)
{
    Service *service = call->service;
    g_autoptr(GVariant) properties = NULL;
    const char *label = "";
    const char *alias;
    Collection *collection;

    g_variant_get(call->arguments, "(@a{sv}&s)", &properties, &alias);
    g_variant_lookup(properties, SECRET "Collection.Label", "&s", &label);
    collection = collection_new(service, label);
    if (*alias != '\0')
        g_hash_table_replace(service->aliases, g_strdup(alias), g_strdup(collection->path));
    service_signal(service, ROOT, SECRET "Service", "CollectionCreated",
                   g_variant_new("(o)", collection->path));
    return g_variant_new("(oo)", collection->path, NO_OBJECT);
}

/* Whether the caller sees what is in the collection. */
static gboolean collection_shows(const Collection *collection, const Call *call)
{
    return !collection->locked || !call->service->hide_locked || call->observed;
}

static void search_collection(const Call *call, const Collection *collection, GVariant *attributes,
                              GVariantBuilder *found)
{
    guint times = call->service->duplicates && !call->observed ? 2 : 1;

    if (!collection_shows(collection, call))
        return;
    for (guint i = 0; i < collection->items->len; i++) {
        const Item *item = g_ptr_array_index(collection->items, i);
        for (guint n = 0; item_matches(item, attributes) && n < times; n++)
            g_variant_builder_add(found, "o", item->path);
    }
}

static GVariant *handle_search(const Call *call, GError **error G_GNUC_UNUSED)
{
    Service *service = call->service;
    g_autoptr(GVariant) attributes = g_variant_get_child_value(call->arguments, 0);
    GVariantBuilder unlocked;
    GVariantBuilder locked;

    g_variant_builder_init(&unlocked, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    g_variant_builder_init(&locked, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    for (guint i = 0; i < service->collections->len; i++) {
        const Collection *collection = g_ptr_array_index(service->collections, i);
        search_collection(call, collection, attributes, collection->locked ? &locked : &unlocked);
    }
    return g_variant_new("(aoao)", &unlocked, &locked);
}

static GVariant *handle_unlock(const Call *call, GError **error G_GNUC_UNUSED)
{
    Service *service = call->service;
    g_autoptr(GStrvBuilder) locked = g_strv_builder_new();
    g_autofree const char **objects = NULL;
    g_auto(GStrv) waiting = NULL;
    const char *prompt = NO_OBJECT;
    GVariantBuilder unlocked;

    g_variant_get(call->arguments, "(^a&o)", &objects);
    g_variant_builder_init(&unlocked, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    for (gsize i = 0; objects[i] != NULL; i++) {
        const Collection *collection = collection_of_object(service, objects[i]);
        if (collection != NULL && collection->locked)
            g_strv_builder_add(locked, objects[i]);
        else if (collection != NULL)
            g_variant_builder_add(&unlocked, "o", objects[i]);
    }
    waiting = g_strv_builder_end(locked);
    if (waiting[0] != NULL && service->prompt_outcome != PROMPT_NONE)
        prompt = prompt_add(service, g_steal_pointer(&waiting));
    return g_variant_new("(aoo)", &unlocked, prompt);
}

static GVariant *handle_lock(const Call *call, GError **error G_GNUC_UNUSED)
{
    g_autofree const char **objects = NULL;
    GVariantBuilder locked;

    g_variant_get(call->arguments, "(^a&o)", &objects);
    g_variant_builder_init(&locked, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    for (gsize i = 0; objects[i] != NULL; i++) {
        Collection *collection = collection_of_object(call->service, objects[i]);
        if (collection == NULL)
            continue;
        collection_set_locked(call->service, collection, TRUE);
        g_variant_builder_add(&locked, "o", objects[i]);
    }
    return g_variant_new("(aoo)", &locked, NO_OBJECT);
}

/* Items that are locked or gone are left out. */
static GVariant *handle_get_secrets(const Call *call, GError **error)
{
    g_autofree const char **items = NULL;
    const char *session;
    GVariantBuilder secrets;

    g_variant_get(call->arguments, "(^a&o&o)", &items, &session);
    if (!session_check(call, session, error))
        return NULL;
    g_variant_builder_init(&secrets, G_VARIANT_TYPE("a{o" SECRET_TYPE "}"));
    for (gsize i = 0; items[i] != NULL; i++) {
        Collection *collection;
        const Item *item = item_lookup(call->service, items[i], &collection);
        if (item != NULL && lock_check(call, collection, NULL))
            g_variant_builder_add(&secrets, "{o@" SECRET_TYPE "}", items[i],
                                  item_secret(call->service, item, session));
    }
    return g_variant_new("(a{o" SECRET_TYPE "})", &secrets);
}

static GVariant *handle_read_alias(const Call *call, GError **error G_GNUC_UNUSED)
{
    const char *alias;
    const char *path;

    g_variant_get(call->arguments, "(&s)", &alias);
    path = g_hash_table_lookup(call->service->aliases, alias);
    return g_variant_new("(o)", path != NULL ? path : NO_OBJECT);
}

static GVariant *handle_set_alias(const Call *call, GError **error)
{
    const char *alias;
    const char *path;

    g_variant_get(call->arguments, "(&s&o)", &alias, &path);
    if (g_str_equal(path, NO_OBJECT)) {
        g_hash_table_remove(call->service->aliases, alias);
    } else if (collection_lookup(call->service, path) == NULL) {
        service_fail(error, FAILURE_NO_SUCH_OBJECT, "There is no such collection");
        return NULL;
    } else {
        g_hash_table_replace(call->service->aliases, g_strdup(alias), g_strdup(path));
    }
    return g_variant_new("()");
}

/* The prompt that a change wants, or NULL for none; see the rule `confirm`. */
static const char *confirmation(const Call *call)
{
    if (!call->service->confirm || call->observed)
        return NULL;
    return prompt_add(call->service, g_new0(char *, 1));
}

/* --- org.freedesktop.Secret.Collection -------------------------------------------------------- */

static gboolean alias_names_collection(gpointer alias G_GNUC_UNUSED, gpointer path, gpointer data)
{
    const Collection *collection = data;

    return g_str_equal(path, collection->path);
}

static GVariant *handle_delete_collection(const Call *call, GError **error)
{
    Service *service = call->service;
    Collection *collection = collection_lookup(service, call->path);

    if (!lock_check(call, collection, error))
        return NULL;
    g_hash_table_foreach_remove(service->aliases, alias_names_collection, collection);
    service_signal(service, ROOT, SECRET "Service", "CollectionDeleted",
                   g_variant_new("(o)", collection->path));
    g_dbus_connection_unregister_subtree(service->bus, collection->subtree);
    g_ptr_array_remove(service->collections, collection);
    return g_variant_new("(o)", NO_OBJECT);
}

static GVariant *handle_search_collection(const Call *call, GError **error G_GNUC_UNUSED)
{
    g_autoptr(GVariant) attributes = g_variant_get_child_value(call->arguments, 0);
    GVariantBuilder found;

    g_variant_builder_init(&found, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    search_collection(call, collection_lookup(call->service, call->path), attributes, &found);
    return g_variant_new("(ao)", &found);
}

/* Replaces, as gnome-keyring does, the first item that has these attributes among its own. */
static GVariant *handle_create_item(const Call *call, GError **error)
{
    Collection *collection = collection_lookup(call->service, call->path);
    g_autoptr(GVariant) properties = NULL;
    g_autoptr(GVariant) secret = NULL;
    g_autoptr(GVariant) attributes = NULL;
    const char *prompt;
    gboolean replace;
    Item *found = NULL;
    Item *item;

    g_variant_get(call->arguments, "(@a{sv}@" SECRET_TYPE "b)", &properties, &secret, &replace);
    if (!lock_check(call, collection, error) || !secret_session_check(call, secret, error))
        return NULL;
    prompt = confirmation(call);
    if (prompt != NULL)
        return g_variant_new("(oo)", NO_OBJECT, prompt);
    attributes =
        g_variant_lookup_value(properties, SECRET "Item.Attributes", G_VARIANT_TYPE("a{ss}"));
    if (attributes == NULL)
        attributes = g_variant_ref_sink(g_variant_new("a{ss}", NULL));
    if (replace)
        found = collection_find(collection, attributes);
    item = found != NULL ? found : item_new(call->service, collection);
    item_set_properties(item, properties, attributes);
    item_set_secret(item, secret);
    collection_signal(call->service, collection, found != NULL ? "ItemChanged" : "ItemCreated",
                      item);
    return g_variant_new("(oo)", item->path, NO_OBJECT);
}

/* --- org.freedesktop.Secret.Item -------------------------------------------------------------- */

static GVariant *handle_delete_item(const Call *call, GError **error)
{
    Collection *collection;
    Item *item = item_lookup(call->service, call->path, &collection);
    const char *prompt;

    if (!lock_check(call, collection, error))
        return NULL;
    prompt = confirmation(call);
    if (prompt != NULL)
        return g_variant_new("(o)", prompt);
    collection_signal(call->service, collection, "ItemDeleted", item);
    g_ptr_array_remove(collection->items, item);
    return g_variant_new("(o)", NO_OBJECT);
}

static GVariant *handle_get_secret(const Call *call, GError **error)
{
    Collection *collection;
    const Item *item = item_lookup(call->service, call->path, &collection);
    const char *session;

    g_variant_get(call->arguments, "(&o)", &session);
    if (!lock_check(call, collection, error) || !session_check(call, session, error))
        return NULL;
    return g_variant_new("(@" SECRET_TYPE ")", item_secret(call->service, item, session));
}

static GVariant *handle_set_secret(const Call *call, GError **error)
{
    Collection *collection;
    Item *item = item_lookup(call->service, call->path, &collection);
    g_autoptr(GVariant) secret = g_variant_get_child_value(call->arguments, 0);

    if (!lock_check(call, collection, error) || !secret_session_check(call, secret, error))
        return NULL;
    item_set_secret(item, secret);
    collection_signal(call->service, collection, "ItemChanged", item);
    return g_variant_new("()");
}

/* --- org.freedesktop.Secret.Session and .Prompt ----------------------------------------------- */

static GVariant *handle_close_session(const Call *call, GError **error G_GNUC_UNUSED)
{
    g_hash_table_remove(call->service->sessions, call->path);
    return g_variant_new("()");
}

static GVariant *handle_prompt(const Call *call, GError **error G_GNUC_UNUSED)
{
    prompt_show(g_hash_table_lookup(call->service->prompts, call->path), call->sender);
    return g_variant_new("()");
}

static GVariant *handle_dismiss(const Call *call, GError **error G_GNUC_UNUSED)
{
    prompt_complete(g_hash_table_lookup(call->service->prompts, call->path), TRUE);
    return g_variant_new("()");
}

/* --- properties ------------------------------------------------------------------------------- */

static GVariant *collections_value(const Service *service)
{
    GVariantBuilder paths;

    g_variant_builder_init(&paths, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    for (guint i = 0; i < service->collections->len; i++) {
        const Collection *collection = g_ptr_array_index(service->collections, i);
        g_variant_builder_add(&paths, "o", collection->path);
    }
    return g_variant_builder_end(&paths);
}

static GVariant *items_value(const Collection *collection, const Call *call)
{
    guint shown = collection_shows(collection, call) ? collection->items->len : 0;
    GVariantBuilder paths;

    g_variant_builder_init(&paths, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    for (guint i = 0; i < shown; i++) {
        const Item *item = g_ptr_array_index(collection->items, i);
        g_variant_builder_add(&paths, "o", item->path);
    }
    return g_variant_builder_end(&paths);
}

static GVariant *service_properties(const Service *service)
{
    GVariantDict properties;

    g_variant_dict_init(&properties, NULL);
    g_variant_dict_insert_value(&properties, "Collections", collections_value(service));
    return g_variant_dict_end(&properties);
}

static GVariant *collection_properties(const Collection *collection, const Call *call)
{
    GVariantDict properties;

    g_variant_dict_init(&properties, NULL);
    g_variant_dict_insert_value(&properties, "Items", items_value(collection, call));
    g_variant_dict_insert(&properties, "Label", "s", collection->label);
    g_variant_dict_insert(&properties, "Locked", "b", collection->locked);
    g_variant_dict_insert(&properties, "Created", "t", collection->created);
    g_variant_dict_insert(&properties, "Modified", "t", collection->modified);
    return g_variant_dict_end(&properties);
}

static GVariant *item_properties(const Item *item, const Collection *collection)
{
    GVariantDict properties;

    g_variant_dict_init(&properties, NULL);
    g_variant_dict_insert(&properties, "Locked", "b", collection->locked);
    g_variant_dict_insert_value(&properties, "Attributes", item->attributes);
    g_variant_dict_insert(&properties, "Label", "s", item->label);
    g_variant_dict_insert(&properties, "Created", "t", item->created);
    g_variant_dict_insert(&properties, "Modified", "t", item->modified);
    return g_variant_dict_end(&properties);
}

/* All properties of the object called, a{sv}. */
static GVariant *object_properties(const Call *call)
{
    Collection *collection = collection_lookup(call->service, call->path);
    const Item *item;

    if (collection != NULL)
        return collection_properties(collection, call);
    item = item_lookup(call->service, call->path, &collection);
    return item != NULL ? item_properties(item, collection) : service_properties(call->service);
}

static GVariant *handle_get_all_properties(const Call *call, GError **error G_GNUC_UNUSED)
{
    return g_variant_new("(@a{sv})", object_properties(call));
}

/* GDBus has checked that the property is there and may be read. */
static GVariant *handle_get_property(const Call *call, GError **error G_GNUC_UNUSED)
{
    g_autoptr(GVariant) properties = g_variant_ref_sink(object_properties(call));
    g_autoptr(GVariant) value = NULL;
    const char *name;

    g_variant_get(call->arguments, "(&s&s)", NULL, &name);
    value = g_variant_lookup_value(properties, name, NULL);
    return g_variant_new("(v)", value);
}

static void collection_set_label(Collection *collection, GVariant *value)
{
    g_free(collection->label);
    collection->label = g_variant_dup_string(value, NULL);
    collection->modified = now_s();
}

static void item_set_property(Item *item, const char *name, GVariant *value)
{
    if (g_str_equal(name, "Label")) {
        g_free(item->label);
        item->label = g_variant_dup_string(value, NULL);
    } else {
        g_variant_unref(item->attributes);
        item->attributes = g_variant_ref(value);
    }
    item->modified = now_s();
}

/* GDBus has checked that the property may be written, and the value's type. */
static GVariant *handle_set_property(const Call *call, GError **error)
{
    Collection *collection = collection_of_object(call->service, call->path);
    Item *item = item_lookup(call->service, call->path, NULL);
    g_autoptr(GVariant) value = NULL;
    const char *name;

    g_variant_get(call->arguments, "(&s&sv)", NULL, &name, &value);
    if (!lock_check(call, collection, error))
        return NULL;
    if (item == NULL) {
        collection_set_label(collection, value);
    } else {
        item_set_property(item, name, value);
        collection_signal(call->service, collection, "ItemChanged", item);
    }
    return g_variant_new("()");
}

const Method secret_methods[] = {
    {"Service.OpenSession", handle_open_session},
    {"Service.CreateCollection", handle_create_collection},
    {"Service.SearchItems", handle_search},
    {"Service.Unlock", handle_unlock},
    {"Service.Lock", handle_lock},
    {"Service.GetSecrets", handle_get_secrets},
    {"Service.ReadAlias", handle_read_alias},
    {"Service.SetAlias", handle_set_alias},
    {"Collection.Delete", handle_delete_collection},
    {"Collection.SearchItems", handle_search_collection},
    {"Collection.CreateItem", handle_create_item},
    {"Item.Delete", handle_delete_item},
    {"Item.GetSecret", handle_get_secret},
    {"Item.SetSecret", handle_set_secret},
    {"Session.Close", handle_close_session},
    {"Prompt.Prompt", handle_prompt},
    {"Prompt.Dismiss", handle_dismiss},
    {"Properties.Get", handle_get_property},
    {"Properties.GetAll", handle_get_all_properties},
    {"Properties.Set", handle_set_property},
    {NULL, NULL},
};
