/* SPDX-License-Identifier: MIT */
#include "app/keep.h"

#include "app/ledger.h"
#include "app/place.h"
#include "app/stored.h"
#include "app/taken_out.h"
#include "azure/endpoint.h"
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/pat.h"
#include "store/lock.h"

#include <stdio.h>

/* Less than this is the way of the request and a clock that is not exact. */
#define SHORTENED_S (60 * 60)

/* What is stored of the same account, and for the same. */
static GPtrArray *look_up(Store *store, const Credential *credential, GError **error)
{
    const StoreQuery query = store_query_for(credential);
    return store_lookup(store, &query, error);
}

/* Takes over what the store alone knows. */
static gboolean is_there(Store *store, Credential *credential, GError **error)
{
    g_autoptr(GPtrArray) found = look_up(store, credential, error);
    if (!found)
        return FALSE;
    for (guint i = 0; i < found->len; i++) {
        const Credential *stored = g_ptr_array_index(found, i);
        if (credential_same_identity(stored, credential) &&
            secret_equal(stored->secret, credential->secret)) {
            credential->kept_until = stored->kept_until;
            return TRUE;
        }
    }
    error_set(error, ERROR_STORE_FAILED, N_("look at the store, and try again"),
              "the store took the token, and does not have it");
    return FALSE;
}

/* What Git was given before it may bring back later: it is to be known as the older one. */
static void note_replaced(const GPtrArray *stored, Credential *coming)
{
    for (guint i = 0; i < stored->len; i++) {
        const Credential *token = g_ptr_array_index(stored, i);
        if (credential_same_identity(token, coming))
            credential_set_replaced(coming, token);
    }
}

static gboolean save(Store *store, Credential *credential, GError **error)
{
    taken_out_forget(credential->server);
    return store_save(store, credential, error) && is_there(store, credential, error);
}

gboolean keep_credential(Store *store, Credential *credential, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    return lock && save(store, credential, error);
}

gboolean keep_instead(Store *store, Credential *credential, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    g_autoptr(GPtrArray) stored = lock ? look_up(store, credential, error) : NULL;
    if (!stored)
        return FALSE;
    ledger_note_replaced(store, stored, credential);
    note_replaced(stored, credential);
    return save(store, credential, error);
}

static void set_words(char **list, const char *words)
{
    g_free(*list);
    *list = g_strdup(words);
}

static gboolean save_sign_in(Store *store, Credential *sign_in, Credential **ret_before,
                             GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Credential) before = ledger_find(store, sign_in, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (before) {
        set_words(&sign_in->sign_in->pending, before->sign_in->pending);
        set_words(&sign_in->sign_in->orphans, before->sign_in->orphans);
    }
    if (!save(store, sign_in, error))
        return FALSE;
    *ret_before = g_steal_pointer(&before);
    return TRUE;
}

gboolean keep_sign_in(Store *store, Credential *sign_in, Credential **ret_before, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    return lock && save_sign_in(store, sign_in, ret_before, error);
}

gboolean keep_not(Store *store, const Credential *credential, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    if (!lock)
        return FALSE;
    ledger_note_orphan(store, credential);
    return store_remove(store, credential, error);
}

/* "2026-12-24 (in 30 days)". */
static char *format_end(gint64 when)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    g_autofree char *day = date_format_day(when, zone);
    g_autofree char *left = date_format_days_left(date_days_left(when, now, zone));
    return g_strdup_printf("%s (%s)", day, left);
}

void keep_print(const Settings *settings, const Credential *credential)
{
    const Target target = stored_target(credential);
    g_autofree char *place = place_name(&target);
    g_autofree char *username = text_printable(credential->username);
    g_autofree char *whose =
        *username ? g_strdup_printf("%s (%s)", place, username) : g_strdup(place);
    g_autofree char *end = credential->valid_to ? format_end(credential->valid_to) : NULL;
    if (end)
        printf(_("Stored for %s in %s, until %s.\n"), whose, settings->store, end);
    else
        printf(_("Stored for %s in %s; when it ends is not known.\n"), whose, settings->store);
    keep_print_store_end(credential);
}

void keep_print_store_end(const Credential *credential)
{
    if (!credential->kept_until)
        return;
    g_autofree char *end = format_end(credential->kept_until);
    printf(_("This store forgets it on %s, and when the machine restarts.\n"), end);
}

void keep_print_replaced(const Credential *old, const Credential *now_stored)
{
    if (!old || old->kind != CREDENTIAL_PAT || *old->authorization_id ||
        (now_stored && secret_equal(old->secret, now_stored->secret)))
        return;
    const Target target = stored_target(old);
    g_autofree char *mask = pat_mask(old->secret);
    g_autofree char *page = endpoint_token_page(&target);
    if (page)
        printf(_("The old one, %s, still works until it ends or is revoked: %s\n"), mask, page);
    else
        printf(_("The old one, %s, still works until it ends or is revoked.\n"), mask);
}

void keep_print_shortened(const Credential *sign_in, const Credential *created)
{
    gint64 days = sign_in->sign_in->days;
    if (created->kind == CREDENTIAL_PAT &&
        created->valid_to < created->created + days * SECONDS_PER_DAY - SHORTENED_S)
        printf(message_counted(
                   "Its life is shorter than the %d day that was asked for: a policy of the "
                   "organization limits it.\n",
                   "Its life is shorter than the %d days that were asked for: a policy of "
                   "the organization limits it.\n",
                   (gulong)days),
               (int)days);
}

void keep_print_orphans(const Credential *sign_in)
{
    if (!sign_in_is_untidy(sign_in->sign_in))
        return;
    const Target target = stored_target(sign_in);
    g_autofree char *page = endpoint_token_page(&target);
    if (page)
        printf(
            _("Other tokens that it created, whose names begin with git-credential-azdo, may still "
              "work until they are revoked:\n  %s\n"),
            page);
    else
        puts(
            _("Other tokens that it created, whose names begin with git-credential-azdo, may still "
              "work until they are revoked."));
}
