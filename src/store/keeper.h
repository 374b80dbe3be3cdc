/* SPDX-License-Identifier: MIT */
/* Which program stands behind a name on the bus. */
#pragma once

#include <gio/gio.h>

/*
 * "gnome-keyring-daemon"; printable, the caller's. NULL if that cannot be told, or not within a
 * second. Starts nothing.
 */
char *keeper_of_name(GDBusConnection *bus, const char *name);
