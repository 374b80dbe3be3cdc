/* SPDX-License-Identifier: MIT */
#include "app/dialogue.h"

#include "app/browser.h"
#include "app/place.h"
#include "app/validate.h"
#include "azure/endpoint.h"
#include "azure/identity.h"
#include "azure/validation.h"
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/pat.h"
#include "ui/report.h"

#define ATTEMPTS_MAX 3
#define EXPIRY_PRESET "30d" /* what the portal proposes */
/* Microsoft Learn, "Use personal access tokens": a life of a week or less is recommended. */
#define RECOMMENDED_DAYS 7

/* ---- checking ------------------------------------------------------------------------------ */

const char *dialogue_find_fault(const Secret *token)
{
    if (secret_length(token) == 0)
        return _("nothing");
    if (pat_is_access_token(token))
        return _("a Microsoft Entra access token, which lives an hour, and no PAT");
    if (text_has_control(secret_reveal(token), secret_length(token)))
        return _("no token: it has a line break, a tab or the like inside");
    return secret_length(token) >= PROMPT_SIZE ? _("something too long to be a token") : NULL;
}

TokenOutcome dialogue_check(const Dialogue *dialogue, const Secret *token, char **ret_words,
                            char **ret_hint, GError **error)
{
    const Target *target = dialogue->target;
    SettingsValidate validate = SETTINGS_VALIDATE_UNSAID;
    if (!validate_read_wish(target, dialogue->validate, &validate, error))
        return TOKEN_FAILED;
    if (validate == SETTINGS_VALIDATE_NEVER) {
        gboolean is_said = dialogue->validate == SETTINGS_VALIDATE_NEVER;
        *ret_words = g_strdup_printf(_("the token was not checked: %s is \"never\""),
                                     is_said ? "--validate" : "credential.azdoValidate");
        return TOKEN_DOUBTFUL;
    }
    TokenCheck check = {.target = *target, .token = token, .wants_code = TRUE};
    if (!validate_tokens(&check, 1, VALIDATION_LOGIN_MS, error))
        return TOKEN_FAILED;
    g_autoptr(Verdict) verdict = check.verdict;
    gboolean is_valid = verdict->kind != VERDICT_UNKNOWN;
    g_autofree char *description = NULL;
    switch (verdict->kind) {
    case VERDICT_VALID:
    case VERDICT_VALID_NO_PROFILE_SCOPE:
        *ret_words = identity_describe(verdict->finding->identity);
        return TOKEN_ACCEPTED;
    case VERDICT_VALID_NO_CODE_SCOPE:
    case VERDICT_VALID_NOT_ALLOWED_HERE:
    case VERDICT_UNKNOWN:
        description = verdict_describe(verdict);
        *ret_words =
            g_strdup_printf(is_valid ? _("the token is %s") : _("the token %s"), description);
        return verdict->kind == VERDICT_VALID_NO_CODE_SCOPE ? TOKEN_UNFIT : TOKEN_DOUBTFUL;
    case VERDICT_REFUSED:
        *ret_words = g_strdup(refusal_sentence(verdict->finding->reason));
        *ret_hint = refusal_hint(verdict->finding->reason, target);
        return TOKEN_REFUSED;
    }
    g_assert_not_reached();
}

/* ---- expiry -------------------------------------------------------------------------------- */

static void warn_of_long_life(gint64 valid_to, gint64 now, GTimeZone *zone)
{
    int days = date_days_left(valid_to, now, zone);
    if (days > RECOMMENDED_DAYS)
        report_note("A life of %d days is long: Azure DevOps recommends a week or less.", days);
}

