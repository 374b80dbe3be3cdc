/* SPDX-License-Identifier: MIT */
#include "azure/probing.h"

#include "azure/probe_reply.h"
#include "net/http.h"

/* A service that a proxy keeps away from does not cost the time of the others. */
#define PROBE_MS 5000
#define WORTH_ASKING_MS 50

typedef struct {
    const ProbingRequest *request;
    HttpClient *client;
    ProbeReport *report;
    gint64 deadline_us;
} Probing;

static ProbeAnswer probing_ask(Probing *probing, const char *url, gint64 remaining_ms)
{
    const HttpRequest request = {
        .url = url,
        .token = probing->request->token,
        .limit_ms = MIN(remaining_ms, PROBE_MS),
    };
    g_autoptr(HttpReply) reply = http_client_send(probing->client, &request);
    if (reply->status == 429 || reply->wants_pause) {
        g_atomic_int_set(probing->request->is_paused, TRUE);
        probing->report->retry_after_s = reply->retry_after_s;
    }
    return probe_answer_from_reply(reply);
}

/* FALSE: this probe and those behind it are not to be made. */
static gboolean probing_goes_on(Probing *probing, gint64 *ret_remaining_ms)
{
    *ret_remaining_ms = (probing->deadline_us - g_get_monotonic_time()) / 1000;
    if (g_atomic_int_get(probing->request->is_paused))
        probing->report->end = PROBES_PAUSED;
    else if (*ret_remaining_ms < WORTH_ASKING_MS)
        probing->report->end = PROBES_OUT_OF_TIME;
    return probing->report->end == PROBES_COMPLETE;
}

static void probing_make(Probing *probing, gsize place)
{
    const ProbingRequest *request = probing->request;
    g_autofree char *url = probe_url(&probes[place], request->target, request->project);
    gint64 remaining_ms = 0;
    if (!url)
        return;
    if (probing_goes_on(probing, &remaining_ms))
        probing->report->answers[place] = probing_ask(probing, url, remaining_ms);
    if (request->tell)
        request->tell(request->data);
}

ProbeReport *probing_run(const ProbingRequest *request, GError **error)
{
    g_autoptr(HttpClient) client = http_client_new(request->settings, error);
    if (!client)
        return NULL;
    Probing probing = {
        .request = request,
        .client = client,
        .report = g_new0(ProbeReport, 1),
        .deadline_us = g_get_monotonic_time() + request->limit_ms * 1000,
    };
    probing.report->retry_after_s = -1;
    for (gsize i = 0; i < PROBE_COUNT; i++)
        probing_make(&probing, i);
    return probing.report;
}
