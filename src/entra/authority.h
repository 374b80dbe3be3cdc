/* SPDX-License-Identifier: MIT */
/* The endpoints of one tenant of Microsoft Entra that programs ask: a form in, tokens out. */
#pragma once

#include "core/secret.h"
#include "entra/authority_url.h"
#include "entra/errand.h"
#include "entra/objection.h"

typedef struct Authority Authority;

/*
 * errand is borrowed for its life. AZURE_AUTHORITY_HOST of the errand's environment counts. Errors:
 * ERROR_CONFIG, that host is not Microsoft's, or the tenant is none; ERROR_SYSTEM.
 */
Authority *authority_open(const Errand *errand, const char *tenant,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void authority_close(Authority *authority);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Authority, authority_close)

/* The caller's. */
char *authority_format_url(const Authority *authority, AuthorityEndpoint endpoint);

/* NULL and an objection, the caller's, unless it gives a code for a person. */
DeviceCode *authority_begin(Authority *authority, const Secret *form, Objection **ret_objection);

/* NULL and an objection, the caller's, unless it gives tokens. */
EntraTokens *authority_try(Authority *authority, const Secret *form, Objection **ret_objection);

/* The same with the objection as an error: see entra_obtain(). */
EntraTokens *authority_obtain(Authority *authority, const Secret *form,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Tokens for an application that shows who it is by a JWT (RFC 7523), its own or that of an issuer
 * whom it trusts. Errors: see entra_obtain().
 */
EntraTokens *authority_obtain_by_assertion(Authority *authority, const char *client_id,
                                           const Secret *assertion,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