gboolean dialogue_read_expiry(const char *text, gint64 now, gint64 *ret_valid_to, GError **error)
{
    static const char hint[] = N_("give a date (2026-12-24), a number of days (30d), or: unknown");
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    gint64 valid_to = 0;
    switch (date_parse_expiry(text, now, zone, &valid_to)) {
    case DATE_OK:
        warn_of_long_life(valid_to, now, zone);
        *ret_valid_to = valid_to;
        return TRUE;
    case DATE_UNKNOWN:
        *ret_valid_to = 0;
        return TRUE;
    case DATE_MALFORMED:
        error_set(error, ERROR_USAGE, hint, "this is not a date");
        return FALSE;
    case DATE_IN_THE_PAST:
        error_set(error, ERROR_USAGE, hint, "this is not in the future");
        return FALSE;
    case DATE_TOO_FAR:
        error_set(error, ERROR_USAGE, hint, "no token lives longer than a year");
        return FALSE;
    }
    g_assert_not_reached();
}

static gboolean is_stored_already(const Dialogue *dialogue, const Secret *token)
{
    return dialogue->stored && secret_equal(dialogue->stored->secret, token);
}

/* What an empty answer means: the day that is known, unless it has passed. */
static char *preset_expiry(const Dialogue *dialogue, const Secret *token, gint64 now)
{
    if (!is_stored_already(dialogue, token) || dialogue->stored->valid_to <= now)
        return g_strdup(EXPIRY_PRESET);
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    return date_format_day(dialogue->stored->valid_to, zone);
}

static void complain(const GError *problem)
{
    g_autofree char *sentence = g_strdup(problem->message);
    sentence[0] = g_ascii_toupper(sentence[0]);
    report_note(N_("%s: %s."), sentence, error_get_hint(problem));
}

/* After too many answers that are none the end is not known: the token is good all the same. */
static PromptOutcome ask_expiry(const Dialogue *dialogue, const Secret *token, gint64 now,
                                ToldEnd *ret_end)
{
    g_autofree char *preset = preset_expiry(dialogue, token, now);
    g_autofree char *question = g_strdup_printf(
        _("When does it expire? (a date, days such as 7d, or unknown) [%s]: "), preset);
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        g_autofree char *answer = NULL;
        PromptOutcome outcome = ask_line(dialogue->asker, question, &answer);
        if (outcome != PROMPT_ANSWERED)
            return outcome;
        g_autoptr(GError) problem = NULL;
        g_strstrip(answer);
        ret_end->is_told =
            dialogue_read_expiry(*answer ? answer : preset, now, &ret_end->valid_to, &problem);
        if (ret_end->is_told)
            return PROMPT_ANSWERED;
        complain(problem);
    }
    return PROMPT_ANSWERED;
}

/* Only what nobody knows is asked. */
static PromptOutcome find_end(const Dialogue *dialogue, const Secret *token, gint64 now,
                              ToldEnd *ret_end, GError **error)
{
    if (dialogue->expires) {
        ret_end->is_told = dialogue_read_expiry(dialogue->expires, now, &ret_end->valid_to, error);
        return PROMPT_ANSWERED;
    }
    gboolean is_certain = is_stored_already(dialogue, token) &&
                          dialogue->stored->valid_to_certainty == VALID_TO_CERTAIN;
    return is_certain ? PROMPT_ANSWERED : ask_expiry(dialogue, token, now, ret_end);
}

/* ---- the token ----------------------------------------------------------------------------- */

static void introduce(const Dialogue *dialogue, gint64 now)
{
    g_autofree char *place = place_name(dialogue->target);
    g_autofree char *page = endpoint_token_page(dialogue->target);
    g_autofree char *older_page = endpoint_older_token_page(dialogue->target);
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    g_autofree char *today = date_format_day(now, zone);
    report_note("A personal access token (PAT) for %s is needed.", place);
    if (page) {
        report_note("Make one at:  %s", page);
        browser_open(page);
    }
    if (older_page)
        report_note("  (a server before 2019 has it at  %s)", older_page);
    report_note("  name:   git-code-%s (no personal data, no part of a token)", today);
    report_note("  scope:  Code (Read & write), and nothing else");
    report_note("  life:   a week or less is recommended; the page proposes 30 days");
}

