/* SPDX-License-Identifier: MIT */
/* What is known of a stored token, and what it comes to, in words. */
#pragma once

#include "app/overview.h"

/* Of a token that has been judged: name, masked, summary, notes and command. */
void overview_put_into_words(TokenOverview *token, const OverviewRequest *request);
