/* SPDX-License-Identifier: MIT */
#include "ui/notification.h"

#include <gio/gio.h>

#define SERVICE "org.freedesktop.Notifications"
#define OBJECT "/org/freedesktop/Notifications"
#define APPLICATION "git-credential-azdo"
#define ICON "dialog-password"
#define URGENCY_NORMAL 1
#define EXPIRE_AS_THE_DAEMON_LIKES (-1)

/* One notification under way. */
typedef struct {
    const Notification *notification;
    GMainLoop *loop;
    GCancellable *cancellable;
    NotificationOutcome outcome;
} Sending;

static char *without_markup(const char *text)
{
    return g_strdelimit(g_strdup(text), "<>&", ' ');
}

static GVariant *notify_arguments(const Notification *notification)
{
    g_autofree char *summary = without_markup(notification->summary);
    g_autofree char *body = without_markup(notification->body);
    GVariantBuilder hints;
    g_variant_builder_init(&hints, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&hints, "{sv}", "urgency", g_variant_new_byte(URGENCY_NORMAL));
    return g_variant_new("(susssasa{sv}i)", APPLICATION, (guint32)0, ICON, summary, body, NULL,
                         &hints, (gint32)EXPIRE_AS_THE_DAEMON_LIKES);
}

static void on_answer(GObject *source, GAsyncResult *result, gpointer data)
{
    Sending *sending = data;
    g_autoptr(GVariant) answer =
        g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, NULL);
    if (answer)
        sending->outcome = NOTIFICATION_SHOWN;
    g_main_loop_quit(sending->loop);
}

static void on_connected(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
    Sending *sending = data;
    g_autoptr(GDBusConnection) bus = g_dbus_connection_new_for_address_finish(result, NULL);
    if (!bus) {
        g_main_loop_quit(sending->loop);
        return;
    }
    g_dbus_connection_call(bus, SERVICE, OBJECT, SERVICE, "Notify",
                           notify_arguments(sending->notification), G_VARIANT_TYPE("(u)"),
                           G_DBUS_CALL_FLAGS_NONE, NOTIFICATION_LIMIT_MS, sending->cancellable,
                           on_answer, sending);
}

/* Whoever waits for the bus or the daemon is woken, and ends the loop. */
static gboolean on_time_out(gpointer data)
{
    const Sending *sending = data;
    g_cancellable_cancel(sending->cancellable);
    return G_SOURCE_REMOVE;
}

/* Without either of these GLib would start a dbus-launch that outlives us. */
static char *bus_address(void)
{
    const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
    if (address && *address)
        return g_strdup(address);
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *socket = runtime ? g_build_filename(runtime, "bus", NULL) : NULL;
    if (!socket || !g_file_test(socket, G_FILE_TEST_EXISTS))
        return NULL;
    g_autofree char *escaped = g_dbus_address_escape_value(socket);
    return g_strconcat("unix:path=", escaped, NULL);
}

NotificationOutcome notification_show(const Notification *notification)
{
    g_autofree char *address = bus_address();
    if (!address)
        return NOTIFICATION_NOBODY;

    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    Sending sending = {
        .notification = notification,
        .loop = loop,
        .cancellable = cancellable,
        .outcome = NOTIFICATION_NOBODY,
    };
    guint timer = g_timeout_add(NOTIFICATION_LIMIT_MS, on_time_out, &sending);
    g_dbus_connection_new_for_address(address,
                                      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                      NULL, cancellable, on_connected, &sending);
    g_main_loop_run(loop);
    if (!g_cancellable_is_cancelled(cancellable))
        g_source_remove(timer);
    return sending.outcome;
}
