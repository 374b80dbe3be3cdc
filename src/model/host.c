/* SPDX-License-Identifier: MIT */
#include "model/host.h"

#include "core/text.h"

#include <string.h>

#define HTTP_PORT 80
#define HTTPS_PORT 443
#define PORT_MAX 65535
#define HOST_LENGTH_MAX 253 /* RFC 1035, section 2.3.4, without the final dot */
#define LABEL_LENGTH_MAX 63

void host_clear(Host *host)
{
    g_clear_pointer(&host->name, g_free);
}

int host_default_port(gboolean is_plain)
{
    return is_plain ? HTTP_PORT : HTTPS_PORT;
}

gboolean host_label_is_valid(const char *label)
{
    gsize length = strlen(label);
    if (length == 0 || length > LABEL_LENGTH_MAX)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum(label[i]) && label[i] != '-')
            return FALSE;
    }
    return label[0] != '-' && label[length - 1] != '-';
}

/* A DNS name without a final dot, or an IP address; an IPv6 address stands in brackets. */
static gboolean host_name_is_valid(const char *name)
{
    gsize length = strlen(name);
    if (length == 0 || length > HOST_LENGTH_MAX)
        return FALSE;
    if (name[0] == '[' && name[length - 1] == ']') {
        g_autofree char *address = g_strndup(name + 1, length - 2);
        return strchr(address, ':') && strspn(address, "0123456789abcdef:.") == strlen(address);
    }

    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    for (char **label = labels; *label; label++) {
        if (!host_label_is_valid(*label))
            return FALSE;
    }
    return TRUE;
}

gboolean host_parse(const char *text, gboolean is_plain, Host *ret_host)
{
    const char *port_text = NULL;
    const char *name_end = text + strlen(text);
    const char *bracket = text[0] == '[' ? strchr(text, ']') : NULL;
    const char *colon = strchr(bracket ? bracket : text, ':');
    if (colon) {
        port_text = colon + 1;
        name_end = colon;
    }

    gint64 port = host_default_port(is_plain);
    if (port_text && (!text_parse_number(port_text, PORT_MAX, &port) || port == 0))
        return FALSE;
    g_autofree char *name = g_ascii_strdown(text, name_end - text);
    if (!host_name_is_valid(name))
        return FALSE;

    ret_host->name = g_steal_pointer(&name);
    ret_host->port = (int)port;
    return TRUE;
}
