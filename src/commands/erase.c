/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/environment.h"
#include "app/environment_report.h"
#include "app/exchange.h"
#include "app/keep.h"
#include "app/ledger.h"
#include "app/place.h"
#include "app/refusal_report.h"
#include "azure/endpoint.h"
#include "azure/validation.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/message.h"
#include "policy/selection.h"
#include "protocol/challenge.h"
#include "store/lock.h"

typedef struct {
    GPtrArray *candidates;
    GPtrArray *erased; /* of the candidates: what is gone */
    GPtrArray *unsure; /* of the candidates: as selection_erase() says */
} Erasure;

static void erasure_clear(Erasure *erasure)
{
    g_clear_pointer(&erasure->candidates, g_ptr_array_unref);
    g_clear_pointer(&erasure->erased, g_ptr_array_unref);
    g_clear_pointer(&erasure->unsure, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Erasure, erasure_clear)

/*
 * A refused Authorization header of its own (Git >= 2.46) comes without a password, and came from
 * another helper: this one never answers without a password. Nothing stored here is meant.
 */
static gboolean is_about_a_header(const Request *request)
{
    return request->credential && !request->password;
}

/* Of what would be erased; NULL if there is nothing, or no organization to ask about it. */
static const Credential *find_refused(const Exchange *exchange, const GPtrArray *candidates)
{
    g_autoptr(GPtrArray) unsure = NULL;
    g_autoptr(GPtrArray) erased =
        selection_erase(exchange->target, candidates, exchange->request->password, &unsure);
    const Credential *refused = erased->len > 0 ? g_ptr_array_index(erased, 0) : NULL;
    return refused && *refused->organization ? refused : NULL;
}

/*
 * Whether the token is good, and Git has sent it in a way that opens nothing: an Azure DevOps
 * Server says so when it is asked. It would be lost with each fetch.
 */
static gboolean is_misdirected(Store *store, const Exchange *exchange, RefusalReport *report)
{
    const Request *request = exchange->request;
    if (!request->password || endpoint_is_services(exchange->target) ||
        !challenge_may_prefer_windows(request->wwwauth))
        return FALSE;
    g_autoptr(GPtrArray) candidates = access_lookup(store, exchange->target, NULL);
    const Credential *refused = candidates ? find_refused(exchange, candidates) : NULL;
    if (refused)
        refusal_report_make(refused, TRUE, report);
    return report->is_misdirected;
}

static gboolean erase_matching(Store *store, const Exchange *exchange, Erasure *erasure,
                               GError **error)
{
    const Target *target = exchange->target;
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    if (!lock)
        return FALSE;
    erasure->candidates = access_lookup(store, target, error);
    if (!erasure->candidates || !access_lookup_spelled(store, target, erasure->candidates, error))
        return FALSE;
    erasure->erased =
        selection_erase(target, erasure->candidates, exchange->request->password, &erasure->unsure);
    for (guint i = 0; i < erasure->erased->len; i++) {
        const Credential *credential = g_ptr_array_index(erasure->erased, i);
        ledger_note_orphan(store, credential);
        if (!store_remove(store, credential, error))
            return FALSE;
    }
    return TRUE;
}

/* Somebody who is signed in has nothing to do but to try again. */
static void mend_hint(Store *store, const Credential *refused, RefusalReport *report)
{
    g_autoptr(Credential) sign_in = ledger_find(store, refused, NULL);
    if (!sign_in)
        return;
    g_free(report->hint);
    report->hint = g_strdup(report->kept_hint);
}

/*
 * Git gives a password along when the server has refused it. The token is gone by now whatever the
 * answer is: one bounded question tells the person why.
 */
static int explain(const Settings *settings, Store *store, const Credential *refused,
                   GError **error)
{
    if (settings->is_quiet || !*refused->organization)
        return 0;
    g_auto(RefusalReport) report = {0};
    refusal_report_make(refused, FALSE, &report);
    mend_hint(store, refused, &report);
    error_set(error, ERROR_REFUSED, report.hint, MESSAGE_AS_IT_IS, report.sentence);
    return 1;
}

static int report_kept(const Settings *settings, const Target *target, GError **error)
{
    if (settings->is_quiet)
        return 0;
    g_autofree char *hint = place_use_path_command(target);
    error_set(error, ERROR_AMBIGUOUS, hint,
              "the refused token stays stored: tokens of several organizations are, and Git did "
              "not say which organization refused it");
    return 1;
}

/* Where Git does not say which organization refused the token, those that it is stored for do. */
static int settle_unsure(const Settings *settings, Store *store, const Target *target,
                         const GPtrArray *unsure, GError **error)
{
    gint64 end_us = g_get_monotonic_time() + VALIDATION_EXPLAIN_MS * G_TIME_SPAN_MILLISECOND;
    g_autoptr(GError) refusal = NULL;
    for (guint i = 0; i < unsure->len && g_get_monotonic_time() < end_us; i++) {
        const Credential *credential = g_ptr_array_index(unsure, i);
        g_auto(RefusalReport) report = {0};
        refusal_report_make(credential, FALSE, &report);
        if (!report.is_confirmed)
            continue;
        if (!keep_not(store, credential, error))
            return 1;
        if (!refusal)
            error_set(&refusal, ERROR_REFUSED, report.hint, MESSAGE_AS_IT_IS, report.sentence);
    }
    if (!refusal)
        return report_kept(settings, target, error);
    if (settings->is_quiet)
        return 0;
    g_propagate_error(error, g_steal_pointer(&refusal));
    return 1;
}

static int report_misdirected(const Settings *settings, const RefusalReport *report, GError **error)
{
    if (settings->is_quiet)
        return 0;
    error_set(error, ERROR_REFUSED, report->kept_hint, MESSAGE_AS_IT_IS, report->kept_sentence);
    return 1;
}

static int erase_from(const Settings *settings, Store *store, const Exchange *exchange,
                      GError **error)
{
    g_auto(Erasure) erasure = {0};
    if (!erase_matching(store, exchange, &erasure, error))
        return 1;
    if (erasure.erased->len == 0 && erasure.unsure->len > 0)
        return settle_unsure(settings, store, exchange->target, erasure.unsure, error);
    if (erasure.erased->len == 0 || !exchange->request->password)
        return 0;
    return explain(settings, store, g_ptr_array_index(erasure.erased, 0), error);
}

/* What is not in a store cannot be taken out of it. */
static gboolean is_from_environment(const Settings *settings, const Exchange *exchange,
                                    int *ret_status, GError **error)
{
    const Secret *password = exchange->request->password;
    const MachineEnvironment environment = environment_read(settings);
    if (!password || !machine_holds(&environment, password))
        return FALSE;
    g_autoptr(GPtrArray) tokens = machine_list(&environment);
    const MachineToken *token = machine_choose(tokens, exchange->target);
    if (!token)
        return FALSE;
    if (!settings->is_quiet)
        environment_report_refused(token, error);
    *ret_status = settings->is_quiet ? 0 : 1;
    return TRUE;
}

static int erase_handle(const Settings *settings, const Exchange *exchange, GError **error)
{
    if (is_about_a_header(exchange->request))
        return 0;
    int status = 1;
    if (is_from_environment(settings, exchange, &status, error))
        return status;
    g_autoptr(Store) store = access_open_store(settings, error);
    if (!store)
        return 1;
    g_auto(RefusalReport) report = {0};
    if (is_misdirected(store, exchange, &report))
        return report_misdirected(settings, &report, error);
    return erase_from(settings, store, exchange, error);
}

int command_erase(const Settings *settings, char **argv G_GNUC_UNUSED, GError **error)
{
    return exchange_run(settings, erase_handle, error);
}
