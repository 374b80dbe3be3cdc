/* SPDX-License-Identifier: MIT */
/*
 * Git's http.* settings that decide how a server is reached and which one is trusted, for one URL
 * (git-config(1), "http.*"). Pure data: config/http.h reads it, net/http.h obeys it.
 */
#pragma once

#include <glib.h>

/* A text is NULL where Git would leave the choice to libcurl. */
typedef struct {
    char *proxy; /* "" = none, whatever the environment says; may hold a password */
    char *proxy_auth_method;
    char *proxy_ssl_cert;
    char *proxy_ssl_key;
    char *proxy_ssl_ca_info;
    char *ssl_ca_info;
    char *ssl_ca_path;
    char *ssl_cert;
    char *ssl_key;
    char *ssl_version;
    char *ssl_cipher_list;
    char *pinned_pubkey;
    char **resolve;                 /* libcurl's HOST:PORT:ADDRESS, in order; NULL = none */
    gboolean ssl_cert_is_protected; /* the key needs a password, which nobody is asked for here */
    gboolean is_plain;              /* the URL is http:// of a server that was named just so */
    gboolean skips_verification;    /* set only where this may be: see http_settings_read() */
} HttpSettings;

/* As if nothing were set. */
HttpSettings *http_settings_new(void);

/* A password in the proxy's address is wiped. */
void http_settings_free(HttpSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpSettings, http_settings_free)
