/* SPDX-License-Identifier: MIT */
/* The host and the port of a URL, by a strict grammar. */
#pragma once

#include <glib.h>

typedef struct {
    char *name; /* lower case, the brackets of an IPv6 address kept */
    int port;
} Host;

void host_clear(Host *host);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Host, host_clear)

/* Of http, which is plain, or of https. */
int host_default_port(gboolean is_plain);

/*
 * "name", "name:port", "[v6]" or "[v6]:port"; a name is one of DNS without a final dot, or an IP
 * address. FALSE for anything else.
 */
gboolean host_parse(const char *text, gboolean is_plain, Host *ret_host);

/* A part of a name between dots: ASCII letters, digits and hyphens, the ends no hyphens. */
gboolean host_label_is_valid(const char *label);
