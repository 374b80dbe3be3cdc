/* SPDX-License-Identifier: MIT */
#include "app/place.h"

#include "app/setup.h"
#include "config/git.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/address.h"
#include "model/server.h"
#include "model/typed.h"

#include <string.h>

#define SERVER_SCHEME "https://"

static gboolean is_plain(const char *address)
{
    return g_ascii_strncasecmp(address, SERVER_PLAIN_SCHEME, strlen(SERVER_PLAIN_SCHEME)) == 0;
}

char *place_origin(void)
{
    g_auto(GStrv) urls = git_config_get_all(GIT_SCOPE_LOCAL, "remote.origin.url", NULL);
    return urls && *urls ? g_strdup(*urls) : NULL;
}

gboolean place_is_here(void)
{
    g_autofree char *origin = place_origin();
    return origin != NULL;
}

/* Where the path does not say it, the user name of the portal's address does. */
static void take_portal_organization(Target *target)
{
    if (!target->organization)
        target->organization = g_steal_pointer(&target->portal_organization);
    g_clear_pointer(&target->person, g_free);
}

/*
 * A remote by SSH is at the same organization: [ssh://]user@ssh.dev.azure.com[:22]:v3/contoso/...,
 * before also user@vs-ssh.visualstudio.com (Microsoft Learn, "Use SSH key authentication").
 */
static Target *target_from_ssh(const char *address)
{
    static const char *const hosts[] = {"ssh.dev.azure.com", "vs-ssh.visualstudio.com"};
    const char *at = strchr(address, '@');
    for (gsize i = 0; at && i < G_N_ELEMENTS(hosts); i++) {
        const char *rest = at + 1;
        if (!g_str_has_prefix(rest, hosts[i]))
            continue;
        rest += strlen(hosts[i]);
        rest += strspn(rest, ":/0123456789");
        if (!g_str_has_prefix(rest, "v3/"))
            return NULL;
        rest += strlen("v3/");
        g_autofree char *organization = g_strndup(rest, strcspn(rest, "/"));
        return address_parse(organization, NULL);
    }
    return NULL;
}

/* The target names an organization; NULL if the word does not. */
static Target *target_from_text(const GPtrArray *servers, const char *text)
{
    g_autoptr(Target) target = target_from_ssh(text);
    if (!target)
        target = address_parse(text, servers);
    if (target)
        take_portal_organization(target);
    return target && target->organization ? g_steal_pointer(&target) : NULL;
}

/*
 * The command as it would be right for a server that Git knows, and this run does not; or NULL. The
 * address has no secret in it, for Git gets it as an argument.
 */
static char *command_with_server(const Settings *settings, const char *url)
{
    if (!g_str_has_prefix(url, SERVER_SCHEME) && !is_plain(url))
        return NULL;
    g_autoptr(GPtrArray) servers = setup_find_servers(url, SETUP_ANYWHERE);
    g_autoptr(Target) target = target_from_text(servers, url);
    return target ? place_command(target, settings->username, settings->words[0]) : NULL;
}

static void set_nameless(const Settings *settings, const char *word, const char *origin,
                         GError **error)
{
    const char *command = settings->words[0];
    const char *meant = word ? word : origin ? origin : "";
    g_autofree char *example = g_strdup_printf("git credential-azdo %s contoso", command);
    g_autofree char *hint = g_strdup_printf(_("name the organization, as in: %s"), example);
    g_autofree char *shown = typed_format(meant);
    g_autofree char *complete = command_with_server(settings, shown);
    g_autofree char *login = g_strconcat(example, " --with-token <token-file", NULL);
    g_autofree char *on_input = g_strdup_printf(
        _("name the organization, and give the token on standard input: %s"), login);
    if (complete)
        error_set(error, ERROR_USAGE, complete, "the server of '%s' is not named", shown);
    else if (is_plain(meant))
        error_set(error, ERROR_USAGE,
                  N_("use https://, or, where a server has nothing else, name it just so: "
                     "--server=http://..."),
                  "'%s' is plain http, so tokens would travel in clear text", shown);
    else if (word && typed_is_token(word))
        error_set(error, ERROR_USAGE, g_str_equal(command, "login") ? on_input : hint,
                  "'%s' is a token, and names no organization", shown);
    else if (word)
        error_set(
            error, ERROR_USAGE,
            N_("name an organization (contoso), an address of it, or a collection of a server "
               "given with --server"),
            "'%s' names no organization of Azure DevOps", shown);
    else
        error_set(error, ERROR_USAGE, hint,
                  origin ? N_("no organization is named, and the remote 'origin' of this folder is "
                              "not at Azure DevOps")
                         : N_("no organization is named, and this folder is no clone of a "
                              "repository at Azure DevOps"));
}

Target *place_from_word(const Settings *settings, const char *word, GError **error)
{
    g_autofree char *origin = word ? NULL : place_origin();
    const char *meant = word ? word : origin;
    Target *target = meant ? target_from_text(settings->servers, meant) : NULL;
    if (!target && error)
        set_nameless(settings, word, origin, error);
    return target;
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
    const char *scheme_end = strstr(name, "://");
    const char *host = scheme_end ? scheme_end + strlen("://") : name;
    gsize root_length = (gsize)(host - name) + strcspn(host, "/");
    g_autofree char *key =
        g_strdup_printf("credential.%s%.*s.useHttpPath", scheme, (int)root_length, name);
    g_autofree char *quoted = setup_quote(key);
    return g_strdup_printf("git config --global %s true", quoted);
}
