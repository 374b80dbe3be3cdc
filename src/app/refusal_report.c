/* SPDX-License-Identifier: MIT */
#include "app/refusal_report.h"

#include "app/place.h"
#include "app/setup.h"
#include "app/stored.h"
#include "app/validate.h"
#include "azure/endpoint.h"
#include "azure/validation.h"
#include "core/message.h"

static char *reason_of(const Verdict *verdict)
{
    switch (verdict->kind) {
    case VERDICT_REFUSED:
        return g_strdup(refusal_sentence(verdict->finding->reason));
    case VERDICT_VALID:
    case VERDICT_VALID_NO_PROFILE_SCOPE:
    case VERDICT_VALID_NO_CODE_SCOPE:
    case VERDICT_VALID_NOT_ALLOWED_HERE:
        return g_strdup(
            _("it is valid, but lacks the scope Code (Read & write), or may not be used "
              "for this"));
    case VERDICT_UNKNOWN:
        return verdict_describe(verdict);
    }
    g_assert_not_reached();
}

/* What has to be done before any token is of use; NULL = nothing. */
static char *remedy_for(const Verdict *verdict, const Target *target)
{
    gboolean is_blocked = verdict && verdict->kind == VERDICT_REFUSED &&
                          refusal_meets_every_token(verdict->finding->reason);
    return is_blocked ? refusal_hint(verdict->finding->reason, target) : NULL;
}

/* A server of a company that takes the token as Basic, and was given it as something else. */
static gboolean is_misdirected(const Verdict *verdict, const Target *target,
                               gboolean may_be_windows)
{
    return may_be_windows && verdict && verdict_is_accepted(verdict) &&
           !endpoint_is_services(target);
}

static void explain_direction(const Credential *refused, const char *place, RefusalReport *report)
{
    g_autofree char *server = setup_quote(refused->server);
    g_autofree char *logout = stored_command(refused, "logout");
    g_free(report->kept_sentence);
    g_free(report->kept_hint);
    report->is_misdirected = TRUE;
    report->kept_sentence = g_strdup_printf(
        _("the token stored for %s was refused, and stays stored: the server accepts it, but Git "
          "has sent it by NTLM or Negotiate, or it lacks the scope Code (Read & write)"),
        place);
    report->kept_hint =
        g_strdup_printf(_("git credential-azdo configure --server=%s makes Git 2.46 and later send "
                          "it as the server takes it; %s removes it"),
                        server, logout);
}

/* One that is refused for what a new one would meet, too, is not replaced. */
static char *new_token_hint(const Verdict *verdict, const Target *target)
{
    gboolean is_refused = verdict && verdict->kind == VERDICT_REFUSED;
    return refusal_hint(is_refused ? verdict->finding->reason : REFUSAL_UNSPECIFIED, target);
}

void refusal_report_make(const Credential *refused, gboolean may_be_windows,
                         RefusalReport *ret_report)
{
    const Target target = stored_target(refused);
    g_autoptr(GError) failure = NULL;
    g_autoptr(Verdict) verdict =
        validate_token(&target, refused->secret, VALIDATION_EXPLAIN_MS, &failure);
    char *reason = verdict ? reason_of(verdict) : g_strdup(failure->message);
    g_autofree char *remedy = remedy_for(verdict, &target);
    g_autofree char *login = stored_command(refused, "login");
    g_autofree char *place = place_name(&target);
    ret_report->reason = reason;
    ret_report->new_token_hint = new_token_hint(verdict, &target);
    ret_report->is_confirmed = verdict && verdict->kind == VERDICT_REFUSED;
    ret_report->sentence = g_strdup_printf(
        _("the token stored for %s was refused, and is forgotten: %s"), place, reason);
    ret_report->kept_sentence = g_strdup_printf(
        _("the token stored for %s was refused, and stays stored: %s"), place, reason);
    ret_report->asks_for_login = remedy == NULL;
    ret_report->hint = remedy
                           ? g_strdup_printf(_("%s, then enter the token again: %s"), remedy, login)
                           : g_strdup(login);
    ret_report->kept_hint = remedy ? g_strdup_printf(_("%s, then try again"), remedy)
                                   : g_strdup(_("try again: a new token is obtained by itself"));
    if (is_misdirected(verdict, &target, may_be_windows))
        explain_direction(refused, place, ret_report);
}

void refusal_report_clear(RefusalReport *report)
{
    g_clear_pointer(&report->reason, g_free);
    g_clear_pointer(&report->new_token_hint, g_free);
    g_clear_pointer(&report->sentence, g_free);
    g_clear_pointer(&report->kept_sentence, g_free);
    g_clear_pointer(&report->hint, g_free);
    g_clear_pointer(&report->kept_hint, g_free);
}
