/* SPDX-License-Identifier: MIT */
/* The tokens that were found outside of the store, as a table for a person. */
#pragma once

#include "app/import_plan.h"
#include "ui/layout.h"

/* The table, where each lies and what is to be known of it, and a sentence. Owned by the caller. */
char *import_page_format(const GPtrArray *tokens, const ImportFindings *findings,
                         const Layout *layout);
