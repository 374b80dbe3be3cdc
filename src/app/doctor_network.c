/* SPDX-License-Identifier: MIT */
/* The way to Azure DevOps, as Git's settings describe it. */
#include "app/doctor_check.h"
#include "app/environment.h"
#include "app/module.h"
#include "app/parallel.h"
#include "app/place.h"
#include "app/place_settings.h"
#include "app/stored.h"
#include "app/variable.h"
#include "azure/endpoint.h"
#include "core/error.h"
#include "core/message.h"
#include "model/pat.h"
#include "model/typed.h"

#include <string.h>
#include <unistd.h>

#define AT_A_TIME 8
#define ORGANIZATIONS_MAX 16 /* of more, the first ones stand for the others */

/* ---- one organization ------------------------------------------------------------------------ */

/* What a thread works on; nothing of it is another one's. */
typedef struct {
    const AzureModule *azure;
    const Target *target;
    const Credential *credential; /* NULL = there is none */
    const char *variable;         /* that it comes from; NULL = it is stored */
    HttpSettings *settings;
    Reachability *reachability;
} Job;

static void job_clear(gpointer data)
{
    Job *job = data;
    http_settings_free(job->settings);
    reachability_free(job->reachability);
}

static gboolean job_run(gpointer data, GError **error)
{
    Job *job = data;
    const ReachingRequest request = {
        .target = job->target,
        .token = job->credential ? job->credential->secret : NULL,
        .settings = job->settings,
        .limit_ms = REACHING_MS,
    };
    job->reachability = job->azure->reach(&request, error);
    return job->reachability != NULL;
}

/* A token, and none that has expired for certain: a sign-in makes the next one. */
static const Credential *find_token(const Examination *examination, const Target *target)
{
    const GPtrArray *credentials = examination->credentials;
    for (guint i = 0; credentials && i < credentials->len; i++) {
        const Credential *credential = g_ptr_array_index(credentials, i);
        if (credential_role(credential) == CREDENTIAL_ROLE_TOKEN &&
            g_str_equal(credential->server, target->server) &&
            g_str_equal(credential->organization, target->organization) &&
            !credential_is_expired(credential, examination->now))
            return credential;
    }
    return NULL;
}

static gboolean add_job(GArray *jobs, const Examination *examination, const AzureModule *azure,
                        const Target *target, Checkup *checkup)
{
    g_autoptr(GError) cause = NULL;
    Job job = {.azure = azure, .target = target};
    job.settings = place_settings_read_http(target, &cause);
    if (!job.settings) {
        doctor_tell_unreadable(cause, checkup);
        return FALSE;
    }
    const MachineToken *token = environment_choose(examination->machine, target);
    job.variable = token ? machine_variable(token->kind) : NULL;
    job.credential = token ? token->credential : find_token(examination, target);
    g_array_append_val(jobs, job);
    return TRUE;
}

/* ---- proxies and certificates ---------------------------------------------------------------- */

/* libcurl(3), "environment variables": it takes the first of these that is set. */
static const char *proxy_variable(void)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (variable_is_set(names[i]))
            return names[i];
    }
    return NULL;
}

/* Whether no_proxy names the host; an approximation of libcurl's rule, for a word on the page. */
static gboolean is_exempt(const char *host)
{
    const char *list = g_getenv("no_proxy") ? g_getenv("no_proxy") : g_getenv("NO_PROXY");
    g_auto(GStrv) names = g_strsplit_set(list ? list : "", ", ", -1);
    for (char **name = names; *name; name++) {
        const char *bare = **name == '.' ? *name + 1 : *name;
        g_autofree char *suffix = g_strconcat(".", bare, NULL);
        if (g_str_equal(*name, "*") ||
            (*bare && (g_str_equal(host, bare) || g_str_has_suffix(host, suffix))))
            return TRUE;
    }
    return FALSE;
}

/* The address that leads there; NULL = none. */
static const char *find_proxy(const Job *job, const char **ret_setting)
{
    const char *proxy = job->settings->proxy;
    *ret_setting = "http.proxy";
    if (proxy)
        return *proxy ? proxy : NULL;
    const char *variable = proxy_variable();
    if (!variable || is_exempt(job->reachability->connection.host))
        return NULL;
    *ret_setting = variable;
    return g_getenv(variable);
}

/* "http://me@proxy:3128" */
static gboolean has_name_alone(const char *proxy)
{
    const char *begin = strstr(proxy, "://");
    begin = begin ? begin + strlen("://") : proxy;
    const char *end = strchr(begin, '@');
    return end && end > begin && !memchr(begin, ':', (gsize)(end - begin));
}

