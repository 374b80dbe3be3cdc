/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/environment.h"
#include "app/exchange.h"
#include "app/ledger.h"
#include "app/place.h"
#include "app/taken_out.h"
#include "commands/command.h"
#include "model/pat.h"
#include "policy/selection.h"
#include "store/lock.h"
#include "ui/report.h"

/*
 * Not a token to keep: one that is meant for this use only, has expired, belongs to an
 * Authorization header of its own, or is a Microsoft Entra access token, which lives an hour.
 */
static gboolean is_worth_keeping(const Request *request, gint64 now)
{
    return request->password && secret_length(request->password) > 0 && !request->authtype &&
           !request->credential && !request->is_ephemeral &&
           (request->password_expiry_utc == 0 || request->password_expiry_utc > now) &&
           !pat_is_access_token(request->password);
}

/* Git brings each token back that it was given: mostly there is nothing to do, and to open. */
static gboolean is_known(const Settings *settings, const Target *target, const Offer *offer,
                         gint64 now)
{
    g_autoptr(GPtrArray) candidates = access_lookup_cached(settings, target);
    g_autoptr(Credential) credential = NULL;
    return candidates &&
           selection_save(target, candidates, offer, now, &credential) == SELECTION_UNCHANGED;
}

/* Under the lock: what is read here is what the decision is about. */
static int store_offer(Store *store, const Target *target, const Offer *offer, gint64 now,
                       GError **error)
{
    g_autoptr(GPtrArray) candidates = access_lookup(store, target, error);
    if (!candidates)
        return 1;
    g_autoptr(Credential) credential = NULL;
    if (selection_save(target, candidates, offer, now, &credential) == SELECTION_UNCHANGED)
        return 0;

    g_clear_pointer(&credential, credential_free);
    if (!access_lookup_spelled(store, target, candidates, error))
        return 1;
    if (selection_save(target, candidates, offer, now, &credential) == SELECTION_UNCHANGED)
        return 0;
    ledger_note_replaced(store, candidates, credential);
    return store_save(store, credential, error) ? 0 : 1;
}

/* Who is told has a Git under way, or has typed "git credential approve". */
static gboolean is_taken_out(const Settings *settings, const Target *target, const Offer *offer,
                             gint64 now)
{
    if (!taken_out_holds(target->server, offer->secret, now))
        return FALSE;
    g_autofree char *place = place_name(target);
    g_autofree char *hint =
        target->organization ? place_command(target, target->person, "login") : NULL;
    if (!settings->is_quiet)
        report_warning(hint, "the token for %s, which logout has just removed, is not stored again",
                       place);
    return TRUE;
}

static int store_handle(const Settings *settings, const Exchange *exchange, GError **error)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    if (!is_worth_keeping(exchange->request, now))
        return 0;
    const Offer offer = {
        .secret = exchange->request->password,
        .valid_to = exchange->request->password_expiry_utc,
    };
    const MachineEnvironment environment = environment_read(settings);
    if (machine_holds(&environment, offer.secret)) /* it is for this run alone */
        return 0;
    if (is_known(settings, exchange->target, &offer, now))
        return 0;
    g_autoptr(Store) store = access_open_store(settings, error);
    if (!store)
        return 1;
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    if (lock && is_taken_out(settings, exchange->target, &offer, now))
        return 0;
    return lock ? store_offer(store, exchange->target, &offer, now, error) : 1;
}

int command_store(const Settings *settings, char **argv G_GNUC_UNUSED, GError **error)
{
    return exchange_run(settings, store_handle, error);
}
