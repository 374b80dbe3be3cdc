/* SPDX-License-Identifier: MIT */
/*
 * What an access token says about itself, if it is a JWT whose payload can be read (RFC 7519):
 * "Access token claims reference" of the Microsoft identity platform. It came from Entra itself, so
 * the signature is not looked at; and because its form belongs to Azure DevOps alone, a token that
 * says nothing is as good as any. Pure.
 */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct {
    char *account;    /* printable; "" = not told */
    char *tenant;     /* a GUID; "" = not told */
    gint64 expires;   /* Unix seconds; 0 = not told */
    gboolean is_user; /* acts for a person: idtyp, else whether there are delegated scopes (scp) */
} Claims;

/* NULL if it says nothing. */
Claims *claims_decode(const Secret *access_token);
void claims_free(Claims *claims);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Claims, claims_free)
