/* SPDX-License-Identifier: MIT */
/* What `doctor --json` prints. The man page documents it; keys and words stay as they are. */
#pragma once

#include "model/diagnosis.h"

#include <glib.h>

/*
 * Of Checkup *. One JSON object, with a line feed behind it; owned by the caller.
 * Errors: those of json_list_format().
 */
char *doctor_json_format(const GPtrArray *checkups, GError **error) G_GNUC_WARN_UNUSED_RESULT;
