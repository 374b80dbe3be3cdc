/* SPDX-License-Identifier: MIT */
#include "model/target.h"

#include "core/error.h"
#include "core/text.h"
#include "model/typed.h"

#include <string.h>

#define HTTP_PORT 80
#define HTTPS_PORT 443
#define PORT_MAX 65535
#define HOST_LENGTH_MAX 253 /* RFC 1035, section 2.3.4, without the final dot */
#define LABEL_LENGTH_MAX 63
#define COLLECTION_LENGTH_MAX 64
/* The virtual directory that Azure DevOps Server puts before its collections, if it has one. */
#define SERVER_VIRTUAL_DIRECTORY "tfs"

struct Server {
    gboolean is_plain; /* http, and not https */
    char *host;        /* lower case, brackets kept */
    int port;
    char *directory;  /* "" or "tfs", lower case */
    char *collection; /* lower case; NULL = every collection of the server */
    char *name;       /* what Target.server holds */
    char *url;        /* with the path as it was typed */
};

typedef struct {
    char *name; /* lower case */
    int port;
} Host;

static void host_clear(Host *host)
{
    g_clear_pointer(&host->name, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Host, host_clear)

static gboolean label_is_valid(const char *label)
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
        if (!label_is_valid(*label))
            return FALSE;
    }
    return TRUE;
}

/* "name", "name:port", "[v6]" or "[v6]:port". */
static gboolean host_parse(const char *text, int default_port, Host *ret_host)
{
    const char *port_text = NULL;
    const char *name_end = text + strlen(text);
    const char *bracket = text[0] == '[' ? strchr(text, ']') : NULL;
    const char *colon = strchr(bracket ? bracket : text, ':');
    if (colon) {
        port_text = colon + 1;
        name_end = colon;
    }

    gint64 port = default_port;
    if (port_text && (!text_parse_number(port_text, PORT_MAX, &port) || port == 0))
        return FALSE;
    g_autofree char *name = g_ascii_strdown(text, name_end - text);
    if (!host_name_is_valid(name))
        return FALSE;

    ret_host->name = g_steal_pointer(&name);
    ret_host->port = (int)port;
    return TRUE;
}

gboolean organization_is_valid(const char *name)
{
    return strlen(name) <= ORGANIZATION_LENGTH_MAX && label_is_valid(name);
}

/* Microsoft's own hosts are known without --server, and admitted as nothing else. */
static gboolean host_is_services(const char *name)
{
    return g_str_equal(name, "dev.azure.com") || g_str_has_suffix(name, ".dev.azure.com") ||
           g_str_equal(name, "visualstudio.com") || g_str_has_suffix(name, ".visualstudio.com");
}

/* The segments of a path; empty ones are dropped. */
static GStrv path_split(const char *path)
{
    g_auto(GStrv) segments = g_strsplit(path, "/", -1);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **segment = segments; *segment; segment++) {
        if (**segment)
            g_strv_builder_add(builder, *segment);
    }
    return g_strv_builder_end(builder);
}

/* Git's path has what follows it in the URL, too: "?query" and "#fragment" are cut off. */
static GStrv path_split_request(const char *path)
{
    g_autofree char *plain = g_strndup(path, strcspn(path, "?#"));
    return path_split(plain);
}

/* "." and ".." would let the path that is matched differ from the one that is asked for. */
static gboolean path_is_plain(char **segments)
{
    return !g_strv_contains((const char *const *)segments, ".") &&
           !g_strv_contains((const char *const *)segments, "..");
}

/* A project is named before "_git", "_packaging" and their like; {organization}/_git/x has none. */
static char *project_from_segment(const char *segment)
{
    return segment && segment[0] != '_' ? g_strdup(segment) : NULL;
}

/* A collection name starts with no underscore ("_git"), and has no character special in a URL. */
static gboolean collection_is_valid(const char *name)
{
    return name[0] != '_' && strlen(name) <= COLLECTION_LENGTH_MAX &&
           !text_has_control(name, strlen(name)) && !strpbrk(name, "\\:*?\"'<>|;#%&+,=@{}[]$~");
}

static int default_port(gboolean is_plain)
{
    return is_plain ? HTTP_PORT : HTTPS_PORT;
}

