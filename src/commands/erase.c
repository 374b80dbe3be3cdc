/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/exchange.h"
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

static int erase_matching(const Settings *settings, Store *store, const Exchange *exchange,
                          GError **error)
{
    g_autoptr(GPtrArray) candidates = access_lookup(store, exchange->target, error);
    if (!candidates || !access_lookup_spelled(store, exchange->target, candidates, error))
        return 1;

    guint kept = 0;
    g_autoptr(GPtrArray) erased =
        selection_erase(exchange->target, candidates, exchange->request->password, &kept);
    for (guint i = 0; i < erased->len; i++) {
        if (!store_remove(store, g_ptr_array_index(erased, i), error))
            return 1;
    }
    return kept > 0 && erased->len == 0 ? report_kept(settings, error) : 0;
}

static int erase_handle(const Settings *settings, const Exchange *exchange, GError **error)
{
    g_autoptr(Store) store = access_open_store(settings, error);
    if (!store)
        return 1;
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    return lock ? erase_matching(settings, store, exchange, error) : 1;
}

int command_erase(const Settings *settings, char **argv G_GNUC_UNUSED, GError **error)
{
    return exchange_run(settings, erase_handle, error);
}
