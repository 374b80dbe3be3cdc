/* SPDX-License-Identifier: MIT */
/*
 * The answers about personal access tokens (REST: Tokens, Pats), as replies of the net:
 *
 *   PatTokenResult  {"patToken":{...},"patTokenError":"none"}
 *   PagedPatTokens  {"continuationToken":"","patTokens":[{...},...]}
 *   PatToken        {"authorizationId":"<guid>","displayName":"...","scope":"vso.code_write",
 *                    "validFrom":"...","validTo":"2026-12-24T10:00:00.1234567Z","token":null,...}
 *
 * What goes wrong is an error as azure/pats.h says; a reply that is NULL was not asked for, as no
 * time was left. Pure.
 */
#pragma once

#include "azure/pat_question.h"

/* Owned by the caller; with its token if the question is PAT_OPERATION_CREATE. */
IssuedPat *pat_reply_decode(const HttpReply *reply, const PatQuestion *question,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Appends IssuedPat * to pats. *ret_continuation, owned by the caller, is what the question for the
 * next page holds; NULL = this was the last one.
 */
gboolean pat_reply_decode_page(const HttpReply *reply, const PatQuestion *question, GPtrArray *pats,
                               char **ret_continuation, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE also if there is no such token (any more). */
gboolean pat_reply_is_revoked(const HttpReply *reply, const PatQuestion *question,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
