/* SPDX-License-Identifier: MIT */
#include "app/probes.h"

#include "app/module.h"
#include "app/parallel.h"
#include "app/place_settings.h"

/* Few, for each of them asks much. */
#define AT_A_TIME 4

/* What a thread works on; nothing of it is another one's but the flag. */
typedef struct {
    const AzureModule *azure;
    TokenProbe *token;
    HttpSettings *settings;
    ProbingRequest request;
} Job;

static void job_clear(gpointer data)
{
    Job *job = data;
    http_settings_free(job->settings);
}

static gboolean job_run(gpointer data, GError **error)
{
    Job *job = data;
    job->token->report = job->azure->probe(&job->request, error);
    return job->token->report != NULL;
}

/* The flag of an organization; it may be raised from the start. */
static gint *flag_of(GHashTable *flags, const TokenProbe *token)
{
    gint *flag = g_hash_table_lookup(flags, token->target.organization);
    if (!flag) {
        flag = g_new0(gint, 1);
        g_hash_table_insert(flags, g_strdup(token->target.organization), flag);
    }
    *flag = *flag || token->is_paused;
    return flag;
}

static gboolean add_job(GArray *jobs, const Job *common, TokenProbe *token, GHashTable *flags,
                        GError **error)
{
    Job job = *common;
    job.settings = place_settings_read_http(&token->target, error);
    if (!job.settings)
        return FALSE;
    job.token = token;
    job.request.target = &token->target;
    job.request.project = token->project;
    job.request.token = token->token;
    job.request.settings = job.settings;
    job.request.limit_ms = PROBING_MS;
    job.request.is_paused = flag_of(flags, token);
    g_array_append_val(jobs, job);
    return TRUE;
}

gboolean probes_run(TokenProbe *tokens, gsize count, void (*tell)(gpointer data), gpointer data,
                    GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    if (!azure)
        return FALSE;
    g_autoptr(GHashTable) flags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GArray) jobs = g_array_sized_new(FALSE, TRUE, sizeof(Job), (guint)count);
    g_array_set_clear_func(jobs, job_clear);
    const Job common = {.azure = azure, .request = {.tell = tell, .data = data}};
    for (gsize i = 0; i < count; i++) {
        if (!add_job(jobs, &common, &tokens[i], flags, error))
            return FALSE;
    }
    return parallel_run(job_run, jobs->data, sizeof(Job), jobs->len, AT_A_TIME, error);
}
