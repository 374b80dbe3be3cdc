/* SPDX-License-Identifier: MIT */
/* Git's settings that decide what this helper is asked, and how. */
#include "app/config_file.h"
#include "app/doctor_check.h"
#include "app/passed_option.h"
#include "app/place.h"
#include "app/setup.h"
#include "azure/endpoint.h"
#include "config/question.h"
#include "config/url_settings.h"
#include "core/error.h"
#include "core/message.h"
#include "model/server.h"
#include "policy/helper_chain.h"

#include <string.h>

/* ---- useHttpPath ----------------------------------------------------------------------------- */

/* A section with a host alone ("credential.dev.azure.com") is not known to --get-urlmatch. */
gboolean doctor_sends_path(const char *url)
{
    g_autofree char *value = git_config_get_for_url("credential", "useHttpPath", url, NULL);
    if (value)
        return !doctor_is_false(value);
    g_autoptr(GPtrArray) entries = git_config_list(NULL, "^credential\\..*\\.usehttppath$", NULL);
    gboolean is_true = FALSE;
    for (guint i = 0; entries && i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *pattern = setup_pattern_from_key(entry->key);
        if (pattern && git_config_section_applies(pattern, url))
            is_true = !entry->has_value || !doctor_is_false(entry->value);
    }
    return is_true;
}

static guint count_at_server(const GPtrArray *targets, const char *server)
{
    guint count = 0;
    for (guint i = 0; i < targets->len; i++) {
        const Target *target = g_ptr_array_index(targets, i);
        count += g_str_equal(target->server, server) ? 1 : 0;
    }
    return count;
}

static void check_path(const Target *target, const char *url, const GPtrArray *targets,
                       Checkup *checkup)
{
    if (doctor_sends_path(url)) {
        checkup_add(checkup, DIAGNOSIS_OK, "path-sent",
                    "for %s Git says which organization it needs a token for (useHttpPath)", url);
        return;
    }
    guint count = count_at_server(targets, target->server);
    Diagnosis *diagnosis =
        count > 1 ? checkup_add(checkup, DIAGNOSIS_PROBLEM, "path-not-sent",
                                "for %s Git does not say which of your %u organizations it needs "
                                "a token for (useHttpPath)",
                                url, count)
                  : checkup_add(checkup, DIAGNOSIS_WARNING, "path-not-sent",
                                "for %s Git does not say which organization it needs a token for "
                                "(useHttpPath): that is right with a single one only",
                                url);
    diagnosis->command = place_use_path_command(target);
}

/* ---- options of the helper line -------------------------------------------------------------- */

/* What `configure` would drop, because no setting says it, is given to it. */
static char *configure_command(const char *helper, GHashTable *configured, const char *server)
{
    GString *command = g_string_new("git credential-azdo");
    for (gsize i = 0; i < passed_option_count; i++) {
        g_autofree char *folded = g_ascii_strdown(passed_options[i].setting, -1);
        g_autofree char *value = setup_get_option(helper, passed_options[i].option);
        if (!value || g_hash_table_contains(configured, folded))
            continue;
        g_autofree char *quoted = setup_quote(value);
        g_string_append_printf(command, " --%s=%s", passed_options[i].option, quoted);
    }
    g_string_append(command, " configure");
    g_autofree char *quoted_server = server ? setup_quote(server) : NULL;
    if (quoted_server)
        g_string_append_printf(command, " --server=%s", quoted_server);
    return g_string_free(command, FALSE);
}

typedef struct {
    const char *helper; /* the line that Git calls */
    const char *url;
    const char *server; /* NULL = Azure DevOps Services */
    GHashTable *configured;
    Checkup *checkup;
} Line;

static void check_option(const Line *line, const PassedOption *passed)
{
    g_autofree char *folded = g_ascii_strdown(passed->setting, -1);
    g_autofree char *in_line = setup_get_option(line->helper, passed->option);
    const HelperOption option = {
        .option = passed->option,
        .in_line = in_line,
        .in_setting = g_hash_table_lookup(line->configured, folded),
        .usual = passed->usual,
    };
    if (!helper_option_differs(&option))
        return;
    g_autoptr(GError) cause = NULL;
    if (!settings_check_option(passed->option, option.in_setting, &cause)) {
        Diagnosis *diagnosis =
            checkup_add(line->checkup, DIAGNOSIS_WARNING, "setting-invalid",
                        "credential.%s has no value '%s'", passed->setting, option.in_setting);
        diagnosis->advice = g_strdup(passed->hint ? _(passed->hint) : error_get_hint(cause));
        return;
    }
    Diagnosis *diagnosis =
        in_line
            ? checkup_add(line->checkup, DIAGNOSIS_WARNING, "option-differs",
                          "for %s credential.%s is '%s', and the helper line that Git calls says "
                          "'%s'",
                          line->url, passed->setting, option.in_setting, in_line)
            : checkup_add(line->checkup, DIAGNOSIS_WARNING, "option-differs",
                          "for %s credential.%s is '%s', and the helper line that Git calls says "
                          "nothing of it",
                          line->url, passed->setting, option.in_setting);
    diagnosis->command = configure_command(line->helper, line->configured, line->server);
}

