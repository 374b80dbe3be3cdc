/* SPDX-License-Identifier: MIT */
#include "entra/person.h"

#include "entra/authority_url.h"
#include "net/form.h"

const char *person_client_id(const Errand *errand)
{
    const char *client_id = errand->request->client_id;
    return *client_id ? client_id : ENTRA_CLIENT_ID;
}

SecretBuffer *person_begin_form(const Errand *errand, const char *grant_type)
{
    SecretBuffer *form = secret_buffer_new();
    if (grant_type)
        form_append(form, "grant_type", grant_type);
    form_append(form, "client_id", person_client_id(errand));
    form_append(form, "scope", ENTRA_SCOPE_OFFLINE);
    return form;
}
