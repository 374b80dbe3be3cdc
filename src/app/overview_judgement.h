/* SPDX-License-Identifier: MIT */
/* What the facts about a stored token come to. */
#pragma once

#include "app/overview.h"

/* Decides on ends, expiry and health, from the records and the verdict. */
void overview_judge(TokenOverview *token, const OverviewRequest *request);

gboolean overview_has_verdict(const TokenOverview *token, VerdictKind kind);

/* A person may be wrong about a date; Azure DevOps is not. */
gboolean overview_date_is_refuted(const TokenOverview *token);

/* Whether it is what a job of Azure Pipelines has, and nobody's own token. */
gboolean overview_is_job(const TokenOverview *token);

/* Whether it came from the sign-in beside it, which gets the next one, too; or is that sign-in. */
gboolean overview_is_obtained(const TokenOverview *token);

/* The same, but the sign-in gets no next one: when it was tried last, Microsoft Entra said no. */
gboolean overview_is_cut_off(const TokenOverview *token);

/* Whether it may be for all accessible organizations, as its form tells; whether it is. */
gboolean overview_may_be_global(const TokenOverview *token);
gboolean overview_is_global(const TokenOverview *token);

/* Whether the refusal is one that another token would meet, too. */
gboolean overview_meets_every_token(const TokenOverview *token);

/* The command that mends a token that has been judged, without its place; NULL if none does. */
const char *overview_mending_command(const TokenOverview *token);
