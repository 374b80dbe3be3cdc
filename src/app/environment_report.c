/* SPDX-License-Identifier: MIT */
#include "app/environment_report.h"

#include "app/environment.h"
#include "app/place.h"
#include "app/question.h"
#include "app/refusal_report.h"
#include "app/setup.h"
#include "app/stored.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "ui/report.h"

#define ORGANIZATIONS "AZURE_DEVOPS_EXT_PAT_ORG"
#define MAP_JOB_TOKEN "SYSTEM_ACCESSTOKEN: $(System.AccessToken)"

static char *command_to_add(const MachineEnvironment *environment, const char *place)
{
    g_autofree char *named = text_printable(environment->organizations);
    g_autofree char *all = g_strdup_printf("%s,%s", named, place);
    g_autofree char *quoted = setup_quote(all);
    return g_strdup_printf(_("if it is good here, too: export %s=%s"), ORGANIZATIONS, quoted);
}

static char *describe_pat(MachineObstacle obstacle, const MachineEnvironment *environment,
                          const char *place, char **ret_hint)
{
    switch (obstacle) {
    case MACHINE_MALFORMED:
        *ret_hint = g_strdup(_("set AZURE_DEVOPS_EXT_PAT to a token, and nothing else"));
        return g_strdup(_("AZURE_DEVOPS_EXT_PAT holds no token"));
    case MACHINE_UNBOUND:
        *ret_hint = g_strdup_printf("export " ORGANIZATIONS "=%s", place);
        return g_strdup(_("AZURE_DEVOPS_EXT_PAT does not say for which organization it is"));
    case MACHINE_ELSEWHERE:
        *ret_hint = command_to_add(environment, place);
        return g_strdup(_("AZURE_DEVOPS_EXT_PAT is for other organizations"));
    case MACHINE_NO_PIPELINE:
    case MACHINE_NO_COLLECTION:
    case MACHINE_UNSET:
        break;
    }
    return NULL;
}

static char *describe_job(MachineObstacle obstacle, const char *place, char **ret_hint)
{
    switch (obstacle) {
    case MACHINE_MALFORMED:
        *ret_hint = g_strdup_printf(_("give the step this env: %s"), MAP_JOB_TOKEN);
        return g_strdup(_("SYSTEM_ACCESSTOKEN holds no token"));
    case MACHINE_NO_PIPELINE:
        *ret_hint = g_strdup(_("hand TF_BUILD and SYSTEM_COLLECTIONURI of the job on, too"));
        return g_strdup(_("SYSTEM_ACCESSTOKEN counts in a job of Azure Pipelines alone"));
    case MACHINE_NO_COLLECTION:
        *ret_hint = g_strdup(_("hand SYSTEM_COLLECTIONURI of the job on, too; a server needs "
                               "--server"));
        return g_strdup(_("SYSTEM_COLLECTIONURI does not say for which organization "
                          "SYSTEM_ACCESSTOKEN is"));
    case MACHINE_ELSEWHERE:
        *ret_hint = g_strdup_printf(_("set AZURE_DEVOPS_EXT_PAT to a token of it, and %s=%s"),
                                    ORGANIZATIONS, place);
        return g_strdup(_("SYSTEM_ACCESSTOKEN is for the organization of the job alone"));
    case MACHINE_UNBOUND:
    case MACHINE_UNSET:
        break;
    }
    return NULL;
}

/* A clause, and what to do about it; NULL if no variable is set. */
static char *describe(const Settings *settings, const Target *target, char **ret_hint)
{
    if (!environment_has_tokens())
        return NULL;
    const MachineEnvironment environment = environment_read(settings);
    if (!target->organization) {
        *ret_hint = place_use_path_command(target);
        return g_strdup(_("Git did not say for which organization"));
    }
    g_autofree char *place = place_word(target);
    g_autoptr(GPtrArray) tokens = machine_list(&environment);
    MachineObstacle pat = machine_obstacle(&environment, tokens, MACHINE_PAT);
    if (pat != MACHINE_UNSET)
        return describe_pat(pat, &environment, place, ret_hint);
    MachineObstacle job = machine_obstacle(&environment, tokens, MACHINE_JOB);
    return describe_job(job, place, ret_hint);
}

static char *describe_for_request(const Settings *settings, const Target *target, char **ret_hint)
{
    g_autoptr(Target) named = question_target(target);
    return describe(settings, named ? named : target, ret_hint);
}

void environment_warn(const Settings *settings, const Target *target)
{
    g_autofree char *hint = NULL;
    g_autofree char *clause = describe_for_request(settings, target, &hint);
    if (clause)
        report_warning(hint, MESSAGE_AS_IT_IS, clause);
}

void environment_blame(const Settings *settings, const Target *target, GError **error)
{
    gboolean is_missing = g_error_matches(*error, AZDO_ERROR, ERROR_MISSING) ||
                          g_error_matches(*error, AZDO_ERROR, ERROR_STORE_ABSENT);
    g_autofree char *hint = NULL;
    g_autofree char *clause = is_missing ? describe_for_request(settings, target, &hint) : NULL;
    if (!clause)
        return;
    g_autoptr(GError) cause = g_steal_pointer(error);
    error_set(error, (ErrorCode)cause->code, hint, "%s, and %s", cause->message, clause);
}

void environment_report_refused(const MachineToken *token, GError **error)
{
    const Target target = stored_target(token->credential);
    const char *variable = machine_variable(token->kind);
    g_auto(RefusalReport) report = {0};
    refusal_report_make(token->credential, FALSE, &report);
    g_autofree char *place = place_name(&target);
    g_autofree char *new_token =
        token->kind == MACHINE_JOB
            ? g_strdup(_("look whether the job may use the repository, and run it again"))
            : g_strdup_printf(_("%s, then put it where %s is set"), report.new_token_hint,
                              variable);
    error_set(error, ERROR_REFUSED, report.asks_for_login ? new_token : report.kept_hint,
              "the token in %s was refused for %s: %s", variable, place, report.reason);
}
