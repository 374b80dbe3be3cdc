/* SPDX-License-Identifier: MIT */
#include "app/audit.h"

#include "app/audit_notes.h"
#include "app/overview_judgement.h"
#include "app/place.h"
#include "app/probes.h"
#include "app/stored.h"
#include "azure/endpoint.h"
#include "core/error.h"
#include "core/message.h"
#include "ui/layout.h"
#include "ui/progress.h"

#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    int exit_status;
} grades[] = {
    [GRADE_GOOD] = {"good", 0},
    [GRADE_UNDETERMINED] = {"undetermined", 3},
    [GRADE_IMPROVE] = {"improve", 1},
    [GRADE_BAD] = {"bad", 2},
};
G_STATIC_ASSERT(G_N_ELEMENTS(grades) == GRADE_BAD + 1);

const char *grade_name(Grade grade)
{
    return grades[grade].name;
}

static void audited_token_free(AuditedToken *token)
{
    g_free(token->report);
    g_strfreev(token->notes);
    g_free(token->command);
    g_free(token);
}

Audit *audit_new(const Settings *settings)
{
    Audit *audit = g_new0(Audit, 1);
    audit->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)audited_token_free);
    audit->places = plain_places_find(settings);
    return audit;
}

void audit_free(Audit *audit)
{
    if (!audit)
        return;
    g_ptr_array_unref(audit->tokens);
    g_ptr_array_unref(audit->places);
    g_clear_pointer(&audit->overviews, g_ptr_array_unref);
    g_free(audit);
}

/* ---- asking what they can do ----------------------------------------------------------------- */

/* A place that the words of the command line, or the repository in this folder, speak of. */
static void add_known(GPtrArray *known, const Settings *settings, const char *word)
{
    Target *target = place_from_word(settings, word, NULL);
    if (target)
        g_ptr_array_add(known, target);
}

static GPtrArray *list_known(const OverviewRequest *request)
{
    GPtrArray *known = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
    for (const char *const *word = request->words; *word; word++)
        add_known(known, request->settings, *word);
    add_known(known, request->settings, NULL);
    return known;
}

/* Borrowed from known; NULL = no project of that organization is known. */
static const char *find_project(const GPtrArray *known, const Credential *credential)
{
    for (guint i = 0; i < known->len; i++) {
        const Target *target = g_ptr_array_index(known, i);
        if (target->project && g_str_equal(target->server, credential->server) &&
            g_str_equal(target->organization, credential->organization))
            return target->project;
    }
    return NULL;
}

/* Of one that was made by a sign-in the scopes are known; nobody chooses those of a job's. */
static gboolean is_to_be_probed(const TokenOverview *token)
{
    const Credential *credential = token->credential;
    const Target target = stored_target(credential);
    return credential->kind == CREDENTIAL_PAT && !*credential->scopes && !overview_is_job(token) &&
           target.organization && endpoint_is_services(&target) && overview_is_accepted(token);
}

static GArray *list_probes(const Audit *audit, const GPtrArray *known, GPtrArray *probed)
{
    GArray *list = g_array_new(FALSE, TRUE, sizeof(TokenProbe));
    for (guint i = 0; i < audit->tokens->len; i++) {
        AuditedToken *audited = g_ptr_array_index(audit->tokens, i);
        if (!is_to_be_probed(audited->token))
            continue;
        const Credential *credential = audited->token->credential;
        const TokenProbe probe = {
            .target = stored_target(credential),
            .project = find_project(known, credential),
            .token = credential->secret,
            .is_paused = audited->token->verdict->finding->retry_after_s >= 0,
        };
        g_array_append_val(list, probe);
        g_ptr_array_add(probed, audited);
    }
    return list;
}

static void step(gpointer data)
{
    progress_step(data);
}

static gboolean run_probes(GArray *list, Progress *progress, GError **error)
{
    guint count = 0;
    for (guint i = 0; i < list->len; i++) {
        const TokenProbe *token = &g_array_index(list, TokenProbe, i);
        count += probe_count(&token->target, token->project);
    }
    progress_expect(progress, count);
    return probes_run((TokenProbe *)list->data, list->len, step, progress, error);
}

