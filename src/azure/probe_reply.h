/* SPDX-License-Identifier: MIT */
/* What the reply to a probe says of the token that it was made with. Pure: replies are data. */
#pragma once

#include "azure/probe.h"
#include "net/reply.h"

/*
 * For a token that is known to be valid. JSON says that it can, whatever is in it; 401 and
 * Azure DevOps' own 403 that it cannot, unless they name another reason. Anything else says
 * nothing: a missing project, a page to sign in, a fault.
 */
ProbeAnswer probe_answer_from_reply(const HttpReply *reply);
