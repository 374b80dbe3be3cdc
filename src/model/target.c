/* SPDX-License-Identifier: MIT */
#include "model/target.h"

#include "model/host.h"
#include "model/server.h"
#include "model/url_path.h"

#include <string.h>

gboolean organization_is_valid(const char *name)
{
    return strlen(name) <= ORGANIZATION_LENGTH_MAX && host_label_is_valid(name);
}

/* Git's path has what follows it in the URL, too: "?query" and "#fragment" are cut off. */
static GStrv path_split_request(const char *path)
{
    g_autofree char *plain = g_strndup(path, strcspn(path, "?#"));
    return url_path_split(plain);
}

/* A project is named before "_git", "_packaging" and their like; {organization}/_git/x has none. */
static char *project_from_segment(const char *segment)
{
    return segment && segment[0] != '_' ? g_strdup(segment) : NULL;
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
    if (host->port != host_default_port(FALSE))
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

static gboolean target_read_server(Target *target, const Server *server, char **segments)
{
    char **after = NULL;
    if (!server_matches_path(server, segments, &target->organization, &after))
        return FALSE;
    target->project = project_from_segment(*after);
    target->server = g_strdup(server_name(server));
    return TRUE;
}

static gboolean target_read_servers(Target *target, gboolean is_plain, const Host *host,
                                    char **segments, const GPtrArray *servers)
{
    for (guint i = 0; servers && i < servers->len; i++) {
        const Server *server = g_ptr_array_index(servers, i);
        if (server_matches_host(server, is_plain, host) &&
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
    if (!host_parse(host_text, is_plain, &host))
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
    if (!url_path_is_plain(segments))
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
