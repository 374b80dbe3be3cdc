/* SPDX-License-Identifier: MIT */
#include "app/validate.h"

#include "app/module.h"
#include "app/parallel.h"
#include "app/place_settings.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#define AT_A_TIME 16

gboolean validate_read_wish(const Target *target, SettingsValidate said,
                            SettingsValidate *ret_validate, GError **error)
{
    *ret_validate = said;
    if (said != SETTINGS_VALIDATE_UNSAID)
        return TRUE;
    g_autoptr(GHashTable) settings = place_settings_read_credential(target, error);
    if (!settings)
        return FALSE;
    const char *value = g_hash_table_lookup(settings, "azdovalidate");
    if (!value || settings_parse_validate(value, ret_validate))
        return TRUE;
    g_autofree char *shown = text_printable(value);
    error_set(error, ERROR_CONFIG, N_("it is one of: login, always, never"),
              "credential.azdoValidate has no value '%s'", shown);
    return FALSE;
}

Verdict *validate_token(const Target *target, const Secret *token, gint64 limit_ms, GError **error)
{
    TokenCheck check = {.target = *target, .token = token};
    return validate_tokens(&check, 1, limit_ms, error) ? check.verdict : NULL;
}

/* What a thread works on; nothing of it is another one's. */
typedef struct {
    const AzureModule *azure;
    HttpSettings *settings;
    TokenCheck *check;
    gint64 limit_ms;
} Job;

static void job_clear(gpointer data)
{
    Job *job = data;
    http_settings_free(job->settings);
}

static gboolean job_run(gpointer data, GError **error)
{
    Job *job = data;
    const ValidationRequest request = {
        .target = &job->check->target,
        .token = job->check->token,
        .settings = job->settings,
        .limit_ms = job->limit_ms,
        .wants_code = job->check->wants_code,
        .wants_reach = job->check->wants_reach,
    };
    job->check->verdict = job->azure->validate(&request, error);
    return job->check->verdict != NULL;
}

static Verdict *verdict_without_settings(const GError *cause)
{
    Finding *finding = finding_new();
    finding->cause = CAUSE_NO_SETTINGS;
    finding->words = g_strdup(cause->message);
    return verdict_decide(finding, NULL);
}

gboolean validate_tokens(TokenCheck *checks, gsize count, gint64 limit_ms, GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    if (!azure)
        return FALSE;
    g_autoptr(GArray) jobs = g_array_sized_new(FALSE, TRUE, sizeof(Job), (guint)count);
    g_array_set_clear_func(jobs, job_clear);
    for (gsize i = 0; i < count; i++) {
        /* Here and not in the threads: it is not for several of them. */
        g_autoptr(GError) cause = NULL;
        HttpSettings *settings = place_settings_read_http(&checks[i].target, &cause);
        if (!settings) {
            checks[i].verdict = verdict_without_settings(cause);
            continue;
        }
        const Job job = {azure, settings, &checks[i], limit_ms};
        g_array_append_val(jobs, job);
    }
    return parallel_run(job_run, jobs->data, sizeof(Job), jobs->len, AT_A_TIME, error);
}
