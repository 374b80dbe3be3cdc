/* SPDX-License-Identifier: MIT */
/* What `doctor --json` prints. The man page documents it; keys and words stay as they are. */
#pragma once

#include "model/diagnosis.h"

#include <glib.h>

/* Of Checkup *. One JSON object, with a line feed behind it; owned by the caller. */
char *doctor_json_format(const GPtrArray *checkups);
