/* SPDX-License-Identifier: MIT */
#define SECRET_API_SUBJECT_TO_CHANGE /* the object-path calls; unchanged from 0.18 to 0.21.7 */

#include "store/secret_service.h"

#include "core/error.h"
#include "store/deadline.h"
#include "store/keeper.h"
#include "store/quiet_service.h"
#include "store/secret_error.h"
#include "store/secret_service_items.h"
#include "store/unlocking.h"

#include <string.h>

/* For a look at a service that has not answered another call. */
#define GLANCE_MS 500

#define CONTENT_TYPE_TEXT "text/plain"
#define CONTENT_TYPE_BYTES "application/octet-stream"

struct Keyring {
    SecretService *service;
    Deadline *deadline;
    StorePrompting prompting;
    gboolean shows_items; /* what is not found is not there: see hidden_collection() */
};

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

/* ---- sessions ------------------------------------------------------------------------------ */

/* With a display and no bus, GLib would start a dbus-launch that outlives us. */
static gboolean bus_is_there(void)
{
    const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
    if (address && *address)
        return TRUE;
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *socket = runtime ? g_build_filename(runtime, "bus", NULL) : NULL;
    return socket && g_file_test(socket, G_FILE_TEST_EXISTS);
}

/*
 * Without a session: its Diffie-Hellman exchange is two thirds of what a look-up costs, and
 * libsecret makes it when the first secret is to travel. Where nothing is found, none does.
 */
static SecretService *service_open(Deadline *deadline, GError **error)
{
    GCancellable *cancellable = deadline_start(deadline, SECRET_SERVICE_CALL_MS);
    SecretService *service =
        secret_service_open_sync(QUIET_SERVICE_TYPE, NULL, SECRET_SERVICE_NONE, cancellable, error);
    deadline_stop(deadline);
    return service;
}

static gpointer keyring_open(const StorePrompting *prompting, GError **error)
{
    if (!bus_is_there()) {
        error_set(error, ERROR_STORE_ABSENT, STORE_WAYS_OUT,
                  "there is no D-Bus session, so no keyring");
        return NULL;
    }
    g_autoptr(GError) cause = NULL;
    g_autoptr(Deadline) deadline = deadline_new();
    SecretService *service = service_open(deadline, &cause);
    if (!service) {
        secret_error_set(error, cause);
        return NULL;
    }
    Keyring *keyring = g_new0(Keyring, 1);
    keyring->service = service;
    keyring->deadline = g_steal_pointer(&deadline);
    keyring->prompting = *prompting;
    return keyring;
}

static void keyring_close(gpointer handle)
{
    Keyring *keyring = handle;
    g_object_unref(keyring->service);
    deadline_free(keyring->deadline);
    g_free(keyring);
}

/* One call of the service. Errors are libsecret's own. */
typedef gboolean (*Call)(SecretService *service, gpointer data, GCancellable *cancellable,
                         GError **error);

static gboolean call_within(Keyring *keyring, gint64 timeout_ms, Call call, gpointer data,
                            GError **error)
{
    GCancellable *cancellable = deadline_start(keyring->deadline, timeout_ms);
    gboolean is_done = call(keyring->service, data, cancellable, error);
    deadline_stop(keyring->deadline);
    return is_done;
}

static gboolean call_in_time(Keyring *keyring, Call call, gpointer data, GError **error)
{
    return call_within(keyring, SECRET_SERVICE_CALL_MS, call, data, error);
}

/* KWallet loses sessions under load: a call that finds none is made once more, with a new one. */
static gboolean keyring_call(Keyring *keyring, Call call, gpointer data, GError **error)
{
    g_autoptr(GError) first = NULL;
    if (call_in_time(keyring, call, data, &first))
        return TRUE;
    if (!first || !secret_error_is_session_lost(first)) {
        if (first)
            g_propagate_error(error, g_steal_pointer(&first));
        return FALSE;
    }
    SecretService *service = service_open(keyring->deadline, error);
    if (!service)
        return FALSE;
    g_object_unref(keyring->service);
    keyring->service = service;
    return call_in_time(keyring, call, data, error);
}

