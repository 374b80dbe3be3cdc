/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <string.h>

Secret *secret_from_text(const char *text)
{
    return secret_new(text, strlen(text));
}

static void replace(Credential *credential, const char *older)
{
    g_autoptr(Secret) secret = secret_from_text(older);
    g_autoptr(Credential) old =
        credential_new(credential->server, credential->organization, credential->username, secret);
    credential_set_replaced(credential, old);
}

Credential *record_to_credential(const Record *record, const char *server)
{
    g_autoptr(Secret) secret = secret_from_text(record->secret);
    Credential *credential = credential_new(server, record->organization, record->username, secret);
    credential->valid_to = record->valid_to;
    credential->valid_to_certainty = record->certainty;
    credential->created = record->created;
    credential->validated = record->validated;
    if (record->replaced)
        replace(credential, record->replaced);
    return credential;
}

GPtrArray *records_to_candidates(const Record records[static RECORDS_MAX], const char *server)
{
    GPtrArray *candidates = g_ptr_array_new_with_free_func((GDestroyNotify)credential_free);
    for (gsize i = 0; i < RECORDS_MAX && records[i].organization; i++)
        g_ptr_array_add(candidates, record_to_credential(&records[i], server));
    return candidates;
}

char *credential_identity(const Credential *credential)
{
    return g_strdup_printf("%s/%s", credential->organization, credential->username);
}

Credential *record_sign_in(void)
{
    g_autoptr(Secret) secret = secret_from_text("refresh");
    Credential *credential = credential_new("dev.azure.com", "contoso", "ann", secret);
    SignIn *sign_in =
        sign_in_new(SIGN_IN_DEVICE_CODE, SIGN_IN_CREATES_PATS, "organizations", "client", 7);
    credential_set_sign_in(credential, sign_in);
    credential_set_scopes(credential, "vso.code_write vso.build");
    sign_in_add_word(&sign_in->orphans, "first");
    sign_in_add_word(&sign_in->orphans, "second");
    sign_in_add_word(&sign_in->pending, "id");
    sign_in->refused = 12;
    return credential;
}