typedef enum {
    INPUT_GOOD,
    INPUT_AGAIN, /* it will not do, and it was said why */
    INPUT_CANCELLED,
} InputOutcome;

/* What its form tells, without asking anybody. */
static InputOutcome examine_form(const Dialogue *dialogue, const Secret *token)
{
    if (secret_length(token) == 0)
        return INPUT_CANCELLED;
    const char *fault = dialogue_find_fault(token);
    if (!fault && dialogue->wants_another && is_stored_already(dialogue, token))
        fault = _("the token that is stored already, and a new one is needed");
    if (fault)
        report_note("This is %s.", fault);
    return fault ? INPUT_AGAIN : INPUT_GOOD;
}

/* The person decides, by default against a token of no use, or whose check digits are wrong. */
static InputOutcome examine_doubtful(const Dialogue *dialogue, const Secret *token, gboolean is_fit)
{
    gboolean looks_right = pat_checksum(token) != CHECKSUM_WRONG;
    gboolean is_meant = FALSE;
    PromptOutcome outcome = ask_confirmation(
        dialogue->asker,
        looks_right ? _("Keep it all the same?") : _("It looks mistyped. Keep it all the same?"),
        looks_right && is_fit, &is_meant);
    return outcome == PROMPT_ANSWERED && is_meant ? INPUT_GOOD : INPUT_CANCELLED;
}

/* INPUT_CANCELLED with *error set is a failure. */
static InputOutcome examine_token(const Dialogue *dialogue, const Secret *token, gint64 now,
                                  char **ret_account, GError **error)
{
    const char *age = pat_is_older_than_a_year(token, now) ? _(DIALOGUE_TOO_OLD) : "";
    g_autofree char *words = NULL;
    g_autofree char *hint = NULL;
    TokenOutcome outcome = dialogue_check(dialogue, token, &words, &hint, error);
    switch (outcome) {
    case TOKEN_ACCEPTED:
        if (*words)
            report_note("Azure DevOps accepts it: %s.", words);
        else
            report_note("Azure DevOps accepts it.");
        *ret_account = g_steal_pointer(&words);
        return INPUT_GOOD;
    case TOKEN_DOUBTFUL:
    case TOKEN_UNFIT:
        report_note("Beware: %s%s.", words, age);
        return examine_doubtful(dialogue, token, outcome == TOKEN_DOUBTFUL);
    case TOKEN_REFUSED:
        report_note("Azure DevOps does not take this token: %s%s.", words, age);
        if (pat_checksum(token) == CHECKSUM_WRONG)
            report_note("It looks mistyped.");
        report_note(MESSAGE_AS_IT_IS MESSAGE_AS_IT_IS, _("hint: "), hint);
        return INPUT_AGAIN;
    case TOKEN_FAILED:
        return INPUT_CANCELLED;
    }
    g_assert_not_reached();
}

static InputOutcome read_token(const Dialogue *dialogue, gint64 now, Secret **ret_token,
                               char **ret_account, GError **error)
{
    g_autoptr(Secret) pasted = NULL;
    g_autofree char *place = place_name(dialogue->target);
    g_autofree char *prompt = g_strdup_printf(_("Token for %s (it is not shown): "), place);
    switch (ask_secret(dialogue->asker, prompt, &pasted)) {
    case PROMPT_ANSWERED:
        break;
    case PROMPT_REFUSED:
        report_note("This is no token: it is too long, or has a control character inside.");
        return INPUT_AGAIN;
    case PROMPT_CANCELLED:
    case PROMPT_IMPOSSIBLE:
        return INPUT_CANCELLED;
    }
    g_autoptr(Secret) token = pat_clean(pasted);
    InputOutcome outcome = examine_form(dialogue, token);
    if (outcome == INPUT_GOOD)
        outcome = examine_token(dialogue, token, now, ret_account, error);
    if (outcome == INPUT_GOOD)
        *ret_token = g_steal_pointer(&token);
    return outcome;
}