static char *server_root(const Host *host, gboolean is_plain)
{
    const char *scheme = is_plain ? TARGET_PLAIN_SCHEME : "https://";
    return host->port == default_port(is_plain)
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

    g_autofree char *root = server_root(host, is_plain);
    g_autofree char *path = g_strjoinv("/", typed_segments);
    g_autofree char *escaped = g_uri_escape_string(path, "/", TRUE);
    server->name = g_strdup_printf("%s%s%s", root, *directory ? "/" : "", directory);
    server->url = g_strdup_printf("%s%s%s", root, *path ? "/" : "", escaped);
    return server;
}

static Server *server_parse_path(const Host *host, gboolean is_plain, const char *path)
{
    g_auto(GStrv) segments = path_split(path);
    const char *directory = "";
    char **at = segments;
    if (*at && g_ascii_strcasecmp(*at, SERVER_VIRTUAL_DIRECTORY) == 0) {
        directory = SERVER_VIRTUAL_DIRECTORY;
        at++;
    }
    if (*at && (at[1] || !collection_is_valid(*at) || !path_is_plain(segments)))
        return NULL;
    return server_new(host, is_plain, directory, *at, segments);
}

static void set_address_error(GError **error, const char *url, const char *what)
{
    static const char hint[] = "give the address of the server or of one collection: "
                               "--server=https://tfs.example.com/tfs/DefaultCollection";
    g_autofree char *shown = typed_format(url);
    error_set(error, ERROR_USAGE, hint, "the address '%s' %s", shown, what);
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
        set_address_error(error, url, "is not that of a server");
        return NULL;
    }
    gboolean is_plain = g_str_equal(g_uri_get_scheme(uri), "http");
    if (!is_plain && !g_str_equal(g_uri_get_scheme(uri), "https")) {
        set_address_error(error, url, "is neither https nor http");
        return NULL;
    }

    const char *name = g_uri_get_host(uri);
    int port = g_uri_get_port(uri) == -1 ? default_port(is_plain) : g_uri_get_port(uri);
    g_autofree char *host_text = strchr(name, ':') ? g_strdup_printf("[%s]:%d", name, port)
                                                   : g_strdup_printf("%s:%d", name, port);
    g_auto(Host) host = {0};
    g_autoptr(Server) server = NULL;
    if (host_parse(host_text, port, &host) && !host_is_services(host.name))
        server = server_parse_path(&host, is_plain, g_uri_get_path(uri));
    if (!server) {
        set_address_error(error, url, "is not that of an Azure DevOps Server");
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

/* Labels that Microsoft keeps for itself; {label}.visualstudio.com is then no organization. */
static gboolean label_is_reserved(const char *label)
{
    static const char *const reserved[] = {"app",   "www",  "marketplace", "login", "pkgs",
                                           "vssps", "vsrm", "feeds",       NULL};
    return g_strv_contains(reserved, label);
}

/* The organization before suffix, if that is what is there. */
static char *organization_from_host(const char *name, const char *suffix)
{
    if (!g_str_has_suffix(name, suffix))
        return NULL;
    g_autofree char *label = g_strndup(name, strlen(name) - strlen(suffix));
    if (!organization_is_valid(label) || label_is_reserved(label))
        return NULL;
    return g_steal_pointer(&label);
}

static gboolean target_read_services_path(Target *target, char **segments)
{
    if (!organization_is_valid(segments[0]))
        return FALSE;
    target->organization = g_ascii_strdown(segments[0], -1);
    target->project = project_from_segment(segments[1]);
    return TRUE;
}

static void target_read_legacy_path(Target *target, char **segments)
{
    char **at = segments;
    if (*at && g_ascii_strcasecmp(*at, "DefaultCollection") == 0)
        at++;
    target->project = project_from_segment(*at);
}

/* Azure DevOps Services; FALSE = not one of its hosts. */
static gboolean target_read_services(Target *target, const Host *host, char **segments)
{
    if (host->port != HTTPS_PORT)
        return FALSE;
    target->server = g_strdup(TARGET_SERVICES);
    if (g_str_equal(host->name, "dev.azure.com") || g_str_equal(host->name, "pkgs.dev.azure.com"))
        return !*segments || target_read_services_path(target, segments);

    target->organization = organization_from_host(host->name, ".visualstudio.com");
    if (!target->organization)
        target->organization = organization_from_host(host->name, ".pkgs.visualstudio.com");
    if (!target->organization)
        return FALSE;
    target_read_legacy_path(target, segments);
    return TRUE;
}

static gboolean server_matches_host(const Server *server, const Host *host)
{
    return g_str_equal(server->host, host->name) && server->port == host->port;
}

static gboolean target_read_server(Target *target, const Server *server, char **segments)
{
    char **at = segments;
    if (*at && g_ascii_strcasecmp(*at, SERVER_VIRTUAL_DIRECTORY) == 0)
        at++;
    else if (*at && *server->directory)
        return FALSE;

    if (*segments) {
        if (!*at || !collection_is_valid(*at))
            return FALSE;
        g_autofree char *collection = g_utf8_strdown(*at, -1);
        if (server->collection && !g_str_equal(server->collection, collection))
            return FALSE;
        target->organization = g_steal_pointer(&collection);
        target->project = project_from_segment(at[1]);
    }
    target->server = g_strdup(server->name);
    return TRUE;
}

static gboolean target_read_servers(Target *target, gboolean is_plain, const Host *host,
                                    char **segments, const GPtrArray *servers)
{
    for (guint i = 0; servers && i < servers->len; i++) {
        const Server *server = g_ptr_array_index(servers, i);
        if (server->is_plain == is_plain && server_matches_host(server, host) &&
            target_read_server(target, server, segments))
            return TRUE;
    }
    return FALSE;
}

/* The portal writes the organization where a user name stands: it is nobody's account then. */
static void target_read_username(Target *target, const char *username)
{
    if (!username)
        return;
    if (!*username || g_str_equal(username, TARGET_ANY_USERNAME)) {
        target->person = g_strdup("");
        return;
    }

    gboolean is_services = g_str_equal(target->server, TARGET_SERVICES);
    g_autofree char *folded = g_ascii_strdown(username, -1);
    if (is_services && g_strcmp0(folded, target->organization) == 0)
        return;
    target->person = g_strdup(username);
    if (is_services && !target->organization && organization_is_valid(username))
        target->portal_organization = g_steal_pointer(&folded);
}

static gboolean target_read_place(Target *target, gboolean is_plain, const char *host_text,
                                  char **segments, const GPtrArray *servers)
{
    g_auto(Host) host = {0};
    if (!host_parse(host_text, default_port(is_plain), &host))
        return FALSE;
    if (!is_plain && target_read_services(target, &host, segments))
        return TRUE;
    g_clear_pointer(&target->server, g_free);
    return target_read_servers(target, is_plain, &host, segments, servers);
}

TargetOutcome target_parse(const char *protocol, const char *host, const char *path,
                           const char *username, const GPtrArray *servers, Target **ret_target)
{
    gboolean is_plain = protocol && g_ascii_strcasecmp(protocol, "http") == 0;
    if (!host || !protocol || (!is_plain && g_ascii_strcasecmp(protocol, "https") != 0))
        return TARGET_FOREIGN;
    if (path && !g_utf8_validate(path, -1, NULL))
        return TARGET_FOREIGN;

    g_auto(GStrv) segments = path_split_request(path ? path : "");
    if (!path_is_plain(segments))
        return TARGET_FOREIGN;
    g_autoptr(Target) target = g_new0(Target, 1);
    if (!target_read_place(target, is_plain, host, segments, servers)) {
        g_autoptr(Target) secure = g_new0(Target, 1);
        return is_plain && target_read_place(secure, FALSE, host, segments, servers)
                   ? TARGET_PLAIN
                   : TARGET_FOREIGN;
    }
    target_read_username(target, username);
    *ret_target = g_steal_pointer(&target);
    return TARGET_OURS;
}

void target_free(Target *target)
{
    if (!target)
        return;
    g_free(target->server);
    g_free(target->organization);
    g_free(target->project);
    g_free(target->person);
    g_free(target->portal_organization);
    g_free(target);
}
