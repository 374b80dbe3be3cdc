/* SPDX-License-Identifier: MIT */
#include "entra/refresh.h"

#include "entra/authority.h"
#include "entra/person.h"
#include "net/form.h"

EntraTokens *refresh_run(const Errand *errand, GError **error)
{
    const Secret *refresh_token = errand->request->refresh_token;
    g_autoptr(Authority) authority = authority_open(errand, errand->request->tenant, error);
    if (!authority)
        return NULL;
    g_autoptr(SecretBuffer) form = person_begin_form(errand, "refresh_token");
    form_append_secret(form, "refresh_token", refresh_token);
    g_autoptr(Secret) body = secret_buffer_steal(form);
    EntraTokens *tokens = authority_obtain(authority, body, error);
    if (tokens && !tokens->refresh_token)
        tokens->refresh_token =
            secret_new(secret_reveal(refresh_token), secret_length(refresh_token));
    return tokens;
}
