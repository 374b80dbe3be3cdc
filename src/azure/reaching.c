/* SPDX-License-Identifier: MIT */
#include "azure/reaching.h"

#include "azure/endpoint.h"
#include "azure/finding.h"
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "net/http.h"

/* Less is not worth a question: no handshake is that fast. */
#define WORTH_ASKING_MS 50

static char *host_of(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    return g_strdup(uri && g_uri_get_host(uri) ? g_uri_get_host(uri) : url);
}

static void take_time(Reach *reach, const HttpReply *reply)
{
    if (!reply->date || !date_parse_http(reply->date, &reach->server_time))
        return;
    reach->own_time = g_get_real_time() / G_USEC_PER_SEC;
}

static void ask(HttpClient *client, const ReachingRequest *request, const char *url,
                gint64 deadline_us, Reach *reach, Finding *(*finding_from)(const HttpReply *reply))
{
    gint64 start_us = g_get_monotonic_time();
    const HttpRequest asked = {
        .url = url,
        .token = request->token,
        .limit_ms = (deadline_us - start_us) / 1000,
    };
    reach->host = host_of(url);
    if (asked.limit_ms < WORTH_ASKING_MS) {
        reach->finding = finding_new();
        return;
    }
    g_autoptr(HttpReply) reply = http_client_send(client, &asked);
    reach->took_ms = (int)((g_get_monotonic_time() - start_us) / 1000);
    reach->finding = finding_from(reply);
    take_time(reach, reply);
}

Reachability *reaching_run(const ReachingRequest *request, GError **error)
{
    g_autofree char *connection_url = endpoint_connection_data(request->target);
    g_autofree char *profile_url = request->token ? endpoint_profile(request->target) : NULL;
    if (!connection_url) {
        error_set(error, ERROR_INPUT, N_("name the organization"),
                  "whether Azure DevOps can be reached is asked at an organization");
        return NULL;
    }
    g_autoptr(HttpClient) client = http_client_new(request->settings, error);
    if (!client)
        return NULL;
    gint64 deadline_us = g_get_monotonic_time() + request->limit_ms * 1000;
    Reachability *reachability = g_new0(Reachability, 1);
    ask(client, request, connection_url, deadline_us, &reachability->connection,
        finding_from_connection_data);
    if (profile_url)
        ask(client, request, profile_url, deadline_us, &reachability->profile,
            finding_from_profile);
    return reachability;
}