static void check_line(const char *url, const char *server, Checkup *checkup)
{
    g_autofree char *helper = NULL;
    if (!setup_find_own(url, &helper) || !helper)
        return; /* which has been said of the helpers */
    g_autoptr(GHashTable) configured = url_settings_read("credential", url, NULL);
    if (!configured)
        return;
    const Line line = {helper, url, server, configured, checkup};
    for (gsize i = 0; i < passed_option_count; i++)
        check_option(&line, &passed_options[i]);
}

/* ---- rewritten addresses --------------------------------------------------------------------- */

static gboolean is_ours(const Examination *examination, const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    if (!uri || !g_uri_get_host(uri))
        return FALSE;
    Target *target = NULL;
    gboolean is_target =
        target_parse(g_uri_get_scheme(uri), g_uri_get_host(uri), g_uri_get_path(uri), NULL,
                     examination->settings.servers, &target) == TARGET_OURS;
    target_free(target);
    return is_target;
}

static void check_rewrite(const Examination *examination, const GitConfigEntry *entry,
                          Checkup *checkup)
{
    g_autofree char *target = NULL;
    question_split_key(entry->key, "url", &target);
    gboolean is_for_us = is_ours(examination, entry->value) ||
                         (*entry->value && g_str_has_prefix(TARGET_SERVICES_URL "/", entry->value));
    if (!target || !is_for_us || is_ours(examination, target))
        return;
    Diagnosis *diagnosis =
        checkup_add(checkup, DIAGNOSIS_WARNING, "rewritten",
                    "Git takes addresses that begin with %s to %s, where this helper is not asked",
                    entry->value, target);
    g_autofree char *path = config_file_of(entry->origin);
    gboolean has_name = strstr(entry->key, "://") && strchr(entry->key, '@');
    if (path && has_name)
        diagnosis->command = config_file_command(path, (const char *const[]){"--edit", NULL});
    else if (path)
        diagnosis->command =
            config_file_command(path, (const char *const[]){"--unset-all", entry->key, NULL});
}

static void check_rewrites(const Examination *examination, Checkup *checkup)
{
    g_autoptr(GPtrArray) entries =
        git_config_list(NULL, "^url\\..*\\.(insteadof|pushinsteadof)$", NULL);
    for (guint i = 0; entries && i < entries->len; i++)
        check_rewrite(examination, g_ptr_array_index(entries, i), checkup);
}

/* ---- what a repository says of itself -------------------------------------------------------- */

#define IGNORED_KEYS                                                                               \
    "^(http\\.(.*\\.)?(proxy.*|ssl.*|curloptresolve|pinnedpubkey)|"                                \
    "credential\\.(.*\\.)?azdo(store|cache|warndays|ask|validate|scope|days|kind|signin|"          \
    "clientid))$"

/* Values are not shown: that of a proxy may have a password in it. */
static void check_local(Checkup *checkup)
{
    static const GitScope local = GIT_SCOPE_LOCAL;
    g_autoptr(GPtrArray) entries = git_config_list(&local, IGNORED_KEYS, NULL);
    for (guint i = 0; entries && i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        Diagnosis *diagnosis =
            checkup_add(checkup, DIAGNOSIS_NOTE, "setting-ignored",
                        "%s of this repository counts for Git alone: what decides where a token "
                        "goes is not taken from a repository",
                        entry->key);
        diagnosis->advice = g_strdup(_("to have it count for this helper, set it with git config "
                                       "--global"));
    }
}

/* ---- verification ---------------------------------------------------------------------------- */

static void check_verification(Checkup *checkup)
{
    g_autofree char *value = git_config_get_for_url("http", "sslVerify", TARGET_SERVICES_URL, NULL);
    const char *variable = g_getenv("GIT_SSL_NO_VERIFY");
    if (variable) {
        Diagnosis *diagnosis =
            checkup_add(checkup, DIAGNOSIS_WARNING, "verify-off",
                        "GIT_SSL_NO_VERIFY makes Git send tokens to whoever answers; this helper "
                        "verifies Microsoft's servers all the same");
        diagnosis->command = g_strdup("unset GIT_SSL_NO_VERIFY");
    } else if (value && doctor_is_false(value)) {
        Diagnosis *diagnosis =
            checkup_add(checkup, DIAGNOSIS_WARNING, "verify-off",
                        "http.sslVerify is off, which makes Git send tokens to whoever answers; "
                        "this helper verifies Microsoft's servers all the same");
        diagnosis->command = g_strdup("git config --show-origin --get-all http.sslVerify");
        diagnosis->advice = g_strdup(_("take it out where it stands:"));
    }
}

void doctor_check_settings(Examination *examination, Checkup *checkup)
{
    if (!examination->entries) {
        doctor_tell_unreadable(examination->problem, checkup);
        return;
    }
    g_autoptr(GPtrArray) targets = examination_list_organizations(examination);
    const GPtrArray *servers = examination->settings.servers;
    Target services = {.server = (char *)TARGET_SERVICES};
    if (servers->len == 0 || count_at_server(targets, TARGET_SERVICES) > 0) {
        check_path(&services, TARGET_SERVICES_URL, targets, checkup);
        check_line(TARGET_SERVICES_URL, NULL, checkup);
    }
    for (guint i = 0; i < servers->len; i++) {
        const char *url = server_url(g_ptr_array_index(servers, i));
        Target server = {.server = (char *)url};
        check_path(&server, url, targets, checkup);
        check_line(url, url, checkup);
    }
    check_rewrites(examination, checkup);
    check_verification(checkup);
    check_local(checkup);
}
