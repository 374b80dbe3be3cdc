/* SPDX-License-Identifier: MIT */
/* What `doctor` shows to a person. */
#pragma once

#include "ui/layout.h"

#include <glib.h>

/* Of Checkup *; owned by the caller. */
char *doctor_page_format(const GPtrArray *checkups, const Layout *layout);
