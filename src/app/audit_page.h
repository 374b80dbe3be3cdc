/* SPDX-License-Identifier: MIT */
/* An audit as a page for a person: local dates. */
#pragma once

#include "app/audit.h"
#include "ui/layout.h"

#include <glib.h>

/* The stored tokens; owned by the caller. */
char *audit_page_format_tokens(const Audit *audit, const OverviewRequest *request,
                               const Layout *layout);

/* What lies in plain text; likewise. */
char *audit_page_format_places(const Audit *audit, const Layout *layout);
