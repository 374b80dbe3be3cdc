/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/ask.h"
#include "app/configured.h"
#include "app/dialogue.h"
#include "app/environment.h"
#include "app/environment_report.h"
#include "app/keep.h"
#include "app/place.h"
#include "app/question.h"
#include "app/refusal_report.h"
#include "app/renewal.h"
#include "app/signed_in.h"
#include "app/taken_out.h"
#include "azure/endpoint.h"
#include "azure/validation.h"
#include "commands/command.h"
#include "config/url_settings.h"
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "policy/attempt.h"
#include "policy/renewal.h"
#include "policy/selection.h"
#include "protocol/challenge.h"
#include "store/lock.h"
#include "ui/report.h"

/* How long a process waits while another one asks the person for the same token. */
#define ASK_WAIT_MS (10 * 60 * 1000)

/* A token that a sign-in obtained is replaced before it ends; else it is answered as it is. */
static int answer_renewed(const Question *question, const Credential *credential, GError **error)
{
    g_autoptr(Credential) renewed = signed_in_replace(question->store, credential, question->now);
    return question_answer(question, renewed ? renewed : credential, error);
}

/* ---- looking up ---------------------------------------------------------------------------- */

typedef struct {
    SelectionOutcome outcome;
    GPtrArray *candidates;
    const Credential *credential; /* one of them */
} Found;

static void found_clear(Found *found)
{
    g_clear_pointer(&found->candidates, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

static void choose(const Question *question, Found *found)
{
    found->credential = NULL;
    found->outcome =
        selection_choose(question->exchange->target, found->candidates,
                         question->settings->username, question->now, &found->credential);
}

/* The organization's own records first; only without a match is the store asked once more. */
static gboolean look_up(const Question *question, Found *found, GError **error)
{
    const Target *target = question->exchange->target;
    found_clear(found);
    found->candidates = access_lookup(question->store, target, error);
    if (!found->candidates)
        return FALSE;
    choose(question, found);
    if (found->outcome != SELECTION_NONE && found->outcome != SELECTION_EXPIRED)
        return TRUE;
    if (!access_lookup_spelled(question->store, target, found->candidates, error))
        return FALSE;
    choose(question, found);
    return TRUE;
}

/* ---- what to ask for ----------------------------------------------------------------------- */

/* The record's name: a person's, if the request names one. */
static const char *username_to_ask_for(const Question *question)
{
    const Target *target = question->exchange->target;
    if (target->person && !target->portal_organization)
        return target->person;
    return question->settings->username ? question->settings->username : "";
}

static Credential *sign_in_anew(const Question *question, const Target *target, gboolean has_person,
                                GError **error)
{
    return configured_sign_in(question->store, target, username_to_ask_for(question),
                              question->tenant, has_person, error);
}

/* ---- asking a person ----------------------------------------------------------------------- */

static int keep_and_answer(const Question *question, Credential *credential, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (!keep_instead(question->store, credential, &problem))
        report_warning(error_get_hint(problem), "the token is used now, but not stored: %s",
                       problem->message);
    return question_answer(question, credential, error);
}

static int run_dialogue(const Question *question, Asker *asker, const Target *target,
                        StoreLock *lock, GError **error)
{
    const Dialogue dialogue = {
        .asker = asker,
        .target = target,
        .username = username_to_ask_for(question),
        .validate = question->settings->validate,
    };
    g_autoptr(Credential) credential = NULL;
    switch (dialogue_run(&dialogue, &credential, error)) {
    case DIALOGUE_OBTAINED:
        return keep_and_answer(question, credential, error);
    case DIALOGUE_CANCELLED: /* Git says that it was told to quit, and not why */
        store_lock_set_refused(lock, g_get_real_time());
        return question_quit();
    case DIALOGUE_FAILED:
        return 1;
    }
    g_assert_not_reached();
}

/*
 * One process asks; the others wait for it, and take what it stored, or its refusal: nobody is
 * asked by each of thirty fetches.
 */
static int ask_person(const Question *question, Asker *asker, const Target *target,
                      const GError *failure, GError **error)
{
    gint64 asked_us = g_get_real_time();
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_ASK, ASK_WAIT_MS, error);
    g_auto(Found) found = {0};
    if (!lock || !look_up(question, &found, error))
        return 1;
    if (found.outcome == SELECTION_FOUND)
        return question_answer(question, found.credential, error);
    /* Who waited may have nobody left to ask for: Git is gone. */
    if (store_lock_get_refused(lock) >= asked_us || !exchange_has_reader())
        return question_quit();

    g_autoptr(GError) problem = failure ? g_error_copy(failure) : NULL;
    g_autoptr(Credential) token = problem ? NULL : sign_in_anew(question, target, TRUE, &problem);
    if (token)
        return question_answer(question, token, error);
    environment_warn(question->settings, target);
    if (problem) /* a person may still bring a token */
        report_warning(error_get_hint(problem), MESSAGE_AS_IT_IS, problem->message);
    return run_dialogue(question, asker, target, lock, error);
}

/* Nobody can be asked: say, in one line, what is missing and how to mend it. */
static int report_missing(const Question *question, const Found *found, GError **error)
{
    const Target *target = question->exchange->target;
    g_autoptr(Target) named = question_target(target);
    g_autofree char *name = place_name(named ? named : target);
    g_autofree char *hint =
        named ? place_command(named, NULL, "login") : place_use_path_command(target);
    if (found->outcome == SELECTION_EXPIRED) {
        g_autoptr(GTimeZone) zone = g_time_zone_new_local();
        g_autofree char *day = date_format_day(found->credential->valid_to, zone);
        error_set(error, ERROR_MISSING, hint, "the token stored for %s expired on %s", name, day);
    } else {
        error_set(error, ERROR_MISSING, hint, "no token is stored for %s", name);
    }
    return 1;
}

static int answer_without_token(const Question *question, const Found *found, GError **error)
{
    const Settings *settings = question->settings;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Credential) token = signed_in_obtain(question->store, question->exchange->target,
                                                   settings->username, question->now, &failure);
    if (token)
        return question_answer(question, token, error);

    g_autoptr(Target) target = question_target(question->exchange->target);
    g_autoptr(GError) problem = NULL;
    g_autoptr(Asker) asker = target && exchange_has_reader() ? ask_open(settings, &problem) : NULL;
    if (asker)
        return ask_person(question, asker, target, failure, error);
    if (target && !failure)
        token = sign_in_anew(question, target, FALSE, &failure);
    if (token)
        return question_answer(question, token, error);
    if (failure || problem) {
        g_propagate_error(error, failure ? g_steal_pointer(&failure) : g_steal_pointer(&problem));
        return 1;
    }
    return settings->is_quiet ? 0 : report_missing(question, found, error);
}

