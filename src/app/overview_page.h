/* SPDX-License-Identifier: MIT */
/* The overview of stored tokens as a page for a person: local dates. */
#pragma once

#include "app/overview.h"
#include "ui/layout.h"

#include <glib.h>

/* tokens as of overview_gather(), which has at least one; owned by the caller. */
char *overview_page_format(const GPtrArray *tokens, const OverviewRequest *request,
                           const Layout *layout);

/* That no token is stored, and the command to store one: of the organization in this folder. */
char *overview_page_none(const OverviewRequest *request);

/* "contoso: refused - git credential-azdo login contoso": one line, without a line feed. */
char *overview_page_line(const TokenOverview *token);

/* What it is and where it lies: "****abcd, personal access token in secret-service". */
char *overview_page_token(const TokenOverview *token, const OverviewRequest *request);

/* "2026-12-24, in 6 days (as you told it)", or "unknown". */
char *overview_page_end(const TokenOverview *token, const OverviewRequest *request);
