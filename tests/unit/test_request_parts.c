/* SPDX-License-Identifier: MIT */
/* What a request to a server is made of. */
#include "net/authorization.h"
#include "net/form.h"
#include "net/local_address.h"

#include "suite.h"

#include <string.h>

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    const char *form;
} values[] = {
    {.name = "what needs no escaping", BYTES("aZ09-._~"), .form = "n=aZ09-._~"},
    {.name = "what means something in a form", BYTES("a b+&=%"), .form = "n=a%20b%2B%26%3D%25"},
    {.name = "bytes beyond ASCII", BYTES("\xc3\xb8\xff"), .form = "n=%C3%B8%FF"},
    {.name = "a NUL", BYTES("a\0b"), .form = "n=a%00b"},
    {.name = "nothing", BYTES(""), .form = "n="},
};

START_TEST(a_value_is_escaped_in_a_form)
{
    g_autoptr(SecretBuffer) form = secret_buffer_new();
    g_autoptr(Secret) value = secret_new(values[_i].bytes, values[_i].length);
    form_append_secret(form, "n", value);
    g_autoptr(Secret) body = secret_buffer_steal(form);
    assert_row_text(values[_i].name, "the form", secret_reveal(body), values[_i].form);
}
END_TEST

START_TEST(pairs_are_joined)
{
    g_autoptr(SecretBuffer) form = secret_buffer_new();
    form_append(form, "grant_type", "refresh_token");
    form_append(form, "scope", "a/.default offline_access");
    g_autoptr(Secret) body = secret_buffer_steal(form);
    ck_assert_str_eq(secret_reveal(body),
                     "grant_type=refresh_token&scope=a%2F.default%20offline_access");
}
END_TEST

START_TEST(a_token_is_a_password_or_a_bearer)
{
    g_autoptr(Secret) token = secret_new("token", strlen("token"));
    g_autoptr(Secret) basic = authorization_basic(token);
    g_autoptr(Secret) bearer = authorization_bearer(token);
    ck_assert_str_eq(secret_reveal(basic), "Authorization: Basic OnRva2Vu");
    ck_assert_str_eq(secret_reveal(bearer), "Authorization: Bearer token");
}
END_TEST

START_TEST(a_long_token_is_encoded_in_one_piece)
{
    char token[1000];
    memset(token, 'a', sizeof(token));
    g_autoptr(Secret) secret = secret_new(token, sizeof(token));
    g_autoptr(Secret) header = authorization_basic(secret);
    const char *base64 = secret_reveal(header) + strlen("Authorization: Basic ");
    gsize length = 0;
    g_autofree guchar *decoded = g_base64_decode(base64, &length);
    ck_assert_uint_eq(length, sizeof(token) + 1);
    ck_assert_int_eq(decoded[0], ':');
    ck_assert_mem_eq(decoded + 1, token, sizeof(token));
}
END_TEST

static const struct {
    const char *name;
    const char *url;
    gboolean is_local;
} addresses[] = {
    {"the metadata service", "http://169.254.169.254/metadata/identity/oauth2/token?a=b", TRUE},
    {"another address of the link", "http://169.254.129.3:8081/msi/token", TRUE},
    {"the machine itself", "http://127.0.0.1:41741/msi/token", TRUE},
    {"its whole network", "http://127.1.2.3/", TRUE},
    {"its name", "http://localhost:42356/msi/token", TRUE},
    {"its address in IPv6", "http://[::1]:80/", TRUE},
    {"https needs no such place", "https://127.0.0.1/", FALSE},
    {"a private network", "http://10.0.0.1/", FALSE},
    {"a neighbour of the link", "http://169.253.169.254/", FALSE},
    {"a public address", "http://192.0.2.1/", FALSE},
    {"a name", "http://metadata.example/", FALSE},
    {"a name that begins like an address", "http://127.0.0.1.evil.example/", FALSE},
    {"a name that begins like localhost", "http://localhost.evil.example/", FALSE},
    {"a user name that looks like a host", "http://127.0.0.1@evil.example/", FALSE},
    {"a user name before a host", "http://x@127.0.0.1/", FALSE},
    {"a number that some read as an address", "http://2130706433/", FALSE},
    {"an octal number", "http://0177.0.0.1/", FALSE},
    {"a short form", "http://127.1/", FALSE},
    {"an address of IPv4 within IPv6", "http://[::ffff:127.0.0.1]/", FALSE},
    {"no host", "http:///x", FALSE},
    {"no URL", "127.0.0.1", FALSE},
    {"nothing", "", FALSE},
};

START_TEST(plain_http_stays_on_the_machine_and_its_link)
{
    ck_assert_msg(local_address_is_in(addresses[_i].url) == addresses[_i].is_local, "%s",
                  addresses[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("request_parts");
    TCase *parts = suite_add_case(suite, "parts");
    case_add_rows(parts, a_value_is_escaped_in_a_form, values);
    tcase_add_test(parts, pairs_are_joined);
    tcase_add_test(parts, a_token_is_a_password_or_a_bearer);
    tcase_add_test(parts, a_long_token_is_encoded_in_one_piece);
    case_add_rows(parts, plain_http_stays_on_the_machine_and_its_link, addresses);
    return suite_run(suite);
}
