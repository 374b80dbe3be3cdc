/* SPDX-License-Identifier: MIT */
#include "store/keeper.h"

#include "core/text.h"

#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
#define LIMIT_MS 1000

static guint32 process_of_name(GDBusConnection *bus, const char *name)
{
    guint32 process = 0;
    g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
        bus, BUS_NAME, BUS_PATH, BUS_NAME, "GetConnectionUnixProcessID", g_variant_new("(s)", name),
        G_VARIANT_TYPE("(u)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, LIMIT_MS, NULL, NULL);
    if (reply)
        g_variant_get(reply, "(u)", &process);
    return process;
}

/* The command line, for the program itself is not shown of one that guards its memory. */
char *keeper_of_name(GDBusConnection *bus, const char *name)
{
    guint32 process = process_of_name(bus, name);
    g_autofree char *path = g_strdup_printf("/proc/%u/cmdline", process);
    g_autofree char *line = NULL;
    if (process == 0 || !g_file_get_contents(path, &line, NULL, NULL) || !*line)
        return NULL;
    g_autofree char *program = g_path_get_basename(line);
    return text_printable(program);
}
