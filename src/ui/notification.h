/* SPDX-License-Identifier: MIT */
/*
 * A notification on the desktop, through org.freedesktop.Notifications. GIO comes with it, so it is
 * a module: see app/module.h.
 *
 * Specification: https://specifications.freedesktop.org/notification-spec/
 */
#pragma once

#include <glib.h>

/* For all of it, the start of a notification daemon included. */
#define NOTIFICATION_LIMIT_MS 3000

/*
 * Both texts are for everybody who sees the screen. What a daemon could take for markup ("<", "&",
 * ">") is replaced, for not every daemon says whether it does.
 */
typedef struct {
    const char *summary; /* one line */
    const char *body;
} Notification;

typedef enum {
    NOTIFICATION_SHOWN,
    NOTIFICATION_NOBODY, /* no bus, no daemon, or none that answers in time */
} NotificationOutcome;

NotificationOutcome notification_show(const Notification *notification);

/* What the module exports under the name of NOTIFICATION_MODULE_SYMBOL: notification_show(). */
typedef NotificationOutcome (*NotificationModuleFunction)(const Notification *notification);
#define NOTIFICATION_MODULE_SYMBOL "notification_show"