static gboolean probe(Audit *audit, const OverviewRequest *request, Progress *progress,
                      GError **error)
{
    g_autoptr(GPtrArray) known = list_known(request);
    g_autoptr(GPtrArray) probed = g_ptr_array_new();
    g_autoptr(GArray) list = list_probes(audit, known, probed);
    if (list->len == 0)
        return TRUE;
    gboolean is_done = run_probes(list, progress, error);
    for (guint i = 0; i < list->len; i++) {
        AuditedToken *audited = g_ptr_array_index(probed, i);
        audited->report = g_array_index(list, TokenProbe, i).report;
    }
    return is_done;
}

/* ---- what it comes to ------------------------------------------------------------------------ */

static gboolean is_incomplete(const ProbeReport *report)
{
    return report && (report->end != PROBES_COMPLETE || !probe_report_tells(report));
}

static Grade decide_grade(const AuditedToken *audited)
{
    if (audited->token->health == HEALTH_BAD)
        return GRADE_BAD;
    if (audited->concerns != 0)
        return GRADE_IMPROVE;
    const Verdict *verdict = audited->token->verdict;
    gboolean is_unknown = verdict && verdict->kind == VERDICT_UNKNOWN;
    return is_unknown || is_incomplete(audited->report) ? GRADE_UNDETERMINED : GRADE_GOOD;
}

static void judge(AuditedToken *audited, const OverviewRequest *request)
{
    const TokenOverview *token = audited->token;
    g_autofree char *excess = audited->report ? probe_report_list_excess(audited->report) : NULL;
    const AuditSubject subject = {
        .credential = token->credential,
        .ends = token->ends,
        .used = token->used,
        .is_accepted = overview_is_accepted(token),
        .is_bad = token->health == HEALTH_BAD,
        .is_global = token->verdict && token->verdict->reach == REACH_ALL,
        .can_more = excess != NULL,
    };
    audited->concerns = overview_is_job(token) ? 0 : audit_judge(&subject, request->now);
    audited->life_days = audit_life_days(&subject, request->now);
    audited->grade = decide_grade(audited);
    audited->notes = audit_notes(audited, request);
    audited->command = audit_command(audited);
}

/* On a terminal that can erase a line. */
static Progress *show_progress(const OverviewRequest *request)
{
    gboolean can_erase = layout_has_emphasis(isatty(STDERR_FILENO), g_getenv("TERM"), NULL);
    return progress_new(_("asking Azure DevOps"), can_erase && !request->is_offline);
}

gboolean audit_add_tokens(Audit *audit, const OverviewRequest *request, GError **error)
{
    g_autoptr(Progress) progress = show_progress(request);
    g_autoptr(GError) cause = NULL;
    audit->overviews = overview_gather(request, error);
    if (!audit->overviews)
        return FALSE;
    for (guint i = 0; i < audit->overviews->len; i++) {
        AuditedToken *audited = g_new0(AuditedToken, 1);
        audited->token = g_ptr_array_index(audit->overviews, i);
        g_ptr_array_add(audit->tokens, audited);
    }
    if (!probe(audit, request, progress, &cause)) {
        error_set(error, ERROR_UNDETERMINED, error_get_hint(cause), MESSAGE_AS_IT_IS,
                  cause->message);
        return FALSE;
    }
    for (guint i = 0; i < audit->tokens->len; i++)
        judge(g_ptr_array_index(audit->tokens, i), request);
    return TRUE;
}

const char *audit_find_stored(const Audit *audit, const PlainPlace *place)
{
    for (guint i = 0; place->plain && i < audit->tokens->len; i++) {
        const AuditedToken *audited = g_ptr_array_index(audit->tokens, i);
        if (!audited->token->variable &&
            secret_equal(audited->token->credential->secret, place->plain->secret))
            return audited->token->name;
    }
    return NULL;
}

int audit_exit_status(const Audit *audit)
{
    Grade worst = GRADE_GOOD;
    for (guint i = 0; i < audit->tokens->len; i++) {
        const AuditedToken *audited = g_ptr_array_index(audit->tokens, i);
        worst = MAX(worst, audited->grade);
    }
    for (guint i = 0; i < audit->places->len; i++) {
        const PlainPlace *place = g_ptr_array_index(audit->places, i);
        worst = MAX(worst, place->plain ? GRADE_BAD : GRADE_UNDETERMINED);
    }
    return grades[worst].exit_status;
}
