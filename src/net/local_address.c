/* SPDX-License-Identifier: MIT */
#include "net/local_address.h"

#include <arpa/inet.h>

#define LOOPBACK_NETWORK 127
#define LINK_NETWORK ((169 << 8) | 254)

static gboolean is_local_ipv4(const char *host)
{
    struct in_addr address;
    if (inet_pton(AF_INET, host, &address) != 1)
        return FALSE;
    guint32 number = ntohl(address.s_addr);
    return number >> 24 == LOOPBACK_NETWORK || number >> 16 == LINK_NETWORK;
}

static gboolean is_local_ipv6(const char *host)
{
    struct in6_addr address;
    return inet_pton(AF_INET6, host, &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

gboolean local_address_is_in(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *host = uri ? g_uri_get_host(uri) : NULL;
    if (!host || !g_str_equal(g_uri_get_scheme(uri), "http") || g_uri_get_userinfo(uri))
        return FALSE;
    return g_str_equal(host, "localhost") || is_local_ipv4(host) || is_local_ipv6(host);
}
