/* SPDX-License-Identifier: MIT */
/*
 * What the reply of one endpoint says of the token that it was asked with. Pure: replies are data.
 *
 * 401 without a sign of the user, the page to sign in (203) and the way there (302) are refusals;
 * 401, 403 and 404 with X-VSS-UserData come from a server that knows the user; any other page,
 * redirect or status is not from Azure DevOps, or says nothing about the token.
 */
#pragma once

#include "azure/verdict.h"
#include "net/reply.h"

/* Both are owned by the caller. */
Finding *finding_from_profile(const HttpReply *reply);
Finding *finding_from_connection_data(const HttpReply *reply);

/* Of an endpoint whose answer could not be used: never FINDING_ACCEPTED. */
Finding *finding_from_failure(const HttpReply *reply);
