/* SPDX-License-Identifier: MIT */
/* What is said of a token in JSON, by whatever command. */
#pragma once

#include "azure/verdict.h"
#include "model/credential.h"
#include "net/json_list.h"

#include <glib.h>

/* "" stands for what is not known, which is null in JSON; other text is made printable. */
void token_json_set_text(JsonList *list, const char *name, const char *text);

/* In UTC; 0 = unknown, which is null. */
void token_json_set_time(JsonList *list, const char *name, gint64 when);

/* server, organization, username */
void token_json_set_identity(JsonList *list, const Credential *credential);

/* expires, expires_certainty, days_left */
void token_json_set_end(JsonList *list, gint64 ends, ValidToCertainty certainty, int days_left);

/* check, check_reason, check_description, activity_id; verdict NULL = it was not asked */
void token_json_set_verdict(JsonList *list, const Verdict *verdict);

/* all_organizations */
void token_json_set_reach(JsonList *list, const Verdict *verdict);
