/* SPDX-License-Identifier: MIT */
#include "azure/issued_pat.h"

void issued_pat_free(IssuedPat *pat)
{
    if (!pat)
        return;
    g_free(pat->authorization_id);
    g_free(pat->display_name);
    g_free(pat->scopes);
    secret_free(pat->token);
    g_free(pat);
}
