/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/exchange.h"
#include "app/refusal_report.h"
#include "commands/command.h"
#include "core/error.h"
#include "policy/selection.h"
#include "store/lock.h"

static int report_kept(const Settings *settings, GError **error)
{
    if (settings->is_quiet)
        return 0;
    error_set(error, ERROR_AMBIGUOUS,
              "git config --global credential.https://dev.azure.com.useHttpPath true",
              "the refused token stays stored: tokens of several organizations are, and Git did "
              "not say which organization refused it");
    return 1;
}

/*
 * Git gives a password along when the server has refused it. The token is gone by now whatever the
 * answer is: one bounded question tells the person why.
 */
static int explain(const Settings *settings, const Target *target, const Credential *refused,
                   GError **error)
{
    if (settings->is_quiet || !*refused->organization)
        return 0;
    const Target named = {.server = target->server, .organization = refused->organization};
    g_auto(RefusalReport) report = {0};
    refusal_report_make(&named, refused->secret, &report);
    error_set(error, ERROR_REFUSED, report.hint, "%s", report.sentence);
    return 1;
}

/*
 * A refused Authorization header of its own (Git >= 2.46) comes without a password, and came from
 * another helper: this one hands out none. Nothing stored here is meant.
 */
static gboolean is_about_a_header(const Request *request)
{
    return request->credential && !request->password;
}

/* *ret_erased, the caller's, borrows from *ret_candidates; both are set on success only. */
static gboolean erase_matching(Store *store, const Exchange *exchange, GPtrArray **ret_candidates,
                               GPtrArray **ret_erased, guint *ret_kept, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    if (!lock)
        return FALSE;
    g_autoptr(GPtrArray) candidates = access_lookup(store, exchange->target, error);
    if (!candidates || !access_lookup_spelled(store, exchange->target, candidates, error))
        return FALSE;
    g_autoptr(GPtrArray) erased =
        selection_erase(exchange->target, candidates, exchange->request->password, ret_kept);
    for (guint i = 0; i < erased->len; i++) {
        if (!store_remove(store, g_ptr_array_index(erased, i), error))
            return FALSE;
    }
    *ret_candidates = g_steal_pointer(&candidates);
    *ret_erased = g_steal_pointer(&erased);
    return TRUE;
}

static int erase_handle(const Settings *settings, const Exchange *exchange, GError **error)
{
    if (is_about_a_header(exchange->request))
        return 0;
    g_autoptr(Store) store = access_open_store(settings, error);
    g_autoptr(GPtrArray) candidates = NULL;
    g_autoptr(GPtrArray) erased = NULL;
    guint kept = 0;
    if (!store || !erase_matching(store, exchange, &candidates, &erased, &kept, error))
        return 1;
    if (erased->len == 0)
        return kept > 0 ? report_kept(settings, error) : 0;
    if (!exchange->request->password)
        return 0;
    return explain(settings, exchange->target, g_ptr_array_index(erased, 0), error);
}

int command_erase(const Settings *settings, char **argv G_GNUC_UNUSED, GError **error)
{
    return exchange_run(settings, erase_handle, error);
}