static const char *name_of_certificates(const HttpSettings *settings)
{
    if (settings->ssl_ca_info)
        return g_getenv("GIT_SSL_CAINFO") ? "GIT_SSL_CAINFO" : "http.sslCAInfo";
    if (settings->ssl_ca_path)
        return g_getenv("GIT_SSL_CAPATH") ? "GIT_SSL_CAPATH" : "http.sslCAPath";
    return NULL;
}

/* FALSE if a file of certificates is not there: nothing can be reached then. */
static gboolean check_certificates(const Job *job, Checkup *checkup)
{
    const HttpSettings *settings = job->settings;
    const char *path = settings->ssl_ca_info ? settings->ssl_ca_info : settings->ssl_ca_path;
    if (!path || access(path, R_OK) == 0)
        return TRUE;
    Diagnosis *diagnosis =
        checkup_add(checkup, DIAGNOSIS_PROBLEM, "tls-file", "%s names %s, which cannot be read",
                    name_of_certificates(settings), path);
    diagnosis->advice = g_strdup(_("name a file that is there, or take the setting out: git config "
                                   "--show-origin --get-regexp '^http\\..*sslca'"));
    return FALSE;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void judge(Job *job, Checkup *checkup)
{
    const char *setting = NULL;
    const char *proxy = find_proxy(job, &setting);
    g_autofree char *shown_proxy = proxy ? typed_format(proxy) : NULL;
    g_autofree char *place = place_name(job->target);
    g_autofree char *masked = job->credential ? pat_mask(job->credential->secret) : NULL;
    g_autofree char *renew = job->credential ? stored_command(job->credential, "renew") : NULL;
    const ReachSubject subject = {
        .place = place,
        .proxy = shown_proxy,
        .proxy_setting = setting,
        .is_proxy_named = proxy && has_name_alone(proxy),
        .ca_setting = name_of_certificates(job->settings),
        .masked = masked,
        .renew = renew,
        .variable = job->variable,
    };
    if (check_certificates(job, checkup))
        reachability_judge(job->reachability, &subject, checkup);
}

/* Where none is known: whether the host can be reached is told about any. */
static void add_example(GPtrArray *targets)
{
    Target *target = g_new0(Target, 1);
    target->server = g_strdup(TARGET_SERVICES);
    target->organization = g_strdup("contoso");
    g_ptr_array_add(targets, target);
}

static void ask(GArray *jobs, Checkup *checkup)
{
    g_autoptr(GError) cause = NULL;
    if (!parallel_run(job_run, jobs->data, sizeof(Job), jobs->len, AT_A_TIME, &cause))
        checkup_add(checkup, DIAGNOSIS_UNKNOWN, "not-asked", MESSAGE_AS_IT_IS, cause->message);
    for (guint i = 0; i < jobs->len; i++) {
        Job *job = &g_array_index(jobs, Job, i);
        if (job->reachability)
            judge(job, checkup);
    }
    checkup_unify(checkup); /* the same host fares the same, whoever asks */
}

void doctor_check_network(Examination *examination, Checkup *checkup)
{
    if (examination->is_offline) {
        checkup_add(checkup, DIAGNOSIS_NOTE, "offline", "Azure DevOps was not asked (--offline)");
        return;
    }
    g_autoptr(GError) cause = NULL;
    const AzureModule *azure = module_load_azure(&cause);
    if (!azure) {
        Diagnosis *diagnosis = checkup_add(checkup, DIAGNOSIS_PROBLEM, "program-incomplete",
                                           MESSAGE_AS_IT_IS, cause->message);
        diagnosis->advice = g_strdup(error_get_hint(cause));
        return;
    }
    g_autoptr(GPtrArray) targets = examination_list_organizations(examination);
    if (targets->len == 0)
        add_example(targets);
    if (targets->len > ORGANIZATIONS_MAX)
        checkup_add(checkup, DIAGNOSIS_NOTE, "not-all", "of %u organizations %d are asked about",
                    targets->len, ORGANIZATIONS_MAX);
    g_autoptr(GArray) jobs = g_array_sized_new(FALSE, TRUE, sizeof(Job), targets->len);
    g_array_set_clear_func(jobs, job_clear);
    for (guint i = 0; i < MIN(targets->len, ORGANIZATIONS_MAX); i++) {
        if (!add_job(jobs, examination, azure, g_ptr_array_index(targets, i), checkup))
            break; /* the same would be said of each */
    }
    ask(jobs, checkup);
}
