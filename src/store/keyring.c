/* SPDX-License-Identifier: MIT */
#include "store/keyring.h"

#include "core/error.h"
#include "core/message.h"
#include "store/deadline.h"
#include "store/keeper.h"
#include "store/quiet_service.h"
#include "store/secret_error.h"
#include "store/secret_service.h"

struct Keyring {
    SecretService *service;
    Deadline *deadline;
    StorePrompting prompting;
    gboolean shows_items;
};

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

Keyring *keyring_new(const StorePrompting *prompting, GError **error)
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

void keyring_free(Keyring *keyring)
{
    if (!keyring)
        return;
    g_object_unref(keyring->service);
    deadline_free(keyring->deadline);
    g_free(keyring);
}

gboolean keyring_may_prompt(const Keyring *keyring)
{
    return keyring->prompting.may_prompt(keyring->prompting.data);
}

char *keyring_keeper(const Keyring *keyring)
{
    GDBusProxy *proxy = G_DBUS_PROXY(keyring->service);
    return keeper_of_name(g_dbus_proxy_get_connection(proxy), g_dbus_proxy_get_name(proxy));
}

gboolean keyring_shows_items(const Keyring *keyring)
{
    return keyring->shows_items;
}

void keyring_set_shows_items(Keyring *keyring)
{
    keyring->shows_items = TRUE;
}

gboolean keyring_call_within(Keyring *keyring, gint64 timeout_ms, KeyringCall call, gpointer data,
                             GError **error)
{
    GCancellable *cancellable = deadline_start(keyring->deadline, timeout_ms);
    gboolean is_done = call(keyring->service, data, cancellable, error);
    deadline_stop(keyring->deadline);
    return is_done;
}

/* KWallet loses sessions under load. */
gboolean keyring_call(Keyring *keyring, KeyringCall call, gpointer data, GError **error)
{
    g_autoptr(GError) first = NULL;
    if (keyring_call_within(keyring, SECRET_SERVICE_CALL_MS, call, data, &first))
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
    return keyring_call_within(keyring, SECRET_SERVICE_CALL_MS, call, data, error);
}

static const char confirm_hint[] =
    N_("try again on that screen, or switch the confirmation off; with KeePassXC: Settings, Secret "
       "Service Integration");

gboolean keyring_call_confirmed(Keyring *keyring, KeyringCall call, gpointer data, GError **error)
{
    g_autoptr(GError) cause = NULL;
    gboolean may_prompt = keyring_may_prompt(keyring);
    quiet_service_set_prompts(keyring->service, TRUE);
    gboolean is_done =
        may_prompt ? call(keyring->service, data, NULL, &cause)
                   : keyring_call_within(keyring, SECRET_SERVICE_CALL_MS, call, data, &cause);
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