static const char confirm_hint[] =
    "try again on that screen, or switch the confirmation off; with KeePassXC: Settings, Secret "
    "Service Integration";

/*
 * Once more what wants a prompt although nothing is locked, see quiet_service.h. A person who can
 * see it has all the time; where there is none, it has a call's. Errors are ours.
 */
static gboolean keyring_call_confirmed(Keyring *keyring, Call call, gpointer data, GError **error)
{
    g_autoptr(GError) cause = NULL;
    gboolean may_prompt = keyring->prompting.may_prompt(keyring->prompting.data);
    quiet_service_set_prompts(keyring->service, TRUE);
    gboolean is_done = may_prompt ? call(keyring->service, data, NULL, &cause)
                                  : call_in_time(keyring, call, data, &cause);
    quiet_service_set_prompts(keyring->service, FALSE);
    if (is_done)
        return TRUE;
    if (cause && g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        error_set(error, ERROR_STORE_LOCKED, confirm_hint,
                  "the keyring changes nothing before somebody confirms it on its screen");
    else
        secret_error_set(error, cause);
    return FALSE;
}

/* ---- unlocking ----------------------------------------------------------------------------- */

/*
 * Shows the prompt and waits for the person, however long that takes: a prompt is never cancelled.
 * The service is opened for this alone, and lets the prompt through.
 */
static gboolean prompt_unlock(const char *const *paths, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(SecretService) service =
        secret_service_open_sync(QUIET_SERVICE_TYPE, NULL, SECRET_SERVICE_NONE, NULL, &cause);
    if (!service) {
        secret_error_set(error, cause);
        return FALSE;
    }
    quiet_service_set_prompts(service, TRUE);
    g_auto(GStrv) copy = g_strdupv((GStrv)paths);
    g_auto(GStrv) unlocked = NULL;
    int count = secret_service_unlock_dbus_paths_sync(service, (const char **)copy, NULL, &unlocked,
                                                      &cause);
    if (count > 0 && !cause)
        return TRUE;
    if (!cause || g_error_matches(cause, AZDO_ERROR, ERROR_STORE_DISMISSED))
        secret_error_set_dismissed(error);
    else
        secret_error_set(error, cause);
    return FALSE;
}

/* Does again what failed because of the lock; TRUE once it has succeeded. */
typedef gboolean (*Attempt)(Keyring *keyring, gpointer data);

typedef struct {
    Keyring *keyring;
    const char *const *paths;
    Attempt attempt;
    gpointer data;
} Unlock;

static gboolean unlock_attempt(gpointer data)
{
    const Unlock *unlock = data;
    return unlock->attempt(unlock->keyring, unlock->data);
}

static gboolean unlock_prompt(gpointer data, GError **error)
{
    const Unlock *unlock = data;
    const StorePrompting *prompting = &unlock->keyring->prompting;
    /* Who waited may have nobody left to ask for: Git is gone. */
    gboolean may_prompt = prompting->may_prompt(prompting->data);
    if (may_prompt && !prompt_unlock(unlock->paths, error))
        return FALSE;
    if (may_prompt && unlock_attempt(data))
        return TRUE;
    secret_error_set_locked(error);
    return FALSE;
}

static gboolean keyring_unlock(Keyring *keyring, const char *const *paths, Attempt attempt,
                               gpointer data, GError **error)
{
    if (!keyring->prompting.may_prompt(keyring->prompting.data)) {
        secret_error_set_locked(error);
        return FALSE;
    }
    Unlock unlock = {.keyring = keyring, .paths = paths, .attempt = attempt, .data = data};
    const Unlocking unlocking = {
        .attempt = unlock_attempt,
        .prompt = unlock_prompt,
        .set_dismissed = secret_error_set_dismissed,
        .data = &unlock,
    };
    return unlocking_run(&unlocking, error);
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

void search_clear(Search *search)
{
    g_clear_pointer(&search->unlocked, g_strfreev);
    g_clear_pointer(&search->locked, g_strfreev);
}

static gboolean call_search(SecretService *service, gpointer data, GCancellable *cancellable,
                            GError **error)
{
    Search *search = data;
    search_clear(search);
    return secret_service_search_for_dbus_paths_sync(service, search->is_foreign ? NULL : &schema,
                                                     search->attributes, cancellable,
                                                     &search->unlocked, &search->locked, error);
}

static gboolean call_read_alias(SecretService *service, gpointer data, GCancellable *cancellable,
                                GError **error)
{
    char **ret_path = data;
    g_autoptr(GError) cause = NULL;
    *ret_path = secret_service_read_alias_dbus_path_sync(service, SECRET_COLLECTION_DEFAULT,
                                                         cancellable, &cause);
    if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (!*ret_path)
        g_set_error_literal(error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT, "no such alias");
    return *ret_path != NULL;
}

static gboolean is_empty(char **paths)
{
    return !paths || !*paths;
}

typedef struct {
    const char *path; /* borrowed */
    gboolean is_locked;
    gboolean is_empty;
} Look;

static gboolean call_look(SecretService *service, gpointer data, GCancellable *cancellable,
                          GError **error)
{
    Look *look = data;
    g_autoptr(SecretCollection) collection = secret_collection_new_for_dbus_path_sync(
        service, look->path, SECRET_COLLECTION_NONE, cancellable, error);
    if (!collection)
        return FALSE;
    g_autoptr(GVariant) items = g_dbus_proxy_get_cached_property(G_DBUS_PROXY(collection), "Items");
    look->is_locked = secret_collection_get_locked(collection);
    look->is_empty = items && g_variant_n_children(items) == 0;
    return TRUE;
}

/*
 * KeePassXC shows nothing of a locked database: what is not found in it may be there. NULL, or the
 * path of the default collection if that is the case.
 */
static char *hidden_collection(Keyring *keyring)
{
    g_autofree char *path = NULL;
    if (keyring->shows_items || !keyring_call(keyring, call_read_alias, &path, NULL))
        return NULL;
    Look look = {.path = path};
    if (!keyring_call(keyring, call_look, &look, NULL))
        return NULL;
    keyring->shows_items = !look.is_locked || !look.is_empty;
    return keyring->shows_items ? NULL : g_steal_pointer(&path);
}

/* What is to be unlocked before the search means something; NULL = nothing. */
static GStrv search_obstacles(Keyring *keyring, const Search *search)
{
    if (!is_empty(search->unlocked) && (!search->wants_all || is_empty(search->locked)))
        return NULL;
    if (!is_empty(search->locked))
        return g_strdupv(search->locked);
    char *hidden = hidden_collection(keyring);
    if (!hidden)
        return NULL;
    GStrv paths = g_new0(char *, 2);
    paths[0] = hidden;
    return paths;
}

static gboolean attempt_search(Keyring *keyring, gpointer data)
{
    if (!call_in_time(keyring, call_search, data, NULL))
        return FALSE;
    g_auto(GStrv) obstacles = search_obstacles(keyring, data);
    return !obstacles;
}

static gboolean call_unlock(SecretService *service, gpointer data, GCancellable *cancellable,
                            GError **error)
{
    g_auto(GStrv) unlocked = NULL;
    return secret_service_unlock_dbus_paths_sync(service, data, cancellable, &unlocked, error) > 0;
}

/*
 * A keyring without a password is locked, too, until somebody asks; the quiet service may. hang is
 * set, to an error of ours, if the service does not answer: nor would it if a person were to be
 * asked.
 */
static gboolean unlock_quietly(Keyring *keyring, char **paths, GError **hang)
{
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_unlock, paths, &cause))
        return TRUE;
    if (cause && secret_error_is_timed_out(cause))
        secret_error_set(hang, cause);
    return FALSE;
}