/* ---- after a refusal ----------------------------------------------------------------------- */

/*
 * A refused token is forgotten, and another record may answer; but one that is refused for what
 * another token would meet, too, stays, and is an error.
 */
static gboolean drop_refused(const Question *question, const Credential *refused,
                             const RefusalReport *report, Found *found, GError **error)
{
    if (report->is_misdirected || (report->is_confirmed && !report->asks_for_login)) {
        error_set(error, ERROR_REFUSED, report->kept_hint, MESSAGE_AS_IT_IS, report->kept_sentence);
        return FALSE;
    }
    if (!keep_not(question->store, refused, error))
        return FALSE;
    if (report->sentence && !question->settings->is_quiet)
        report_warning(NULL, MESSAGE_AS_IT_IS, report->sentence);
    return look_up(question, found, error);
}

/* A Git that asks again knows the setting, so that with it a token is sent as Basic. */
static gboolean may_be_misdirected(const Exchange *exchange)
{
    g_autofree char *url = endpoint_for_settings(exchange->target);
    if (!url || !challenge_may_prefer_windows(exchange->request->wwwauth))
        return FALSE;
    g_autoptr(GHashTable) settings = url_settings_read("http", url, NULL);
    return !settings || g_strcmp0(g_hash_table_lookup(settings, "proactiveauth"), "basic") != 0;
}

/* What was answered before was refused, and Git tells nobody else. */
static gboolean drop_answered(const Question *question, Found *found, GError **error)
{
    const GPtrArray *states = question->exchange->request->state;
    const Credential *refused = attempt_find(states, found->candidates);
    if (!refused)
        return TRUE;
    g_auto(RefusalReport) report = {0};
    if (*refused->organization)
        refusal_report_make(refused, may_be_misdirected(question->exchange), &report);
    return drop_refused(question, refused, &report, found, error);
}

/*
 * With --validate=always no token is handed out that Azure DevOps refuses: that one is forgotten,
 * and the next one asked about, as long as there is time. What it does not say holds nobody up.
 */
static gboolean drop_invalid(const Question *question, Found *found, GError **error)
{
    gint64 end_us = g_get_monotonic_time() + VALIDATION_EXPLAIN_MS * G_TIME_SPAN_MILLISECOND;
    while (found->outcome == SELECTION_FOUND && *found->credential->organization &&
           g_get_monotonic_time() < end_us) {
        g_auto(RefusalReport) report = {0};
        refusal_report_make(found->credential, FALSE, &report);
        if (!report.is_confirmed)
            return TRUE;
        if (!drop_refused(question, found->credential, &report, found, error))
            return FALSE;
    }
    return TRUE;
}

