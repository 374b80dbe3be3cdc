/* SPDX-License-Identifier: MIT */
/*
 * Where a token may go. Fields: two addresses for --server, then protocol, host, path and user
 * name of a request.
 */
#include "fuzz.h"

#include "azure/endpoint.h"
#include "core/text.h"
#include "model/server.h"
#include "model/target.h"

#include <string.h>

#define SERVERS_MAX 2
#define HTTPS_PORT 443
#define HTTP_PORT 80

/* One that parses gives an address that parses to the same. */
static Server *take_server(Span *input)
{
    g_autofree char *url = fuzz_take_field(input);
    GError *error = NULL;
    Server *server = url ? server_parse(url, &error) : NULL;
    if (!server) {
        if (url)
            fuzz_claim_error(error);
        return NULL;
    }
    g_autoptr(Server) again = server_parse(server_url(server), NULL);
    fuzz_claim(g_str_has_prefix(server_url(server), "https://") ||
               g_str_has_prefix(server_url(server), "http://"));
    fuzz_claim(again && g_str_equal(server_url(server), server_url(again)));
    return server;
}

static GPtrArray *take_servers(Span *input)
{
    GPtrArray *servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    for (guint i = 0; i < SERVERS_MAX; i++) {
        Server *server = take_server(input);
        if (server)
            g_ptr_array_add(servers, server);
    }
    return servers;
}

/* What a browser would take the host for, by another way than target_parse() goes. */
static gboolean host_is_services(const char *host)
{
    static const char pattern[] = "^(pkgs\\.)?dev\\.azure\\.com(:0*443)?$|"
                                  "^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?(\\.pkgs)?"
                                  "\\.visualstudio\\.com(:0*443)?$";
    static GRegex *regex = NULL;
    if (!regex)
        regex = g_regex_new(pattern, G_REGEX_CASELESS | G_REGEX_DOLLAR_ENDONLY, 0, NULL);
    return g_regex_match(regex, host, 0, NULL);
}

static int port_of(GUri *uri)
{
    if (g_uri_get_port(uri) != -1)
        return g_uri_get_port(uri);
    return g_str_equal(g_uri_get_scheme(uri), "http") ? HTTP_PORT : HTTPS_PORT;
}

static gboolean host_is_of(const char *protocol, const char *host, const Server *server)
{
    g_autofree char *url = g_strconcat(protocol, "://", host, NULL);
    g_autoptr(GUri) asked = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    g_autoptr(GUri) admitted = g_uri_parse(server_url(server), G_URI_FLAGS_NONE, NULL);
    return asked && admitted &&
           g_ascii_strcasecmp(g_uri_get_scheme(asked), g_uri_get_scheme(admitted)) == 0 &&
           g_ascii_strcasecmp(g_uri_get_host(asked), g_uri_get_host(admitted)) == 0 &&
           port_of(asked) == port_of(admitted);
}

static gboolean host_is_admitted(const char *protocol, const char *host, const GPtrArray *servers)
{
    for (guint i = 0; i < servers->len; i++) {
        if (host_is_of(protocol, host, g_ptr_array_index(servers, i)))
            return TRUE;
    }
    return FALSE;
}

static void claim_organization(const Target *target)
{
    const char *organization = target->organization;
    fuzz_claim(!organization || (*organization && !strchr(organization, '/')));
    fuzz_claim(!organization || !text_has_control(organization, strlen(organization)));
    fuzz_claim(!(organization && target->portal_organization));
    fuzz_claim(!target->portal_organization || organization_is_valid(target->portal_organization));
    fuzz_claim(!target->project || (target->project[0] != '_' && !strchr(target->project, '/')));
    if (organization && endpoint_is_services(target)) {
        g_autofree char *folded = g_ascii_strdown(organization, -1);
        fuzz_claim(organization_is_valid(organization) && g_str_equal(organization, folded));
    }
}

/* An address never leaves the server that the target names. */
static void claim_endpoint(const Target *target, char *owned_url)
{
    g_autofree char *url = owned_url;
    if (!url)
        return;
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    fuzz_claim(uri && !g_uri_get_userinfo(uri));
    fuzz_claim(g_str_equal(g_uri_get_scheme(uri), "https") ||
               g_str_has_prefix(target->server, "http://"));
    fuzz_claim(fuzz_is_printable(url) && !strchr(url, ' '));
    const char *host = g_uri_get_host(uri);
    if (endpoint_is_services(target))
        fuzz_claim(g_str_equal(host, "dev.azure.com") || g_str_equal(host, "vssps.dev.azure.com") ||
                   g_str_equal(host, "app.vssps.visualstudio.com"));
    else
        fuzz_claim(g_str_has_prefix(url, target->server) && url[strlen(target->server)] == '/');
}

static void claim_endpoints(const Target *target)
{
    claim_endpoint(target, endpoint_profile(target));
    claim_endpoint(target, endpoint_deployment_profile(target));
    claim_endpoint(target, endpoint_pats(target));
    claim_endpoint(target, endpoint_connection_data(target));
    claim_endpoint(target, endpoint_token_page(target));
    claim_endpoint(target, endpoint_for_settings(target));
}

/* What a record of it would be found by again, by the address that Git is configured for. */
static void claim_found_again(const Target *target, const GPtrArray *servers)
{
    g_autofree char *url = endpoint_for_settings(target);
    if (!url)
        return;
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    int port = port_of(uri);
    const char *name = g_uri_get_host(uri);
    g_autofree char *host = strchr(name, ':') ? g_strdup_printf("[%s]:%d", name, port)
                                              : g_strdup_printf("%s:%d", name, port);
    g_autoptr(Target) again = NULL;
    fuzz_claim(target_parse(g_uri_get_scheme(uri), host, g_uri_get_path(uri), NULL, servers,
                            &again) == TARGET_OURS);
    fuzz_claim(g_str_equal(again->server, target->server));
    fuzz_claim(g_str_equal(again->organization, target->organization));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Span input = fuzz_span(bytes, length);
    g_autoptr(GPtrArray) servers = take_servers(&input);
    g_autofree char *protocol = fuzz_take_field(&input);
    g_autofree char *host = fuzz_take_field(&input);
    g_autofree char *path = fuzz_take_field(&input);
    g_autofree char *username = fuzz_take_field(&input);
    g_autoptr(Target) target = NULL;
    TargetOutcome outcome = target_parse(protocol, host, path, username, servers, &target);
    fuzz_claim((outcome == TARGET_OURS) == (target != NULL));
    if (!target)
        return 0;
    if (endpoint_is_services(target))
        fuzz_claim(g_ascii_strcasecmp(protocol, "https") == 0 && host_is_services(host));
    else
        fuzz_claim(host_is_admitted(protocol, host, servers));
    claim_organization(target);
    claim_endpoints(target);
    claim_found_again(target, servers);
    return 0;
}
