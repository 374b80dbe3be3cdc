/* SPDX-License-Identifier: MIT */
#include "policy/renewal.h"

#include "core/date.h"

#define LEAST_LEFT_S (2 * SECONDS_PER_DAY)
#define ACCESS_TOKEN_LEAST_LEFT_S (5 * 60)

static gint64 least_left_s(const Credential *credential)
{
    gint64 life_s = MAX(credential->valid_to - credential->created, 0);
    return MIN(MAX(LEAST_LEFT_S, life_s / 5), life_s / 2);
}

gboolean renewal_is_due(const Credential *credential, gint64 now)
{
    gint64 left_s = credential->valid_to - now;
    switch (credential->kind) {
    case CREDENTIAL_PAT:
        return *credential->authorization_id && left_s < least_left_s(credential);
    case CREDENTIAL_ACCESS_TOKEN:
        return left_s < ACCESS_TOKEN_LEAST_LEFT_S;
    case CREDENTIAL_SIGN_IN:
        return FALSE;
    }
    g_assert_not_reached();
}
