/* SPDX-License-Identifier: MIT */
/* What each way to an access token offers; the table of them is in entra/obtain.c. */
#pragma once

#include "entra/errand.h"

typedef struct {
    /* As entra_obtain(), without a refresh token. */
    EntraTokens *(*obtain)(const Errand *errand, GError **error);
    /* As entra_is_announced(); NULL = never. */
    gboolean (*is_announced)(const Errand *errand);
} EntraSource;

extern const EntraSource browser_source;
extern const EntraSource device_code_source;
extern const EntraSource azure_cli_source;
extern const EntraSource workload_identity_source;
extern const EntraSource service_principal_source;
extern const EntraSource managed_identity_source;