/* Unlocked, or not locked any more; data is a Look. */
static gboolean attempt_look(Keyring *keyring, gpointer data)
{
    const Look *look = data;
    return call_in_time(keyring, call_look, data, NULL) && !look->is_locked;
}

/*
 * KeePassXC answers a search in a locked database when somebody has unlocked it, and meanwhile
 * every other call at once: so does no service that hangs. TRUE if it is to be searched again.
 */
static gboolean unlock_for_search(Keyring *keyring, const GError *cause, GError **error)
{
    g_autofree char *path = NULL;
    Look look = {0};
    gboolean is_there = secret_error_is_timed_out(cause) &&
                        call_within(keyring, GLANCE_MS, call_read_alias, &path, NULL);
    look.path = path;
    if (!is_there || !call_within(keyring, GLANCE_MS, call_look, &look, NULL) || !look.is_locked) {
        secret_error_set(error, cause);
        return FALSE;
    }
    const char *const paths[] = {path, NULL};
    return keyring_unlock(keyring, paths, attempt_look, &look, error);
}

static gboolean search_once(Keyring *keyring, Search *search, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_search, search, &cause))
        return TRUE;
    if (!unlock_for_search(keyring, cause, error))
        return FALSE;
    g_clear_error(&cause);
    if (keyring_call(keyring, call_search, search, &cause))
        return TRUE;
    secret_error_set(error, cause);
    return FALSE;
}

