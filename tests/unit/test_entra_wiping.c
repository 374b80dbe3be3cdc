/* SPDX-License-Identifier: MIT */
/* No block that the pure halves of signing in give back still holds a secret. */
#include "entra/azure_cli_reply.h"
#include "entra/base64url.h"
#include "entra/claims.h"
#include "entra/client_assertion.h"
#include "entra/objection.h"
#include "entra/pkce.h"
#include "entra/redirect.h"
#include "entra/token_reply.h"

#include "suite.h"
#include "watch.h"

#include <string.h>

#define PASSWORD WATCHED

static Secret *secret_of(const char *text)
{
    return secret_new(text, strlen(text));
}

static void use_base64url(void)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    base64url_append(buffer, PASSWORD, strlen(PASSWORD));
    g_autoptr(Secret) text = secret_buffer_steal(buffer);
    g_autoptr(Secret) bytes = base64url_decode(secret_reveal(text), secret_length(text));
    ck_assert_str_eq(secret_reveal(bytes), PASSWORD);
}

static void use_broken_base64url(void)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    base64url_append(buffer, PASSWORD, strlen(PASSWORD));
    secret_buffer_append_text(buffer, "=");
    g_autoptr(Secret) text = secret_buffer_steal(buffer);
    g_autoptr(Secret) bytes = base64url_decode(secret_reveal(text), secret_length(text));
    ck_assert(!bytes);
}

static void use_claims(void)
{
    static const char payload[] = "{\"upn\":\"ada\",\"nonce\":\"" PASSWORD "\"}";
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_text(buffer, "e30.");
    base64url_append(buffer, payload, strlen(payload));
    secret_buffer_append_text(buffer, "." PASSWORD);
    g_autoptr(Secret) token = secret_buffer_steal(buffer);
    g_autoptr(Claims) claims = claims_decode(token);
    ck_assert_str_eq(claims->account, "ada");
}

static void use_tokens(void)
{
    static const char json[] =
        "{\"access_token\":\"" PASSWORD "\",\"refresh_token\":\"" PASSWORD "\"}";
    g_autoptr(TokenReply) reply = token_reply_decode(json, strlen(json));
    ck_assert(reply && reply->refresh_token);
}

static void use_device_code(void)
{
    static const char json[] = "{\"device_code\":\"" PASSWORD "\",\"user_code\":\"A\","
                               "\"verification_uri\":\"https://x\",\"expires_in\":9}";
    g_autoptr(DeviceCode) device = device_code_decode(json, strlen(json));
    ck_assert_ptr_nonnull(device);
}

static void use_half_a_device_code(void)
{
    static const char json[] = "{\"device_code\":\"" PASSWORD "\"}";
    g_autoptr(DeviceCode) device = device_code_decode(json, strlen(json));
    ck_assert(!device);
}

static void use_azure_cli(void)
{
    static const char json[] = "{\"accessToken\":\"" PASSWORD "\"}";
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    g_autoptr(AzureCliReply) reply = azure_cli_reply_decode(json, strlen(json), zone);
    ck_assert_ptr_nonnull(reply);
}

static void use_redirect(void)
{
    static const char head[] = "GET /?code=" PASSWORD "&state=s HTTP/1.1\r\n\r\n";
    g_autoptr(Secret) state = secret_of("s");
    g_autoptr(Redirect) redirect = NULL;
    ck_assert_int_eq(redirect_parse(head, strlen(head), state, &redirect), REDIRECT_ARRIVED);
    g_autofree char *answer = redirect_format_answer(REDIRECT_ARRIVED, redirect);
    ck_assert_ptr_nonnull(answer);
}

static void use_hostile_redirect(void)
{
    static const char head[] =
        "GET /?code=" PASSWORD "&code=" PASSWORD "&x=" PASSWORD "&state=s HTTP/1.1\r\n\r\n";
    g_autoptr(Secret) state = secret_of("s");
    Redirect *redirect = NULL;
    ck_assert_int_eq(redirect_parse(head, strlen(head), state, &redirect), REDIRECT_MALFORMED);
}

static void use_proof_key(void)
{
    g_autoptr(Secret) verifier = secret_of(PASSWORD PASSWORD);
    g_autofree char *challenge = pkce_challenge(verifier);
    ck_assert_uint_eq(strlen(challenge), 43);
}

static void use_assertion(void)
{
    g_autoptr(Secret) signature = secret_of(PASSWORD);
    g_autoptr(Secret) assertion = client_assertion_join("a.b", signature);
    ck_assert_ptr_nonnull(assertion);
}

static const WatchedUse uses[] = {
    {.name = "an encoding and what was read from it", .use = use_base64url},
    {.name = "an encoding that breaks off", .use = use_broken_base64url},
    {.name = "a token that says whose it is", .use = use_claims},
    {.name = "tokens", .use = use_tokens},
    {.name = "a device code", .use = use_device_code},
    {.name = "half a device code", .use = use_half_a_device_code},
    {.name = "what the Azure CLI printed", .use = use_azure_cli},
    {.name = "a code from the browser", .use = use_redirect},
    {.name = "codes from somebody else", .use = use_hostile_redirect},
    {.name = "a proof key", .use = use_proof_key},
    {.name = "a signature", .use = use_assertion},
};

START_TEST(no_block_is_given_back_with_the_secret_in_it)
{
    watch_check(&uses[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("entra_wiping");
    TCase *wiping = suite_add_case(suite, "wiping");
    case_add_rows(wiping, no_block_is_given_back_with_the_secret_in_it, uses);
    return suite_run(suite);
}
