/* SPDX-License-Identifier: MIT */
/* What is encoded for Entra: base64url, proof keys, and what an application signs. */
#include "entra/base64url.h"
#include "entra/client_assertion.h"
#include "entra/pkce.h"

#include "suite.h"

#include <string.h>

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    const char *text;
} encodings[] = {
    {.name = "nothing", BYTES(""), .text = ""},
    {.name = "one byte", BYTES("f"), .text = "Zg"},
    {.name = "two bytes", BYTES("fo"), .text = "Zm8"},
    {.name = "three bytes", BYTES("foo"), .text = "Zm9v"},
    {.name = "four bytes", BYTES("foob"), .text = "Zm9vYg"},
    {.name = "what base64 has other letters for", BYTES("\xfb\xef\xff"), .text = "--__"},
    {.name = "a NUL", BYTES("\0"), .text = "AA"},
};

START_TEST(bytes_are_encoded_and_read_again)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    base64url_append(buffer, encodings[_i].bytes, encodings[_i].length);
    g_autoptr(Secret) text = secret_buffer_steal(buffer);
    assert_row_text(encodings[_i].name, "the text", secret_reveal(text), encodings[_i].text);

    g_autoptr(Secret) read = base64url_decode(secret_reveal(text), secret_length(text));
    g_autoptr(Secret) bytes = secret_new(encodings[_i].bytes, encodings[_i].length);
    ck_assert_msg(secret_equal(read, bytes), "%s", encodings[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
} malformed[] = {
    {.name = "one character is no byte", BYTES("Z")},
    {.name = "nor are five", BYTES("Zm9vY")},
    {.name = "padding", BYTES("Zg==")},
    {.name = "the letters of base64", BYTES("++//")},
    {.name = "a blank", BYTES("Zm 8")},
    {.name = "a NUL", BYTES("Zm\0v")},
    {.name = "bits that no byte has", BYTES("Zh")},
};

START_TEST(what_is_no_encoding_is_refused)
{
    g_autoptr(Secret) read = base64url_decode(malformed[_i].bytes, malformed[_i].length);
    ck_assert_msg(!read, "%s", malformed[_i].name);
}
END_TEST

/* RFC 7636, appendix B. */
START_TEST(a_proof_key_is_that_of_the_standard)
{
    static const guchar random[PKCE_RANDOM_BYTES] = {
        116, 24,  223, 180, 151, 153, 224, 37,  79, 250, 96, 125, 216, 173, 187, 186,
        22,  212, 37,  77,  105, 214, 191, 240, 91, 88,  5,  88,  83,  132, 141, 121};
    g_autoptr(Secret) verifier = pkce_text(random);
    g_autofree char *challenge = pkce_challenge(verifier);
    ck_assert_str_eq(secret_reveal(verifier), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    ck_assert_str_eq(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}
END_TEST

START_TEST(an_assertion_says_what_entra_wants_to_know)
{
    const ClientAssertion assertion = {
        .client_id = "app",
        .audience = "https://host/token",
        .id = "id",
        .thumbprint = "print",
        .now = 1000,
    };
    g_autofree char *text = client_assertion_format(&assertion);
    g_auto(GStrv) parts = g_strsplit(text, ".", -1);
    ck_assert_uint_eq(g_strv_length(parts), 2);
    g_autoptr(Secret) header = base64url_decode(parts[0], strlen(parts[0]));
    g_autoptr(Secret) claims = base64url_decode(parts[1], strlen(parts[1]));
    ck_assert_str_eq(secret_reveal(header),
                     "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\"print\"}");
    ck_assert_str_eq(secret_reveal(claims),
                     "{\"aud\":\"https://host/token\",\"iss\":\"app\",\"sub\":\"app\","
                     "\"jti\":\"id\",\"nbf\":1000,\"iat\":1000,\"exp\":1600}");

    g_autoptr(Secret) signature = secret_new("foo", 3);
    g_autoptr(Secret) whole = client_assertion_join(text, signature);
    g_autofree char *expected = g_strconcat(text, ".Zm9v", NULL);
    ck_assert_str_eq(secret_reveal(whole), expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pkce");
    TCase *encoding = suite_add_case(suite, "encoding");
    case_add_rows(encoding, bytes_are_encoded_and_read_again, encodings);
    case_add_rows(encoding, what_is_no_encoding_is_refused, malformed);
    tcase_add_test(encoding, a_proof_key_is_that_of_the_standard);
    tcase_add_test(encoding, an_assertion_says_what_entra_wants_to_know);
    return suite_run(suite);
}