/* The items with these attributes; locked ones only after unlocking, "locked" is not "missing". */
gboolean keyring_search(Keyring *keyring, Search *search, GError **error)
{
    if (!search_once(keyring, search, error))
        return FALSE;
    g_auto(GStrv) obstacles = search_obstacles(keyring, search);
    g_autoptr(GError) hang = NULL;
    if (!obstacles ||
        (unlock_quietly(keyring, obstacles, &hang) && attempt_search(keyring, search)))
        return TRUE;
    if (hang) {
        g_propagate_error(error, g_steal_pointer(&hang));
        return FALSE;
    }
    return keyring_unlock(keyring, (const char *const *)obstacles, attempt_search, search, error);
}

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

static Credential *credential_from_value(SecretValue *value)
{
    gsize length = 0;
    const char *bytes = secret_value_get(value, &length);
    Credential *credential = NULL;
    if (credential_decode(bytes, length, &credential) != CREDENTIAL_DECODED)
        return NULL;
    return credential;
}

GHashTable *keyring_read(Keyring *keyring, char **paths, GError **error)
{
    Reading reading = {.paths = paths};
    if (is_empty(paths))
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

GHashTable *keyring_read_attributes(Keyring *keyring, const char *path, GError **error)
{
    AttributeReading reading = {.path = path};
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_read_attributes, &reading, &cause))
        return reading.attributes;
    secret_error_set(error, cause);
    return NULL;
}

