/* SPDX-License-Identifier: MIT */
#include "app/signed_in.h"

#include "app/ledger.h"
#include "app/place.h"
#include "app/renewal.h"
#include "app/stored.h"
#include "core/error.h"
#include "policy/renewal.h"
#include "policy/selection.h"
#include "ui/report.h"

static void warn(const GError *cause, const Credential *sign_in)
{
    const Target target = stored_target(sign_in);
    g_autofree char *place = place_name(&target);
    report_warning(error_get_hint(cause), "the token for %s ends soon and could not be renewed: %s",
                   place, cause->message);
}

Credential *signed_in_replace(Store *store, const Credential *token, gint64 now)
{
    if (!renewal_is_due(token, now))
        return NULL;
    g_autoptr(GError) cause = NULL;
    g_autoptr(Credential) sign_in = ledger_find(store, token, &cause);
    if (cause)
        warn(cause, token);
    if (!sign_in)
        return NULL;
    const RenewalRequest request = {
        .store = store,
        .sign_in = sign_in,
        .unwanted = token->secret,
        .now = now,
        .limit_ms = RENEWAL_GIT_MS,
        .is_patient = TRUE,
    };
    Credential *renewed = renewal_run(&request, &cause);
    if (cause)
        warn(cause, sign_in);
    return renewed;
}

/* Sign-ins are matched with a request as tokens are. */
static const Credential *choose(const GPtrArray *sign_ins, const Target *target,
                                const char *preferred_username, gint64 now)
{
    const Credential *chosen = NULL;
    switch (selection_choose(target, sign_ins, preferred_username, now, &chosen)) {
    case SELECTION_FOUND:
        return chosen;
    case SELECTION_EXPIRED:
    case SELECTION_NONE:
    case SELECTION_AMBIGUOUS:
        return NULL;
    }
    g_assert_not_reached();
}

Credential *signed_in_renew(const RenewalRequest *request, GError **error)
{
    g_autoptr(GError) cause = NULL;
    Credential *token = renewal_run(request, &cause);
    if (!cause)
        return token;
    const Target target = stored_target(request->sign_in);
    g_autofree char *place = place_name(&target);
    error_set(error, (ErrorCode)cause->code, error_get_hint(cause),
              "no new token for %s could be obtained: %s", place, cause->message);
    return NULL;
}

Credential *signed_in_find(Store *store, const Target *target, const char *preferred_username,
                           gint64 now, GError **error)
{
    const StoreQuery query = {
        .server = target->server,
        .organization = target->organization,
        .role = CREDENTIAL_ROLE_SIGN_IN,
    };
    g_autoptr(GPtrArray) sign_ins = store_lookup(store, &query, error);
    const Credential *sign_in = sign_ins ? choose(sign_ins, target, preferred_username, now) : NULL;
    return sign_in ? credential_copy(sign_in) : NULL;
}

Credential *signed_in_obtain(Store *store, const Target *target, const char *preferred_username,
                             gint64 now, GError **error)
{
    g_autoptr(Credential) sign_in = signed_in_find(store, target, preferred_username, now, error);
    if (!sign_in)
        return NULL;
    const RenewalRequest request = {
        .store = store,
        .sign_in = sign_in,
        .now = now,
        .limit_ms = RENEWAL_GIT_MS,
        .wait_ms = 2 * RENEWAL_GIT_MS,
        .backs_off = TRUE,
    };
    return signed_in_renew(&request, error);
}
