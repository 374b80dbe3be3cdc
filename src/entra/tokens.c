/* SPDX-License-Identifier: MIT */
#include "entra/tokens.h"

void entra_tokens_free(EntraTokens *tokens)
{
    if (!tokens)
        return;
    secret_free(tokens->access_token);
    secret_free(tokens->refresh_token);
    g_free(tokens->account);
    g_free(tokens->tenant);
    g_free(tokens);
}