static GPtrArray *keyring_lookup(gpointer handle, const StoreQuery *query, GError **error)
{
    g_autoptr(GHashTable) attributes = attributes_for_query(query);
    g_auto(Search) search = {.attributes = attributes};
    if (!keyring_search(handle, &search, error))
        return NULL;
    g_autoptr(GHashTable) values = keyring_read(handle, search.unlocked, error);
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

/* The default collection; *ret_path, which is the caller's, is what the look borrows. */
static gboolean look_at_default(Keyring *keyring, char **ret_path, Look *ret_look, GError **error)
{
    g_autoptr(GError) cause = NULL;
    gboolean is_seen = keyring_call(keyring, call_read_alias, ret_path, &cause);
    *ret_look = (Look){.path = *ret_path};
    if (is_seen && keyring_call(keyring, call_look, ret_look, &cause))
        return TRUE;
    secret_error_set(error, cause);
    return FALSE;
}

static gboolean keyring_inspect(gpointer handle, StoreState *ret_state, GError **error)
{
    Keyring *keyring = handle;
    g_autofree char *path = NULL;
    Look look = {0};
    if (!look_at_default(keyring, &path, &look, error))
        return FALSE;
    ret_state->is_locked = look.is_locked;
    ret_state->keeper = keeper_of_name(g_dbus_proxy_get_connection(G_DBUS_PROXY(keyring->service)),
                                       g_dbus_proxy_get_name(G_DBUS_PROXY(keyring->service)));
    return TRUE;
}

static gboolean keyring_prepare(gpointer handle, GError **error)
{
    g_autoptr(GError) hang = NULL;
    g_autofree char *path = NULL;
    Look look = {0};
    if (!look_at_default(handle, &path, &look, error))
        return FALSE;
    char *paths[] = {path, NULL};
    if (!look.is_locked || (unlock_quietly(handle, paths, &hang) && attempt_look(handle, &look)))
        return TRUE;
    if (hang) {
        g_propagate_error(error, g_steal_pointer(&hang));
        return FALSE;
    }
    return keyring_unlock(handle, (const char *const *)paths, attempt_look, &look, error);
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

/*
 * KeePassXC makes an item by a prompt. The one by which it would replace an item is never over
 * (2.7.4), but it takes a new secret for it at once.
 */
static gboolean keyring_save_confirmed(Keyring *keyring, Saving *saving, GError **error)
{
    g_auto(Search) search = {.attributes = saving->attributes};
    if (!keyring_search(keyring, &search, error))
        return FALSE;
    if (is_empty(search.unlocked))
        return keyring_call_confirmed(keyring, call_save, saving, error);
    for (char **path = search.unlocked; *path; path++) {
        g_autoptr(GError) cause = NULL;
        Replacing replacing = {.path = *path, .value = saving->value};
        if (!keyring_call(keyring, call_replace, &replacing, &cause)) {
            secret_error_set(error, cause);
            return FALSE;
        }
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

static gboolean keyring_save(gpointer handle, const Credential *credential, GError **error)
{
    g_autoptr(Secret) payload = credential_encode(credential);
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
    return keyring_prepare(handle, error) && keyring_save_confirmed(handle, &saving, error);
}

/* ---- removing ------------------------------------------------------------------------------ */

static gboolean call_delete(SecretService *service, gpointer data, GCancellable *cancellable,
                            GError **error)
{
    return secret_service_delete_item_dbus_path_sync(service, data, cancellable, error);
}

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
static gboolean keyring_delete_confirmed(Keyring *keyring, char *path, GError **error)
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

gboolean keyring_delete(Keyring *keyring, char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_delete, path, &cause))
        return TRUE;
    if (cause && secret_error_is_without_object(cause))
        return TRUE;
    if (cause && secret_error_is_locked(cause))
        return keyring_delete_confirmed(keyring, path, error);
    secret_error_set(error, cause);
    return FALSE;
}

static gboolean value_has_secret(SecretValue *value, const Secret *secret)
{
    g_autoptr(Credential) credential = credential_from_value(value);
    return credential && secret_equal(credential->secret, secret);
}

static gboolean remove_found(Keyring *keyring, const Search *search, const Secret *secret,
                             GError **error)
{
    g_autoptr(GHashTable) values = keyring_read(keyring, search->unlocked, error);
    if (!values)
        return FALSE;

    GHashTableIter at;
    gpointer path = NULL;
    gpointer value = NULL;
    g_hash_table_iter_init(&at, values);
    while (g_hash_table_iter_next(&at, &path, &value)) {
        if (value_has_secret(value, secret) && !keyring_delete(keyring, path, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean keyring_remove(gpointer handle, const Credential *credential, GError **error)
{
    g_autoptr(GHashTable) attributes = attributes_for_credential(credential);
    g_auto(Search) search = {.attributes = attributes};
    if (!keyring_search(handle, &search, error) ||
        !remove_found(handle, &search, credential->secret, error))
        return FALSE;
    if (is_empty(search.locked))
        return TRUE;
    /* It would be back once that is unlocked; what was open is gone, whatever comes of this. */
    search.wants_all = TRUE;
    return keyring_search(handle, &search, error) &&
           remove_found(handle, &search, credential->secret, error);
}

static const StoreBackend secret_service_backend = {
    .name = "secret-service",
    .open = keyring_open,
    .close = keyring_close,
    .lookup = keyring_lookup,
    .save = keyring_save,
    .remove = keyring_remove,
    .prepare = keyring_prepare,
    .inspect = keyring_inspect,
    .find_foreign = keyring_find_foreign,
    .remove_foreign = keyring_remove_foreign,
};

const StoreBackend *store_module_backend(void)
{
    return &secret_service_backend;
}
