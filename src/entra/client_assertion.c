/* SPDX-License-Identifier: MIT */
#include "entra/client_assertion.h"

#include "entra/base64url.h"

#include <string.h>

static void append_encoded(SecretBuffer *text, const char *json)
{
    base64url_append(text, json, strlen(json));
}

/* No value needs escaping: GUIDs, base64url, and an address that is made of them. */
char *client_assertion_format(const ClientAssertion *assertion)
{
    g_autofree char *header = g_strdup_printf(
        "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\"%s\"}", assertion->thumbprint);
    g_autofree char *claims = g_strdup_printf(
        "{\"aud\":\"%s\",\"iss\":\"%s\",\"sub\":\"%s\",\"jti\":\"%s\",\"nbf\":%" G_GINT64_FORMAT
        ",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}",
        assertion->audience, assertion->client_id, assertion->client_id, assertion->id,
        assertion->now, assertion->now, assertion->now + CLIENT_ASSERTION_LIFE_S);
    g_autoptr(SecretBuffer) text = secret_buffer_new();
    append_encoded(text, header);
    secret_buffer_append_text(text, ".");
    append_encoded(text, claims);
    g_autoptr(Secret) joined = secret_buffer_steal(text);
    return g_strdup(secret_reveal(joined));
}

Secret *client_assertion_join(const char *signed_part, const Secret *signature)
{
    g_autoptr(SecretBuffer) text = secret_buffer_new();
    secret_buffer_append_text(text, signed_part);
    secret_buffer_append_text(text, ".");
    base64url_append(text, secret_reveal(signature), secret_length(signature));
    return secret_buffer_steal(text);
}
