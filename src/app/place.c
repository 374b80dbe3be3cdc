/* SPDX-License-Identifier: MIT */
#include "app/place.h"

#include "app/setup.h"
#include "config/git.h"
#include "core/error.h"
#include "core/text.h"

#include <string.h>

#define SERVER_SCHEME "https://"
#define ADDRESS_HINT "name the organization: git credential-azdo help login"

static Target *target_from_url(const Settings *settings, const char *url)
{
    /* The user name of a remote may be no URL of RFC 3986: only host and path are looked at. */
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    if (!uri || !g_uri_get_host(uri))
        return NULL;

    g_autofree char *host =
        g_uri_get_port(uri) == -1
            ? g_strdup(g_uri_get_host(uri))
            : g_strdup_printf("%s:%d", g_uri_get_host(uri), g_uri_get_port(uri));
    const char *user = g_uri_get_userinfo(uri);
    g_autofree char *name = user ? g_strndup(user, strcspn(user, ":")) : NULL;
    Target *target = NULL;
    if (target_parse(g_uri_get_scheme(uri), host, g_uri_get_path(uri), name, settings->servers,
                     &target) != TARGET_OURS)
        return NULL;
    return target;
}

static Target *target_from_organization(const char *name)
{
    Target *target = NULL;
    if (!organization_is_valid(name) ||
        target_parse("https", TARGET_SERVICES, name, NULL, NULL, &target) != TARGET_OURS)
        return NULL;
    return target;
}

static char *origin_of_repository(void)
{
    g_auto(GStrv) urls = git_config_get_all(GIT_SCOPE_LOCAL, "remote.origin.url", NULL);
    return urls && *urls ? g_strdup(*urls) : NULL;
}

gboolean place_is_here(void)
{
    g_autofree char *origin = origin_of_repository();
    return origin != NULL;
}

/* Where the path does not say it, the user name of the portal's address does. */
static void take_portal_organization(Target *target)
{
    if (!target->organization)
        target->organization = g_steal_pointer(&target->portal_organization);
    g_clear_pointer(&target->person, g_free);
}

Target *place_from_word(const Settings *settings, const char *word, GError **error)
{
    g_autofree char *origin = word ? NULL : origin_of_repository();
    const char *meant = word ? word : origin;
    if (!meant) {
        error_set(error, ERROR_USAGE, ADDRESS_HINT,
                  "no organization is named, and this folder is no clone of one's repository");
        return NULL;
    }
    g_autoptr(Target) target =
        strstr(meant, "://") ? target_from_url(settings, meant) : target_from_organization(meant);
    if (target)
        take_portal_organization(target);
    if (!target || !target->organization) {
        /* What stands before an '@' may be a token. */
        g_autofree char *shown = text_printable(strchr(meant, '@') ? "..." : meant);
        error_set(error, ERROR_USAGE,
                  "name an organization (contoso), an address of it, or a collection of a server "
                  "given with --server",
                  "'%s' names no organization of Azure DevOps", shown);
        return NULL;
    }
    return g_steal_pointer(&target);
}

char *place_name(const Target *target)
{
    g_autofree char *name = target->organization
                                ? g_strdup_printf("%s/%s", target->server, target->organization)
                                : g_strdup(target->server);
    return text_printable(name);
}

char *place_word(const Target *target)
{
    if (target->organization && g_str_equal(target->server, TARGET_SERVICES))
        return text_printable(target->organization);
    return place_name(target);
}

static void append_option(GString *line, const char *option, const char *value)
{
    g_autofree char *printable = text_printable(value);
    g_autofree char *quoted = setup_quote(printable);
    g_string_append_printf(line, " --%s=%s", option, quoted);
}

char *place_command(const Target *target, const char *username, const char *command)
{
    GString *line = g_string_new("git credential-azdo");
    if (!g_str_equal(target->server, TARGET_SERVICES))
        append_option(line, "server", target->server);
    if (username && *username)
        append_option(line, "username", username);
    g_string_append_printf(line, " %s", command);
    if (target->organization) {
        g_autofree char *word = place_word(target);
        g_autofree char *quoted = setup_quote(word);
        g_string_append_printf(line, " %s", quoted);
    }
    return g_string_free(line, FALSE);
}

/* Git compares the path of a setting's URL in upper and lower case, which a record folds. */
char *place_use_path_command(const Target *target)
{
    const char *name = target->server;
    const char *scheme = g_str_equal(name, TARGET_SERVICES) ? SERVER_SCHEME : "";
    const char *host = g_str_has_prefix(name, SERVER_SCHEME) ? name + strlen(SERVER_SCHEME) : name;
    gsize root_length = (gsize)(host - name) + strcspn(host, "/");
    g_autofree char *key =
        g_strdup_printf("credential.%s%.*s.useHttpPath", scheme, (int)root_length, name);
    g_autofree char *quoted = setup_quote(key);
    return g_strdup_printf("git config --global %s true", quoted);
}
