/* SPDX-License-Identifier: MIT */
#include "azure/verdict.h"

#include "azure/cause.h"
#include "core/message.h"

static const char *const verdict_sentences[] = {
    [VERDICT_VALID] = N_("valid"),
    [VERDICT_VALID_NO_PROFILE_SCOPE] = N_("valid, without the scope to read its owner's profile"),
    [VERDICT_VALID_NO_CODE_SCOPE] = N_("valid, but without the scope Code, which Git needs"),
    [VERDICT_VALID_NOT_ALLOWED_HERE] = N_("valid, but its owner has no access here"),
    [VERDICT_REFUSED] = N_("refused"),
    [VERDICT_UNKNOWN] = N_("could not be checked"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(verdict_sentences) == VERDICT_UNKNOWN + 1);

Finding *finding_new(void)
{
    Finding *finding = g_new0(Finding, 1);
    finding->kind = FINDING_UNKNOWN;
    finding->cause = CAUSE_NOT_ASKED;
    finding->retry_after_s = -1;
    return finding;
}

void finding_free(Finding *finding)
{
    if (!finding)
        return;
    identity_free(finding->identity);
    g_free(finding->words);
    g_free(finding->activity_id);
    g_free(finding);
}

static gboolean is_kind(const Finding *finding, FindingKind kind)
{
    return finding && finding->kind == kind;
}

static gboolean has_reason(const Finding *finding)
{
    return is_kind(finding, FINDING_REFUSED) && finding->reason != REFUSAL_UNSPECIFIED;
}

/*
 * A profile that is refused without a reason may only lack the scope; so it takes both endpoints,
 * or one that says why, to call a token refused.
 */
static VerdictKind decide_kind(const Finding *profile, const Finding *connection)
{
    if (is_kind(profile, FINDING_ACCEPTED))
        return VERDICT_VALID;
    if (is_kind(connection, FINDING_ACCEPTED))
        return !profile || is_kind(profile, FINDING_UNKNOWN) ? VERDICT_VALID
                                                             : VERDICT_VALID_NO_PROFILE_SCOPE;
    if (is_kind(profile, FINDING_NOT_ALLOWED) || is_kind(connection, FINDING_NOT_ALLOWED))
        return VERDICT_VALID_NOT_ALLOWED_HERE;
    if (has_reason(profile) || has_reason(connection))
        return VERDICT_REFUSED;
    if (is_kind(connection, FINDING_REFUSED) && (!profile || is_kind(profile, FINDING_REFUSED)))
        return VERDICT_REFUSED;
    return VERDICT_UNKNOWN;
}

/* Whether a finding is what a verdict of this kind rests on. */
static gboolean finding_supports(const Finding *finding, VerdictKind kind)
{
    switch (kind) {
    case VERDICT_VALID:
    case VERDICT_VALID_NO_PROFILE_SCOPE:
    case VERDICT_VALID_NO_CODE_SCOPE:
        return is_kind(finding, FINDING_ACCEPTED);
    case VERDICT_VALID_NOT_ALLOWED_HERE:
        return is_kind(finding, FINDING_NOT_ALLOWED);
    case VERDICT_REFUSED:
        return is_kind(finding, FINDING_REFUSED);
    case VERDICT_UNKNOWN:
        return is_kind(finding, FINDING_UNKNOWN);
    }
    return FALSE;
}

/* Of two that support a refusal, the one that says more. */
static gboolean says_less(const Finding *finding, const Finding *other)
{
    if (has_reason(finding) != has_reason(other))
        return has_reason(other);
    return !finding->words && other->words;
}

Verdict *verdict_decide(Finding *profile, Finding *connection)
{
    g_autoptr(Finding) first = profile;
    g_autoptr(Finding) second = connection;
    Verdict *verdict = g_new0(Verdict, 1);
    verdict->kind = decide_kind(first, second);
    gboolean first_does = finding_supports(first, verdict->kind);
    gboolean second_does = finding_supports(second, verdict->kind);
    if (first_does && !(second_does && says_less(first, second)))
        verdict->finding = g_steal_pointer(&first);
    else if (second_does)
        verdict->finding = g_steal_pointer(&second);
    else
        verdict->finding = finding_new();
    return verdict;
}

gboolean verdict_is_accepted(const Verdict *verdict)
{
    return finding_supports(verdict->finding, VERDICT_VALID);
}

TokenReach verdict_reach(const Finding *deployment)
{
    if (is_kind(deployment, FINDING_ACCEPTED))
        return REACH_ALL;
    return is_kind(deployment, FINDING_REFUSED) && !has_reason(deployment) ? REACH_ORGANIZATION
                                                                           : REACH_UNKNOWN;
}

void verdict_free(Verdict *verdict)
{
    if (!verdict)
        return;
    finding_free(verdict->finding);
    g_free(verdict);
}

char *verdict_describe(const Verdict *verdict)
{
    const char *sentence = _(verdict_sentences[verdict->kind]);
    if (verdict->kind == VERDICT_REFUSED)
        return g_strdup_printf(_("%s: %s"), sentence, refusal_sentence(verdict->finding->reason));
    if (verdict->kind != VERDICT_UNKNOWN)
        return g_strdup(sentence);
    g_autofree char *cause = cause_describe(verdict->finding);
    return g_strdup_printf(_("%s: %s"), sentence, cause);
}
