/* SPDX-License-Identifier: MIT */
#include "model/server.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/typed.h"
#include "model/url_path.h"

#include <string.h>

#define COLLECTION_LENGTH_MAX 64
/* The virtual directory that Azure DevOps Server puts before its collections, if it has one. */
#define VIRTUAL_DIRECTORY "tfs"

struct Server {
    gboolean is_plain; /* http, and not https */
    char *host;        /* lower case, brackets kept */
    int port;
    char *directory;  /* "" or "tfs", lower case */
    char *collection; /* lower case; NULL = every collection of the server */
    char *name;       /* see server_name() */
    char *url;        /* with the path as it was typed */
};

/* Microsoft's own hosts are known without --server, and admitted as nothing else. */
static gboolean is_services_host(const char *name)
{
    return g_str_equal(name, "dev.azure.com") || g_str_has_suffix(name, ".dev.azure.com") ||
           g_str_equal(name, "visualstudio.com") || g_str_has_suffix(name, ".visualstudio.com");
}

/* A collection name starts with no underscore ("_git"), and has no character special in a URL. */
static gboolean collection_is_valid(const char *name)
{
    return name[0] != '_' && strlen(name) <= COLLECTION_LENGTH_MAX &&
           !text_has_control(name, strlen(name)) && !strpbrk(name, "\\:*?\"'<>|;#%&+,=@{}[]$~");
}

static char *root_of(const Host *host, gboolean is_plain)
{
    const char *scheme = is_plain ? SERVER_PLAIN_SCHEME : "https://";
    return host->port == host_default_port(is_plain)
               ? g_strconcat(scheme, host->name, NULL)
               : g_strdup_printf("%s%s:%d", scheme, host->name, host->port);
}

static Server *server_new(const Host *host, gboolean is_plain, const char *directory,
                          const char *collection, char **typed_segments)
{
    Server *server = g_new0(Server, 1);
    server->is_plain = is_plain;
    server->host = g_strdup(host->name);
    server->port = host->port;
    server->directory = g_strdup(directory);
    server->collection = collection ? g_utf8_strdown(collection, -1) : NULL;

    g_autofree char *root = root_of(host, is_plain);
    g_autofree char *path = g_strjoinv("/", typed_segments);
    g_autofree char *escaped = g_uri_escape_string(path, "/", TRUE);
    server->name = g_strdup_printf("%s%s%s", root, *directory ? "/" : "", directory);
    server->url = g_strdup_printf("%s%s%s", root, *path ? "/" : "", escaped);
    return server;
}

static Server *server_parse_path(const Host *host, gboolean is_plain, const char *path)
{
    g_auto(GStrv) segments = url_path_split(path);
    const char *directory = "";
    char **at = segments;
    if (*at && g_ascii_strcasecmp(*at, VIRTUAL_DIRECTORY) == 0) {
        directory = VIRTUAL_DIRECTORY;
        at++;
    }
    if (*at && (at[1] || !collection_is_valid(*at) || !url_path_is_plain(segments)))
        return NULL;
    return server_new(host, is_plain, directory, *at, segments);
}

static void set_address_error(GError **error, const char *url, const char *what)
{
    static const char hint[] = N_("give the address of the server or of one collection: "
                                  "--server=https://tfs.example.com/tfs/DefaultCollection");
    g_autofree char *shown = typed_format(url);
    error_set(error, ERROR_USAGE, hint, "the address '%s' %s", shown, _(what));
}

static gboolean uri_is_plain(GUri *uri)
{
    return g_uri_get_host(uri) && !g_uri_get_userinfo(uri) && !g_uri_get_query(uri) &&
           !g_uri_get_fragment(uri);
}

Server *server_parse(const char *url, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    if (!uri || !uri_is_plain(uri) || !g_utf8_validate(url, -1, NULL)) {
        set_address_error(error, url, N_("is not that of a server"));
        return NULL;
    }
    gboolean is_plain = g_str_equal(g_uri_get_scheme(uri), "http");
    if (!is_plain && !g_str_equal(g_uri_get_scheme(uri), "https")) {
        set_address_error(error, url, N_("is neither https nor http"));
        return NULL;
    }

    const char *name = g_uri_get_host(uri);
    int port = g_uri_get_port(uri) == -1 ? host_default_port(is_plain) : g_uri_get_port(uri);
    g_autofree char *host_text = strchr(name, ':') ? g_strdup_printf("[%s]:%d", name, port)
                                                   : g_strdup_printf("%s:%d", name, port);
    g_auto(Host) host = {0};
    g_autoptr(Server) server = NULL;
    if (host_parse(host_text, is_plain, &host) && !is_services_host(host.name))
        server = server_parse_path(&host, is_plain, g_uri_get_path(uri));
    if (!server) {
        set_address_error(error, url, N_("is not that of an Azure DevOps Server"));
        return NULL;
    }
    return g_steal_pointer(&server);
}

void server_free(Server *server)
{
    if (!server)
        return;
    g_free(server->host);
    g_free(server->directory);
    g_free(server->collection);
    g_free(server->name);
    g_free(server->url);
    g_free(server);
}

const char *server_url(const Server *server)
{
    return server->url;
}

gboolean server_is_plain(const Server *server)
{
    return server->is_plain;
}

const char *server_name(const Server *server)
{
    return server->name;
}

gboolean server_matches_host(const Server *server, gboolean is_plain, const Host *host)
{
    return server->is_plain == is_plain && g_str_equal(server->host, host->name) &&
           server->port == host->port;
}

gboolean server_matches_path(const Server *server, char **segments, char **ret_collection,
                             char ***ret_after)
{
    char **at = segments;
    if (*at && g_ascii_strcasecmp(*at, VIRTUAL_DIRECTORY) == 0)
        at++;
    else if (*at && *server->directory)
        return FALSE;
    if (!*segments) {
        *ret_collection = NULL;
        *ret_after = at;
        return TRUE;
    }
    if (!*at || !collection_is_valid(*at))
        return FALSE;
    g_autofree char *collection = g_utf8_strdown(*at, -1);
    if (server->collection && !g_str_equal(server->collection, collection))
        return FALSE;
    *ret_collection = g_steal_pointer(&collection);
    *ret_after = at + 1;
    return TRUE;
}
