/* SPDX-License-Identifier: MIT */
#include "azure/validation.h"

#include "azure/endpoint.h"
#include "azure/finding.h"
#include "azure/probe_reply.h"
#include "core/error.h"
#include "core/message.h"
#include "net/http.h"

/* Less is not worth a question: no handshake is that fast. */
#define WORTH_ASKING_MS 50

typedef struct {
    const ValidationRequest *request;
    HttpClient *client;
    gint64 deadline_us;
} Validation;

static gint64 validation_remaining_ms(const Validation *validation)
{
    return (validation->deadline_us - g_get_monotonic_time()) / 1000;
}

/* NULL if no time is left. */
static HttpReply *validation_ask(const Validation *validation, const char *url)
{
    const HttpRequest request = {
        .url = url,
        .token = validation->request->token,
        .limit_ms = validation_remaining_ms(validation),
    };
    return request.limit_ms < WORTH_ASKING_MS ? NULL
                                              : http_client_send(validation->client, &request);
}

static Finding *validation_find(const Validation *validation, const char *url,
                                Finding *(*finding_from)(const HttpReply *reply))
{
    g_autoptr(HttpReply) reply = validation_ask(validation, url);
    return reply ? finding_from(reply) : finding_new();
}

/* The answer is there already: what is asked on top of it gets a part of the time. */
static void validation_shorten(Validation *validation)
{
    gint64 latest_us = g_get_monotonic_time() + VALIDATION_EXPLAIN_MS * G_TIME_SPAN_MILLISECOND;
    validation->deadline_us = MIN(validation->deadline_us, latest_us);
}

static gboolean validation_lacks_code(Validation *validation)
{
    g_autofree char *url = probe_url(probe_of_code(), validation->request->target, NULL);
    if (!url)
        return FALSE;
    validation_shorten(validation);
    g_autoptr(HttpReply) reply = validation_ask(validation, url);
    return reply && probe_answer_from_reply(reply) == PROBE_CANNOT;
}

static TokenReach validation_find_reach(Validation *validation)
{
    g_autofree char *url = endpoint_deployment_profile(validation->request->target);
    if (!url)
        return REACH_UNKNOWN;
    validation_shorten(validation);
    g_autoptr(Finding) deployment = validation_find(validation, url, finding_from_profile);
    return verdict_reach(deployment);
}

/* A server that asks for patience gets it. */
static gboolean is_worth_confirming(const Finding *profile)
{
    return profile->kind != FINDING_ACCEPTED &&
           !(profile->kind == FINDING_UNKNOWN && profile->cause == CAUSE_THROTTLED);
}

Verdict *validation_run(const ValidationRequest *request, GError **error)
{
    g_autofree char *profile_url = endpoint_profile(request->target);
    g_autofree char *connection_url = endpoint_connection_data(request->target);
    if (!connection_url) {
        error_set(error, ERROR_INPUT, N_("name the organization"),
                  "a token can be checked only at an organization");
        return NULL;
    }
    g_autoptr(HttpClient) client = http_client_new(request->settings, error);
    if (!client)
        return NULL;

    Validation validation = {
        .request = request,
        .client = client,
        .deadline_us = g_get_monotonic_time() + request->limit_ms * 1000,
    };
    Finding *profile =
        profile_url ? validation_find(&validation, profile_url, finding_from_profile) : NULL;
    Finding *connection = NULL;
    if (!profile || is_worth_confirming(profile))
        connection = validation_find(&validation, connection_url, finding_from_connection_data);
    gboolean has_profile = profile && profile->kind == FINDING_ACCEPTED;
    Verdict *verdict = verdict_decide(profile, connection);
    if (request->wants_code && verdict_is_accepted(verdict) && validation_lacks_code(&validation))
        verdict->kind = VERDICT_VALID_NO_CODE_SCOPE;
    if (request->wants_reach && has_profile)
        verdict->reach = validation_find_reach(&validation);
    return verdict;
}
