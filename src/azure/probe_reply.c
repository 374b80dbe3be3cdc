/* SPDX-License-Identifier: MIT */
#include "azure/probe_reply.h"

#include "azure/finding.h"

/* Of a list that is too long the beginning is enough. */
static gboolean is_json(const HttpReply *reply)
{
    gboolean is_answer = reply->outcome == HTTP_ANSWERED || reply->outcome == HTTP_TOO_LARGE;
    return is_answer && reply->status == 200 && http_reply_has_type(reply, "application/json");
}

/* A proxy may answer 403, too; Azure DevOps names the user, or gives its reason as JSON. */
static gboolean is_denial(const HttpReply *reply)
{
    if (reply->status == 401)
        return TRUE;
    return reply->status == 403 &&
           (reply->names_the_user || http_reply_has_type(reply, "application/json"));
}

ProbeAnswer probe_answer_from_reply(const HttpReply *reply)
{
    if (is_json(reply))
        return PROBE_CAN;
    if (reply->outcome != HTTP_ANSWERED || !is_denial(reply))
        return PROBE_UNKNOWN;
    g_autoptr(Finding) finding = finding_from_failure(reply);
    return finding->reason == REFUSAL_UNSPECIFIED ? PROBE_CANNOT : PROBE_UNKNOWN;
}
