/* SPDX-License-Identifier: MIT */
#include "core/error.h"
#include "core/message.h"
#include "entra/authority.h"
#include "entra/certificate.h"
#include "entra/client_assertion.h"
#include "entra/secret_file.h"
#include "entra/source.h"
#include "net/form.h"

/* As the Azure SDKs name them ("Environment variables" of EnvironmentCredential). */
#define CLIENT_ID "AZURE_CLIENT_ID"
#define TENANT_ID "AZURE_TENANT_ID"
#define CLIENT_SECRET "AZURE_CLIENT_SECRET"
#define CERTIFICATE_PATH "AZURE_CLIENT_CERTIFICATE_PATH"

static EntraTokens *obtain_by_secret(const Errand *errand, Authority *authority,
                                     const char *client_id, GError **error)
{
    g_autoptr(Secret) client_secret = errand_secret(errand, CLIENT_SECRET, error);
    if (!client_secret)
        return NULL;
    g_autoptr(SecretBuffer) form = secret_buffer_new();
    form_append(form, "grant_type", "client_credentials");
    form_append(form, "client_id", client_id);
    form_append(form, "scope", ENTRA_SCOPE);
    form_append_secret(form, "client_secret", client_secret);
    g_autoptr(Secret) body = secret_buffer_steal(form);
    return authority_obtain(authority, body, error);
}

static Certificate *read_certificate(const Errand *errand, GError **error)
{
    g_autoptr(Secret) pem =
        secret_file_read(errand_variable(errand, CERTIFICATE_PATH), CERTIFICATE_PATH, error);
    return pem ? certificate_parse(pem, error) : NULL;
}

static Secret *make_assertion(const Errand *errand, const Authority *authority,
                              const char *client_id, GError **error)
{
    g_autoptr(Certificate) certificate = read_certificate(errand, error);
    if (!certificate)
        return NULL;
    g_autofree char *audience = authority_format_url(authority, AUTHORITY_TOKEN);
    g_autofree char *thumbprint = certificate_thumbprint(certificate);
    g_autofree char *id = g_uuid_string_random();
    const ClientAssertion assertion = {
        .client_id = client_id,
        .audience = audience,
        .id = id,
        .thumbprint = thumbprint,
        .now = errand_now(errand),
    };
    g_autofree char *text = client_assertion_format(&assertion);
    g_autoptr(Secret) signature = certificate_sign(certificate, text, error);
    return signature ? client_assertion_join(text, signature) : NULL;
}

static EntraTokens *obtain_by_certificate(const Errand *errand, Authority *authority,
                                          const char *client_id, GError **error)
{
    g_autoptr(Secret) assertion = make_assertion(errand, authority, client_id, error);
    if (!assertion)
        return NULL;
    return authority_obtain_by_assertion(authority, client_id, assertion, error);
}

static EntraTokens *service_principal_obtain(const Errand *errand, GError **error)
{
    gboolean has_secret = errand_variable(errand, CLIENT_SECRET) != NULL;
    if (!has_secret && !errand_variable(errand, CERTIFICATE_PATH)) {
        g_autofree char *hint = g_strdup_printf(_("set it, or %s, besides %s and %s"),
                                                CERTIFICATE_PATH, CLIENT_ID, TENANT_ID);
        error_set(error, ERROR_MISSING, hint, "%s is not set", CLIENT_SECRET);
        return NULL;
    }
    const char *client_id = errand_client_id(errand, CLIENT_ID, error);
    const char *tenant = client_id ? errand_tenant(errand, TENANT_ID, error) : NULL;
    g_autoptr(Authority) authority = tenant ? authority_open(errand, tenant, error) : NULL;
    if (!authority)
        return NULL;
    return has_secret ? obtain_by_secret(errand, authority, client_id, error)
                      : obtain_by_certificate(errand, authority, client_id, error);
}

static gboolean service_principal_is_announced(const Errand *errand)
{
    return errand_variable(errand, CLIENT_ID) && errand_variable(errand, TENANT_ID) &&
           (errand_variable(errand, CLIENT_SECRET) || errand_variable(errand, CERTIFICATE_PATH));
}

const EntraSource service_principal_source = {
    .obtain = service_principal_obtain,
    .is_announced = service_principal_is_announced,
};
