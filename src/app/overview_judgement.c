/* SPDX-License-Identifier: MIT */
#include "app/overview_judgement.h"

#include "core/date.h"
#include "core/error.h"
#include "model/pat.h"
#include "policy/machine.h"

gboolean overview_has_verdict(const TokenOverview *token, VerdictKind kind)
{
    return token->verdict && token->verdict->kind == kind;
}

gboolean overview_is_accepted(const TokenOverview *token)
{
    return token->verdict && verdict_is_accepted(token->verdict);
}

gboolean overview_date_is_refuted(const TokenOverview *token)
{
    return token->expiry == EXPIRY_PASSED && overview_is_accepted(token) &&
           token->ends_certainty == VALID_TO_TOLD;
}

gboolean overview_is_job(const TokenOverview *token)
{
    return token->variable && g_str_equal(token->variable, machine_variable(MACHINE_JOB));
}

gboolean overview_may_be_global(const TokenOverview *token)
{
    const Credential *credential = token->credential;
    int year = 0;
    int month = 0;
    if (credential->kind != CREDENTIAL_PAT || overview_is_job(token))
        return FALSE;
    return !pat_created(credential->secret, &year, &month) || expiry_may_be_global(year, month);
}

gboolean overview_is_global(const TokenOverview *token)
{
    return token->verdict && token->verdict->reach == REACH_ALL;
}

static void decide_end(TokenOverview *token)
{
    const Credential *credential = token->credential;
    token->ends = credential->valid_to;
    token->ends_certainty = credential->valid_to_certainty;
    if (overview_is_global(token) &&
        (token->ends == 0 || token->ends > EXPIRY_GLOBAL_TOKENS_STOP)) {
        token->ends = EXPIRY_GLOBAL_TOKENS_STOP;
        token->ends_certainty = VALID_TO_CERTAIN;
    }
}

gboolean overview_is_obtained(const TokenOverview *token)
{
    const Credential *credential = token->credential;
    return token->sign_in && (*credential->authorization_id || credential->kind != CREDENTIAL_PAT);
}

gboolean overview_is_cut_off(const TokenOverview *token)
{
    return overview_is_obtained(token) && token->sign_in->sign_in->refused != 0;
}

/* Whether the end of this token is nobody's concern: the next one comes by itself. */
static gboolean is_renewed_by_itself(const TokenOverview *token)
{
    return overview_is_obtained(token) && !token->problem && !overview_is_cut_off(token);
}

/* A network that is down needs nobody. */
static Health decide_health_of_sign_in(const TokenOverview *token)
{
    if (overview_is_cut_off(token))
        return HEALTH_BAD;
    if (!token->problem)
        return HEALTH_GOOD;
    return g_error_matches(token->problem, AZDO_ERROR, ERROR_UNREACHABLE) ? HEALTH_UNDETERMINED
                                                                          : HEALTH_BAD;
}

static Health decide_health(const TokenOverview *token)
{
    if (token->credential->kind == CREDENTIAL_SIGN_IN)
        return decide_health_of_sign_in(token);
    if (overview_has_verdict(token, VERDICT_REFUSED) ||
        overview_has_verdict(token, VERDICT_VALID_NO_CODE_SCOPE) ||
        overview_has_verdict(token, VERDICT_VALID_NOT_ALLOWED_HERE))
        return HEALTH_BAD;
    if (is_renewed_by_itself(token))
        return overview_has_verdict(token, VERDICT_UNKNOWN) ? HEALTH_UNDETERMINED : HEALTH_GOOD;
    if (token->expiry == EXPIRY_PASSED)
        return overview_date_is_refuted(token) ? HEALTH_SOON : HEALTH_BAD;
    if (token->expiry == EXPIRY_SOON || overview_is_cut_off(token))
        return HEALTH_SOON;
    return overview_has_verdict(token, VERDICT_UNKNOWN) ? HEALTH_UNDETERMINED : HEALTH_GOOD;
}

gboolean overview_meets_every_token(const TokenOverview *token)
{
    return overview_has_verdict(token, VERDICT_REFUSED) &&
           refusal_meets_every_token(token->verdict->finding->reason);
}

const char *overview_mending_command(const TokenOverview *token)
{
    if (token->variable || overview_meets_every_token(token) ||
        overview_has_verdict(token, VERDICT_VALID_NOT_ALLOWED_HERE))
        return NULL;
    if (overview_is_cut_off(token))
        return sign_in_source_needs_person(token->sign_in->sign_in->source) ? "login --entra"
                                                                            : "renew";
    if (token->health == HEALTH_BAD)
        return token->sign_in ? "renew" : "login";
    return token->health == HEALTH_SOON ? "renew" : NULL;
}

void overview_judge(TokenOverview *token, const OverviewRequest *request)
{
    const Credential *credential = token->credential;
    gint64 window_s = expiry_warn_window(request->settings->warn_days * SECONDS_PER_DAY,
                                         credential->created, credential->valid_to);
    decide_end(token);
    token->expiry = expiry_state(token->ends, request->now, window_s);
    token->health = decide_health(token);
}
