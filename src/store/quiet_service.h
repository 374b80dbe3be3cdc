/* SPDX-License-Identifier: MIT */
/*
 * A SecretService that never prompts: where the service wants a prompt, the call fails with
 * SECRET_ERROR_IS_LOCKED at once. Git waits for us, perhaps without anybody at the screen, and a
 * prompt that is cancelled from outside ends gnome-keyring-daemon 42.1.
 */
#pragma once

#include <glib-object.h>

#define QUIET_SERVICE_TYPE (quiet_service_get_type())
GType quiet_service_get_type(void);
