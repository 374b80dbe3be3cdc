/* SPDX-License-Identifier: MIT */
/*
 * A SecretService that never prompts: where the service wants a prompt, the call fails with
 * SECRET_ERROR_IS_LOCKED at once. Git waits for us, perhaps without anybody at the screen, and a
 * prompt that is cancelled from outside ends gnome-keyring-daemon 42.1.
 *
 * KeePassXC makes and removes items by a prompt only, and mostly shows nothing on the screen for
 * it: for such a call, where nothing is locked, prompts are let through; and so is the one that
 * unlocks. One that is closed is an error: ERROR_STORE_DISMISSED.
 */
#pragma once

#include <glib-object.h>

#define QUIET_SERVICE_TYPE (quiet_service_get_type())
GType quiet_service_get_type(void);

/* service is one of QUIET_SERVICE_TYPE; from now on it performs prompts, or refuses them again. */
void quiet_service_set_prompts(gpointer service, gboolean lets_prompts);

/* ERROR_STORE_DISMISSED: a change that was not made, because its prompt was closed. */
void quiet_service_set_closed_error(GError **error);