static int report_ambiguous(const Question *question, GError **error)
{
    if (question->settings->is_quiet)
        return 0;
    g_autofree char *hint = place_use_path_command(question->exchange->target);
    error_set(error, ERROR_AMBIGUOUS, hint,
              "tokens of several organizations are stored, and Git did not say which one it needs");
    return 1;
}

static int answer(const Question *question, GError **error)
{
    g_auto(Found) found = {0};
    if (!look_up(question, &found, error))
        return 1;
    if (question->is_second && !drop_answered(question, &found, error))
        return question_quit();
    if (question->settings->validate == SETTINGS_VALIDATE_ALWAYS &&
        !drop_invalid(question, &found, error))
        return question_quit();
    if (found.outcome != SELECTION_FOUND) /* what a person types next is to be stored */
        taken_out_forget(question->exchange->target->server);
    switch (found.outcome) {
    case SELECTION_FOUND:
        return answer_renewed(question, found.credential, error);
    case SELECTION_NONE:
    case SELECTION_EXPIRED:
        return answer_without_token(question, &found, error);
    case SELECTION_AMBIGUOUS:
        return report_ambiguous(question, error);
    }
    g_assert_not_reached();
}

/* A locked keyring holds a token that works: Git must not ask for another one meanwhile. */
static gboolean is_about_a_lock(const GError *error)
{
    return g_error_matches(error, AZDO_ERROR, ERROR_STORE_LOCKED) ||
           g_error_matches(error, AZDO_ERROR, ERROR_STORE_DISMISSED);
}

/*
 * The second time Git repeats the user name of our first answer. Where that was nobody's, another
 * account may answer now, by its own name.
 */
static void forget_own_username(const Exchange *exchange)
{
    if (g_strcmp0(exchange->request->username, TARGET_ANY_USERNAME) == 0) {
        g_clear_pointer(&exchange->request->username, g_free);
        g_clear_pointer(&exchange->target->person, g_free);
    }
}

/*
 * A machine without a store: an identity of its own answers, if credential.azdoSignIn names one.
 * What it got before was refused if this is the second time.
 */
static int answer_without_store(const Question *question, GError **error)
{
    g_autoptr(Target) target = question_target(question->exchange->target);
    g_autoptr(GError) failure = NULL;
    g_autoptr(Credential) token =
        target && !question->is_second
            ? configured_access_token(target, question->tenant, RENEWAL_GIT_MS, &failure)
            : NULL;
    if (token || failure)
        g_clear_error(error);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return token ? question_answer(question, token, error) : 1;
}

static int answer_question(const Question *question, GError **error)
{
    if (question->store)
        return answer(question, error);
    return g_error_matches(*error, AZDO_ERROR, ERROR_STORE_ABSENT)
               ? answer_without_store(question, error)
               : 1;
}

/*
 * What the store found lately answers as the store would. All else, a refusal or a renewal of the
 * token included, is decided by what the store has now.
 */
static gboolean answer_from_cache(const Question *question, int *ret_status, GError **error)
{
    if (question->is_second)
        return FALSE;
    g_auto(Found) found = {
        .candidates = access_lookup_cached(question->settings, question->exchange->target),
    };
    if (!found.candidates)
        return FALSE;
    choose(question, &found);
    if (found.outcome != SELECTION_FOUND || renewal_is_due(found.credential, question->now))
        return FALSE;
    *ret_status = question_answer(question, found.credential, error);
    return TRUE;
}

/* Before any store: it is meant for this run, and a machine has no keyring to start. */
static gboolean answer_from_environment(const Question *question, int *ret_status, GError **error)
{
    const Exchange *exchange = question->exchange;
    g_autoptr(Credential) token = environment_find(question->settings, exchange->target);
    if (!token)
        return FALSE;
    Question last = *question;
    last.is_last = TRUE;
    *ret_status = question_answer(&last, token, error);
    return TRUE;
}

static int get_handle(const Settings *settings, const Exchange *exchange, GError **error)
{
    g_autofree char *tenant = challenge_find_tenant(exchange->request->wwwauth);
    Question question = {
        .settings = settings,
        .exchange = exchange,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .tenant = tenant,
        .is_second = attempt_is_second(exchange->request->state),
    };
    if (question.is_second)
        forget_own_username(exchange);
    int status = 1;
    if (answer_from_environment(&question, &status, error) ||
        answer_from_cache(&question, &status, error))
        return status;

    g_autoptr(Store) store = access_open_store(settings, error);
    question.store = store;
    status = answer_question(&question, error);
    environment_blame(settings, exchange->target, error);
    return is_about_a_lock(*error) ? question_quit() : status;
}

int command_get(const Settings *settings, char **argv G_GNUC_UNUSED, GError **error)
{
    return exchange_run(settings, get_handle, error);
}
