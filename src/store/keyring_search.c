/* SPDX-License-Identifier: MIT */
#define SECRET_API_SUBJECT_TO_CHANGE /* the object-path calls; unchanged from 0.18 to 0.21.7 */

#include "store/keyring_search.h"

#include "store/keyring_collection.h"
#include "store/keyring_unlock.h"
#include "store/secret_error.h"
#include "store/secret_service.h"

void keyring_search_clear(KeyringSearch *search)
{
    g_clear_pointer(&search->unlocked, g_strfreev);
    g_clear_pointer(&search->locked, g_strfreev);
}

gboolean keyring_search_is_empty(char **paths)
{
    return !paths || !*paths;
}

/*
 * gnome-keyring does not know the schemas of a collection that has been locked since it started,
 * only the other attributes: what is looked for with its schema is not there, then.
 */
static gboolean search_without_schema(SecretService *service, KeyringSearch *search,
                                      GCancellable *cancellable, GError **error)
{
    g_clear_pointer(&search->locked, g_strfreev);
    return secret_service_search_for_dbus_paths_sync(service, NULL, search->attributes, cancellable,
                                                     NULL, &search->locked, error);
}

static gboolean call_search(SecretService *service, gpointer data, GCancellable *cancellable,
                            GError **error)
{
    KeyringSearch *search = data;
    keyring_search_clear(search);
    if (!secret_service_search_for_dbus_paths_sync(service, search->schema, search->attributes,
                                                   cancellable, &search->unlocked, &search->locked,
                                                   error))
        return FALSE;
    gboolean is_enough = !search->schema || !keyring_search_is_empty(search->locked) ||
                         (!search->wants_all && !keyring_search_is_empty(search->unlocked));
    return is_enough || search_without_schema(service, search, cancellable, error);
}

/*
 * KeePassXC shows nothing of a locked database: what is not found in it may be there. So may what
 * others keep, which is told by its schema, in one that gnome-keyring has not opened yet. NULL, or
 * the path of the default collection if that is the case.
 */
static char *hidden_collection(Keyring *keyring, gboolean is_foreign)
{
    g_auto(KeyringCollection) collection = {0};
    gboolean is_known = keyring_shows_items(keyring) && !is_foreign;
    if (is_known || !keyring_collection_look(keyring, &collection, NULL))
        return NULL;
    if (!collection.is_locked || !collection.shows_nothing)
        keyring_set_shows_items(keyring);
    gboolean is_hidden = collection.is_locked && (collection.shows_nothing || is_foreign);
    return is_hidden ? g_steal_pointer(&collection.path) : NULL;
}

/* What is to be unlocked before the search means something; NULL = nothing. */
static GStrv search_obstacles(Keyring *keyring, const KeyringSearch *search)
{
    gboolean has_locked = !keyring_search_is_empty(search->locked);
    if (!keyring_search_is_empty(search->unlocked) && (!search->wants_all || !has_locked))
        return NULL;
    if (has_locked)
        return g_strdupv(search->locked);
    char *hidden = hidden_collection(keyring, !search->schema);
    if (!hidden)
        return NULL;
    GStrv paths = g_new0(char *, 2);
    paths[0] = hidden;
    return paths;
}

static gboolean attempt_search(Keyring *keyring, gpointer data)
{
    if (!keyring_call_within(keyring, SECRET_SERVICE_CALL_MS, call_search, data, NULL))
        return FALSE;
    g_auto(GStrv) obstacles = search_obstacles(keyring, data);
    return !obstacles;
}

/*
 * KeePassXC answers a search in a locked database when somebody has unlocked it, and meanwhile
 * every other call at once: so does no service that hangs. TRUE if it is to be searched again.
 */
static gboolean unlock_what_waits(Keyring *keyring, const GError *cause, GError **error)
{
    g_auto(KeyringCollection) collection = {0};
    if (!secret_error_is_timed_out(cause) || !keyring_collection_glance(keyring, &collection) ||
        !collection.is_locked) {
        secret_error_set(error, cause);
        return FALSE;
    }
    const char *const paths[] = {collection.path, NULL};
    return keyring_unlock_by_prompt(keyring, paths, keyring_collection_is_open, &collection, error);
}

static gboolean search_once(Keyring *keyring, KeyringSearch *search, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (keyring_call(keyring, call_search, search, &cause))
        return TRUE;
    if (!unlock_what_waits(keyring, cause, error))
        return FALSE;
    g_clear_error(&cause);
    if (keyring_call(keyring, call_search, search, &cause))
        return TRUE;
    secret_error_set(error, cause);
    return FALSE;
}

gboolean keyring_search_run(Keyring *keyring, KeyringSearch *search, GError **error)
{
    if (!search_once(keyring, search, error))
        return FALSE;
    g_auto(GStrv) obstacles = search_obstacles(keyring, search);
    return !obstacles ||
           keyring_unlock(keyring, (const char *const *)obstacles, attempt_search, search, error);
}
