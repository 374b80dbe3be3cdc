/* SPDX-License-Identifier: MIT */
#include "app/doctor_check.h"

#include "app/environment.h"
#include "app/place.h"
#include "app/setup.h"
#include "app/stored.h"
#include "config/git_run.h"
#include "core/error.h"
#include "core/message.h"
#include "model/server.h"
#include "programs/program.h"

#include <string.h>
#include <unistd.h>

gboolean doctor_is_false(const char *value)
{
    static const char *const words[] = {"", "0", "false", "no", "off", NULL};
    g_autofree char *folded = g_ascii_strdown(value ? value : "", -1);
    return g_strv_contains(words, folded);
}

char *doctor_find_program(const char *name)
{
    g_autofree char *folder = git_ask("--exec-path");
    g_autofree char *own = folder ? g_build_filename(folder, name, NULL) : NULL;
    return own && access(own, X_OK) == 0 ? g_steal_pointer(&own) : program_find(name);
}

void doctor_tell_unreadable(const GError *cause, Checkup *checkup)
{
    Diagnosis *diagnosis = checkup_add(checkup, DIAGNOSIS_UNKNOWN, "settings-unreadable",
                                       MESSAGE_AS_IT_IS, cause->message);
    diagnosis->advice = g_strdup(error_get_hint(cause));
    checkup_unify(checkup);
}

/* ---- servers --------------------------------------------------------------------------------- */

static gboolean has_same_url(gconstpointer a, gconstpointer b)
{
    return g_str_equal(server_url(a), server_url(b));
}

/* Each of them once. */
static void unite_servers(GPtrArray *servers)
{
    for (guint i = servers->len; i > 0; i--) {
        guint first = 0;
        g_ptr_array_find_with_equal_func(servers, g_ptr_array_index(servers, i - 1), has_same_url,
                                         &first);
        if (first < i - 1)
            g_ptr_array_remove_index(servers, i - 1);
    }
}

/* Also those that Git's configuration names: a repository names none. */
static GPtrArray *list_servers(const Settings *settings)
{
    GPtrArray *servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    for (guint i = 0; i < settings->servers->len; i++)
        g_ptr_array_add(servers,
                        server_parse(server_url(g_ptr_array_index(settings->servers, i)), NULL));
    g_autoptr(GPtrArray) entries = git_config_list_trusted("^credential\\.(.*\\.)?helper$", NULL);
    for (guint i = 0; entries && i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        setup_append_servers(servers, entry->value);
    }
    unite_servers(servers);
    return servers;
}

/* ---- remotes --------------------------------------------------------------------------------- */

static void remote_free(gpointer data)
{
    DoctorRemote *remote = data;
    target_free(remote->target);
    g_free(remote);
}

/* place_from_word() takes a bare word for an organization, which is a folder as an address. */
static void add_remote(Examination *examination, GitConfigEntry *entry)
{
    gboolean is_address = strstr(entry->value, "://") || strchr(entry->value, '@');
    Target *target =
        is_address ? place_from_word(&examination->settings, entry->value, NULL) : NULL;
    if (!target)
        return;
    DoctorRemote *remote = g_new0(DoctorRemote, 1);
    remote->entry = entry;
    remote->target = target;
    remote->is_ssh = !g_str_has_prefix(entry->value, "https://");
    g_ptr_array_add(examination->remotes, remote);
}

Examination *examination_new(const Settings *settings, gboolean is_offline)
{
    Examination *examination = g_new0(Examination, 1);
    examination->settings = *settings;
    examination->settings.servers = list_servers(settings);
    examination->is_offline = is_offline;
    const MachineEnvironment environment = environment_read(&examination->settings);
    examination->machine = machine_list(&environment);
    examination->now = g_get_real_time() / G_USEC_PER_SEC;
    examination->remotes = g_ptr_array_new_with_free_func(remote_free);
    examination->entries =
        git_config_list(NULL, "^remote\\..*\\.(url|pushurl)$", &examination->problem);
    for (guint i = 0; examination->entries && i < examination->entries->len; i++)
        add_remote(examination, g_ptr_array_index(examination->entries, i));
    return examination;
}

void examination_free(Examination *examination)
{
    if (!examination)
        return;
    g_ptr_array_unref(examination->settings.servers);
    g_ptr_array_unref(examination->remotes);
    g_ptr_array_unref(examination->machine);
    g_clear_pointer(&examination->entries, g_ptr_array_unref);
    g_clear_error(&examination->problem);
    g_clear_pointer(&examination->credentials, g_ptr_array_unref);
    g_free(examination);
}

/* ---- organizations --------------------------------------------------------------------------- */

static void add_organization(GPtrArray *targets, const Target *target)
{
    for (guint i = 0; i < targets->len; i++) {
        const Target *known = g_ptr_array_index(targets, i);
        if (g_str_equal(known->server, target->server) &&
            g_str_equal(known->organization, target->organization))
            return;
    }
    Target *copy = g_new0(Target, 1);
    copy->server = g_strdup(target->server);
    copy->organization = g_strdup(target->organization);
    g_ptr_array_add(targets, copy);
}

GPtrArray *examination_list_organizations(const Examination *examination)
{
    const GPtrArray *credentials = examination->credentials;
    GPtrArray *targets = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
    for (guint i = 0; i < examination->machine->len; i++) {
        const MachineToken *token = g_ptr_array_index(examination->machine, i);
        const Target target = stored_target(token->credential);
        add_organization(targets, &target);
    }
    for (guint i = 0; credentials && i < credentials->len; i++) {
        const Target target = stored_target(g_ptr_array_index(credentials, i));
        if (target.organization)
            add_organization(targets, &target);
    }
    for (guint i = 0; i < examination->remotes->len; i++) {
        const DoctorRemote *remote = g_ptr_array_index(examination->remotes, i);
        add_organization(targets, remote->target);
    }
    return targets;
}

/* ---- what answers ---------------------------------------------------------------------------- */

/* Without useHttpPath, the user name and the host are all that Git says. */
Target *examination_find_asked(const Examination *examination, const DoctorRemote *remote)
{
    const char *url = remote->entry->value;
    g_autoptr(GUri) uri = remote->is_ssh ? NULL : g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    if (!uri || !g_uri_get_host(uri))
        return NULL;
    g_autofree char *host = g_uri_get_port(uri) < 0 ? g_strdup(g_uri_get_host(uri))
                                                    : g_strdup_printf("%s:%d", g_uri_get_host(uri),
                                                                      g_uri_get_port(uri));
    g_autofree char *address = g_strdup_printf("https://%s%s", host, g_uri_get_path(uri));
    const char *user = g_uri_get_userinfo(uri);
    g_autofree char *name = user ? g_strndup(user, strcspn(user, ":")) : NULL;
    const char *path = doctor_sends_path(address) ? g_uri_get_path(uri) : NULL;
    Target *target = NULL;
    TargetOutcome outcome = target_parse("https", host, path ? path + strspn(path, "/") : NULL,
                                         name, examination->settings.servers, &target);
    return outcome == TARGET_OURS ? target : NULL;
}

gboolean examination_needs_no_store(const Examination *examination)
{
    for (guint i = 0; i < examination->remotes->len; i++) {
        const DoctorRemote *remote = g_ptr_array_index(examination->remotes, i);
        g_autoptr(Target) asked = examination_find_asked(examination, remote);
        if (!remote->is_ssh && !(asked && environment_choose(examination->machine, asked)))
            return FALSE;
    }
    return examination->machine->len > 0;
}
