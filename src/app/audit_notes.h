/* SPDX-License-Identifier: MIT */
/* What could be safer about a token, in words, and the command that makes it so. */
#pragma once

#include "app/audit.h"

#include <glib.h>

/* Sentences on each concern, then what is known of the token anyway. The caller's. */
char **audit_notes(const AuditedToken *audited, const OverviewRequest *request);

/* NULL if nothing is to be mended, or no command does. The caller's. */
char *audit_command(const AuditedToken *audited);
