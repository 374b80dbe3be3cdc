/* SPDX-License-Identifier: MIT */
/* In place of certificate.c where there is no libcrypto to build with. */
#include "entra/certificate.h"

#include "core/error.h"
#include "core/message.h"

Certificate *certificate_parse(const Secret *pem G_GNUC_UNUSED, GError **error)
{
    error_set(error, ERROR_MISSING,
              N_("use AZURE_CLIENT_SECRET or a federated token, or build with libcrypto (OpenSSL)"),
              "this build cannot sign with a certificate");
    return NULL;
}

void certificate_free(Certificate *certificate G_GNUC_UNUSED)
{
}

char *certificate_thumbprint(const Certificate *certificate G_GNUC_UNUSED)
{
    return NULL;
}

Secret *certificate_sign(const Certificate *certificate G_GNUC_UNUSED,
                         const char *text G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    return NULL;
}
