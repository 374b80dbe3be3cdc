/* SPDX-License-Identifier: MIT */
#include "store/secret_error.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "store/store.h"

#include <libsecret/secret.h>

static const char locked_hint[] = N_(
    "unlock it at the desktop or with your keyring manager; without a screen: see TROUBLESHOOTING "
    "in: man git-credential-azdo");

static const char no_collection_hint[] =
    N_("make one, in your keyring manager or with gnome-keyring-daemon --replace --unlock; "
       "see TROUBLESHOOTING in: man git-credential-azdo");

typedef struct {
    gboolean (*matches)(const GError *error);
    ErrorCode code;
    const char *hint;
    const char *message;
} Translation;

gboolean secret_error_is_locked(const GError *error)
{
    return g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
}

gboolean secret_error_is_timed_out(const GError *error)
{
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
           g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
           g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT);
}

static gboolean is_without_provider(const GError *error)
{
    return g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
           g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

/* The errors of service activation are one run of GDBusError, from "fork failed" on. */
static gboolean is_activation_failure(const GError *error)
{
    return error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
           error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY;
}

/* An answer of another type than it should have is no fault of the bus. */
static gboolean is_without_bus(const GError *error)
{
    return error->domain == G_IO_ERROR && error->code != G_IO_ERROR_DBUS_ERROR &&
           error->code != G_IO_ERROR_INVALID_ARGUMENT;
}

gboolean secret_error_is_without_object(const GError *error)
{
    return g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
           g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
           g_error_matches(error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT);
}

/* The first row that matches counts. */
static const Translation translations[] = {
    {secret_error_is_locked, ERROR_STORE_LOCKED, locked_hint, N_("the keyring is locked")},
    {secret_error_is_timed_out, ERROR_STORE_TIMED_OUT,
     N_("end the keyring's program, and start it again; with gnome-keyring: "
        "pkill -KILL -u $USER gnome-keyring; see TROUBLESHOOTING in: man git-credential-azdo"),
     N_("the keyring did not answer in time")},
    {is_without_provider, ERROR_STORE_ABSENT, STORE_WAYS_OUT,
     N_("no keyring runs in this session (nothing provides org.freedesktop.secrets)")},
    {is_activation_failure, ERROR_STORE_ABSENT, STORE_WAYS_OUT,
     N_("the keyring cannot be started")},
    {is_without_bus, ERROR_STORE_ABSENT, STORE_WAYS_OUT, N_("the D-Bus session cannot be reached")},
    {secret_error_is_without_object, ERROR_STORE_FAILED, no_collection_hint,
     N_("the keyring has no default collection")},
};

void secret_error_set(GError **error, const GError *cause)
{
    if (cause && cause->domain == AZDO_ERROR) {
        g_propagate_error(error, g_error_copy(cause));
        return;
    }
    for (gsize i = 0; cause && i < G_N_ELEMENTS(translations); i++) {
        if (translations[i].matches(cause)) {
            error_set(error, translations[i].code, translations[i].hint, MESSAGE_AS_IT_IS,
                      _(translations[i].message));
            return;
        }
    }
    g_autofree char *shown = text_printable(cause ? cause->message : _("it gave no reason"));
    error_set(error, ERROR_STORE_FAILED, N_("look at the keyring with your keyring manager"),
              "the keyring failed: %s", shown);
}

/*
 * "NoSession" of the specification has no code in libsecret, which also strips its name: it comes
 * as the error of no known name. KWallet does not take a session's public key that is short of a
 * byte, as one in 256 is: another session has another key.
 */
gboolean secret_error_is_session_lost(const GError *error)
{
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR) ||
           g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS) ||
           g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

void secret_error_set_dismissed(GError **error)
{
    error_set(error, ERROR_STORE_DISMISSED, N_("unlock the keyring when asked, and try again"),
              "the keyring stays locked, because its prompt was closed");
}

void secret_error_set_locked(GError **error)
{
    error_set(error, ERROR_STORE_LOCKED, locked_hint, N_("the keyring is locked"));
}
