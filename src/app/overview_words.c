/* SPDX-License-Identifier: MIT */
#include "app/overview_words.h"

#include "app/overview_judgement.h"
#include "app/stored.h"
#include "core/date.h"
#include "core/message.h"
#include "model/pat.h"

static const char *const verdict_words[] = {
    [VERDICT_VALID] = N_("valid"),
    [VERDICT_VALID_NO_PROFILE_SCOPE] = N_("valid"),
    [VERDICT_VALID_NO_CODE_SCOPE] = N_("valid, but not for Git"),
    [VERDICT_VALID_NOT_ALLOWED_HERE] = N_("valid, but its owner has no access"),
    [VERDICT_REFUSED] = N_("refused"),
    [VERDICT_UNKNOWN] = N_("could not be checked"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(verdict_words) == VERDICT_UNKNOWN + 1);

/* "expires in 3 days"; NULL if it is not known or, with a refusal, beside the point. */
static char *describe_expiry(const TokenOverview *token, const OverviewRequest *request)
{
    if (token->expiry == EXPIRY_UNKNOWN ||
        (overview_has_verdict(token, VERDICT_REFUSED) && token->expiry != EXPIRY_PASSED))
        return NULL;
    g_autofree char *left =
        date_format_days_left(date_days_left(token->ends, request->now, request->zone));
    return g_strdup_printf(token->expiry != EXPIRY_PASSED    ? _("expires %s")
                           : overview_date_is_refuted(token) ? _("though it was to expire %s")
                                                             : _("expired %s"),
                           left);
}

static char *describe_token(const TokenOverview *token, const OverviewRequest *request)
{
    if (token->credential->kind == CREDENTIAL_SIGN_IN)
        return g_strdup(token->problem || overview_is_cut_off(token)
                            ? _("signed in, but without a token")
                            : _("signed in; the next Git command obtains a token"));
    g_autofree char *expiry = describe_expiry(token, request);
    if (!token->verdict)
        return expiry ? g_steal_pointer(&expiry) : g_strdup(_("not checked"));
    const char *words = _(verdict_words[token->verdict->kind]);
    if (expiry)
        return g_strdup_printf("%s, %s", words, expiry);
    gboolean has_reason = overview_has_verdict(token, VERDICT_REFUSED) &&
                          token->verdict->finding->reason != REFUSAL_UNSPECIFIED;
    return has_reason ? verdict_describe(token->verdict) : g_strdup(words);
}

static char *describe_disuse(const TokenOverview *token, const OverviewRequest *request)
{
    if (token->credential->kind != CREDENTIAL_PAT || overview_is_accepted(token) ||
        !expiry_is_unused_for_long(token->used, request->now))
        return NULL;
    g_autofree char *day = date_format_day(token->used, request->zone);
    return g_strdup_printf(_("not known to have been used since %s; after %d days without, Azure "
                             "DevOps may end it: sign in or use it"),
                           day, EXPIRY_INACTIVE_AFTER_DAYS);
}

static const char *describe_age(const TokenOverview *token, const OverviewRequest *request)
{
    return !overview_is_accepted(token) &&
                   pat_is_older_than_a_year(token->credential->secret, request->now)
               ? _("it was created more than a year ago, and no token lives longer")
               : NULL;
}

/* Of a refused one it can only be supposed. */
static const char *describe_reach(const TokenOverview *token, const OverviewRequest *request)
{
    if (overview_is_global(token))
        return _(
            "it is for all accessible organizations, and Azure DevOps ends every such token on "
            "2026-12-01: make one for this organization alone");
    gboolean is_suspect = overview_has_verdict(token, VERDICT_REFUSED) &&
                          token->verdict->finding->reason == REFUSAL_UNSPECIFIED &&
                          overview_may_be_global(token) &&
                          expiry_global_tokens_stopped(request->now);
    return is_suspect
               ? _("if it was for all accessible organizations: Azure DevOps ends every such "
                   "token on 2026-12-01")
               : NULL;
}

static char *advice(const TokenOverview *token)
{
    const Target target = stored_target(token->credential);
    if (overview_meets_every_token(token))
        return refusal_hint(token->verdict->finding->reason, &target);
    if (overview_has_verdict(token, VERDICT_VALID_NOT_ALLOWED_HERE))
        return g_strdup(
            _("ask for access to this organization, or use the token of somebody who has "
              "it"));
    if (overview_date_is_refuted(token))
        return g_strdup(
            _("it works beyond the day that was told: renewing it asks for the right one"));
    if (!*token->credential->organization)
        return g_strdup(_("Git did not say for which organization it is, so it cannot be checked"));
    return NULL;
}

/* Who was cut off may have left such a note where nothing is to be revoked. */
static gboolean is_untidy(const TokenOverview *token)
{
    return token->sign_in && sign_in_is_untidy(token->sign_in->sign_in);
}

static const char *describe_untidiness(const TokenOverview *token)
{
    return is_untidy(token)
               ? _("another token that the sign-in created may still work, until it is revoked")
               : NULL;
}

/* Why no next token comes; NULL if it does, as far as that is known. */
static char *describe_problem(const TokenOverview *token, const OverviewRequest *request)
{
    if (token->problem)
        return g_strdup_printf(token->credential->kind == CREDENTIAL_SIGN_IN
                                   ? _("no token could be obtained: %s")
                                   : _("it could not be renewed: %s"),
                               token->problem->message);
    if (!overview_is_cut_off(token))
        return NULL;
    g_autofree char *day = date_format_day(token->sign_in->sign_in->refused, request->zone);
    return g_strdup_printf(_("since %s the sign-in gets no new tokens: sign in again"), day);
}

/* No command of this program changes it. */
static char *describe_variable(const TokenOverview *token)
{
    if (!token->variable)
        return NULL;
    if (token->health == HEALTH_GOOD)
        return g_strdup(_("Git gets it before any stored token"));
    return g_strdup_printf(_("Git gets it before any stored token; another one is to be put where "
                             "%s is set"),
                           token->variable);
}

static GStrv describe_notes(const TokenOverview *token, const OverviewRequest *request)
{
    g_autofree char *disuse = describe_disuse(token, request);
    g_autofree char *advised = advice(token);
    g_autofree char *problem = describe_problem(token, request);
    g_autofree char *variable = describe_variable(token);
    const char *const notes[] = {
        problem,
        advised,
        describe_reach(token, request),
        describe_age(token, request),
        disuse,
        describe_untidiness(token),
        variable,
    };
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (gsize i = 0; i < G_N_ELEMENTS(notes); i++) {
        if (notes[i])
            g_strv_builder_add(builder, notes[i]);
    }
    return g_strv_builder_end(builder);
}

/* Of a sign-in there is nothing to show: its secret is no token for Azure DevOps. */
static char *mask(const Credential *credential)
{
    return credential->kind == CREDENTIAL_SIGN_IN ? g_strdup("") : pat_mask(credential->secret);
}

static char *next_command(const TokenOverview *token)
{
    const char *command = overview_mending_command(token);
    if (command)
        return stored_command(token->credential, command);
    return is_untidy(token) ? g_strdup("git credential-azdo check") : NULL;
}

void overview_put_into_words(TokenOverview *token, const OverviewRequest *request)
{
    token->name = stored_name(token->credential);
    token->masked = mask(token->credential);
    token->summary = describe_token(token, request);
    token->notes = describe_notes(token, request);
    token->command = next_command(token);
}
