/* SPDX-License-Identifier: MIT */
/* What a person reads on stderr: one line for what happened, one for what to do. */
#pragma once

#include <glib.h>

/* "error: ..." and, if the error has one, "hint: ...". */
void report_error(const GError *error);