Credential *dialogue_credential(const Dialogue *dialogue, const Secret *token, const char *account,
                                const ToldEnd *end, gint64 now)
{
    gboolean is_known = is_stored_already(dialogue, token);
    Credential *credential =
        is_known ? credential_copy(dialogue->stored)
                 : credential_new(dialogue->target->server, dialogue->target->organization,
                                  dialogue->username, token);
    if (!is_known)
        credential->created = now;
    if (end->is_told && credential->valid_to_certainty != VALID_TO_CERTAIN) {
        credential->valid_to = end->valid_to;
        credential->valid_to_certainty = end->valid_to ? VALID_TO_TOLD : VALID_TO_UNKNOWN;
    }
    if (account) {
        credential->validated = now;
        credential_set_account(credential, account);
    }
    return credential;
}

static char *command_again(const Dialogue *dialogue)
{
    return place_command(dialogue->target, dialogue->username,
                         dialogue->command ? dialogue->command : "login");
}

static DialogueOutcome cancel(const Dialogue *dialogue, gboolean has_token, GError **error)
{
    g_autofree char *hint = command_again(dialogue);
    const char *program = ask_program(dialogue->asker);
    if (has_token)
        error_set(error, ERROR_CANCELLED, hint,
                  "it was not said when the token expires, so nothing was stored");
    else if (program)
        error_set(error, ERROR_CANCELLED, hint,
                  "the program '%s', which asks you, gave no token, so nothing was stored",
                  program);
    else
        error_set(error, ERROR_CANCELLED, hint, "no token was given, so nothing was stored");
    return DIALOGUE_CANCELLED;
}

static InputOutcome obtain(const Dialogue *dialogue, gint64 now, Secret **ret_token,
                           char **ret_account, GError **error)
{
    InputOutcome outcome = INPUT_AGAIN;
    introduce(dialogue, now);
    for (int attempt = 0; outcome == INPUT_AGAIN && attempt < ATTEMPTS_MAX; attempt++)
        outcome = read_token(dialogue, now, ret_token, ret_account, error);
    return outcome;
}

DialogueOutcome dialogue_run(const Dialogue *dialogue, Credential **ret_credential, GError **error)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    g_autoptr(Secret) token = NULL;
    g_autofree char *account = NULL;
    g_autoptr(GError) failure = NULL;
    ToldEnd end = {0};
    gboolean has_token = obtain(dialogue, now, &token, &account, &failure) == INPUT_GOOD;
    gboolean has_end =
        has_token && find_end(dialogue, token, now, &end, &failure) == PROMPT_ANSWERED;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return DIALOGUE_FAILED;
    }
    if (!has_end)
        return cancel(dialogue, has_token, error);
    *ret_credential = dialogue_credential(dialogue, token, account, &end, now);
    return DIALOGUE_OBTAINED;
}

/* Where a token is read that nobody is asked for. */
static void set_unattended(const Dialogue *dialogue, GError **error)
{
    g_autofree char *command =
        place_command(dialogue->target, dialogue->username, "login --with-token");
    g_autofree char *hint = g_strconcat(command, " <token-file", NULL);
    error_set(error, ERROR_USAGE, hint, "there is no terminal to ask for the token");
}

DialogueOutcome dialogue_ask(const Settings *settings, const Dialogue *dialogue,
                             Credential **ret_credential, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Asker) asker = ask_open(settings, &failure);
    if (!asker) {
        if (failure)
            g_propagate_error(error, g_steal_pointer(&failure));
        else
            set_unattended(dialogue, error);
        return DIALOGUE_FAILED;
    }
    Dialogue with_asker = *dialogue;
    with_asker.asker = asker;
    return dialogue_run(&with_asker, ret_credential, error);
}
