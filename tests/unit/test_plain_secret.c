/* SPDX-License-Identifier: MIT */
#include "model/plain_secret.h"
#include "model/server.h"

#include "suite.h"

#include <string.h>

#define TOKEN "syntheticaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2"
#define SERVER "https://tfs.example.com/tfs"

static GPtrArray *servers_new(void)
{
    GPtrArray *servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    Server *server = server_parse(SERVER, NULL);
    ck_assert_ptr_nonnull(server);
    g_ptr_array_add(servers, server);
    return servers;
}

static const struct {
    const char *name;
    const char *url;
    const char *secret; /* NULL = there is none */
    const char *address;
    const char *organization;
} urls[] = {
    {"a password", "https://ann:S3CRET@dev.azure.com/contoso/web/_git/app", "S3CRET",
     "https://dev.azure.com/contoso/web/_git/app", "contoso"},
    {"a password without a name", "https://:S3CRET@dev.azure.com/contoso", "S3CRET",
     "https://dev.azure.com/contoso", "contoso"},
    {"a password with escapes", "https://ann:S%2f3%40%@dev.azure.com/contoso", "S/3@%",
     "https://dev.azure.com/contoso", "contoso"},
    {"a password with what should have been escaped", "https://ann:a@b@dev.azure.com/contoso",
     "a@b", "https://dev.azure.com/contoso", "contoso"},
    {"a token in the place of the name", "https://" TOKEN "@dev.azure.com/contoso", TOKEN,
     "https://dev.azure.com/contoso", "contoso"},
    {"a token there, and anything else", "https://" TOKEN ":x@dev.azure.com/contoso", TOKEN,
     "https://dev.azure.com/contoso", "contoso"},
    {"a host without a path", "https://ann:S3CRET@dev.azure.com", "S3CRET", "https://dev.azure.com",
     NULL},
    {"a host of an organization", "https://ann:S3CRET@contoso.visualstudio.com/", "S3CRET",
     "https://contoso.visualstudio.com/", "contoso"},
    {"a server that is named", "https://ann:S3CRET@tfs.example.com/tfs/C/_git/x", "S3CRET",
     "https://tfs.example.com/tfs/C/_git/x", "c"},
    {"a project with a blank", "https://ann:S3CRET@dev.azure.com/contoso/a%20b/_git/x", "S3CRET",
     "https://dev.azure.com/contoso/a%20b/_git/x", "contoso"},
    {"a path with an at sign", "https://dev.azure.com/contoso/a:b@c/_git/x", NULL, NULL, NULL},
    {"the portal's address", "https://contoso@dev.azure.com/contoso/web/_git/app", NULL, NULL,
     NULL},
    {"a name and an empty password", "https://ann:@dev.azure.com/contoso", NULL, NULL, NULL},
    {"no user at all", "https://dev.azure.com/contoso", NULL, NULL, NULL},
    {"another host", "https://ann:S3CRET@github.com/x", NULL, NULL, NULL},
    {"a host that ends like ours", "https://ann:S3CRET@evil-dev.azure.com/x", NULL, NULL, NULL},
    {"ours as a name at another", "https://dev.azure.com:S3CRET@evil.example/x", NULL, NULL, NULL},
    {"without encryption", "http://ann:S3CRET@dev.azure.com/contoso", NULL, NULL, NULL},
    {"by SSH", "git@ssh.dev.azure.com:v3/contoso/web/app", NULL, NULL, NULL},
    {"a path", "/srv/git:x@dev.azure.com", NULL, NULL, NULL},
    {"nothing", "", NULL, NULL, NULL},
    {"no more than a beginning", "https://", NULL, NULL, NULL},
};

START_TEST(a_url_is_taken_apart)
{
    g_autoptr(GPtrArray) servers = servers_new();
    g_autoptr(PlainSecret) plain = plain_secret_from_url(span_of(urls[_i].url), servers);
    const char *name = urls[_i].name;
    ck_assert_msg((plain != NULL) == (urls[_i].secret != NULL), "%s", name);
    if (!plain)
        return;
    assert_row_text(name, "secret", secret_reveal(plain->secret), urls[_i].secret);
    assert_row_text(name, "address", plain->address, urls[_i].address);
    assert_row_text(name, "organization", plain->target->organization, urls[_i].organization);
    ck_assert_msg(strstr(plain->address, urls[_i].secret) == NULL, "%s", name);
}
END_TEST

START_TEST(an_address_is_printable)
{
    g_autoptr(GPtrArray) servers = servers_new();
    g_autoptr(PlainSecret) plain =
        plain_secret_from_url(span_of("https://a:S3CRET@dev.azure.com/contoso/\x1b[2J"), servers);
    ck_assert_ptr_nonnull(plain);
    ck_assert_ptr_null(strchr(plain->address, '\x1b'));
}
END_TEST

START_TEST(a_user_beside_an_address_is_as_one_in_it)
{
    g_autoptr(GPtrArray) servers = servers_new();
    g_autoptr(PlainSecret) plain = plain_secret_new(
        span_of("https://dev.azure.com"), secret_new("ann", 3), secret_new("S3CRET", 6), servers);
    ck_assert_str_eq(secret_reveal(plain->secret), "S3CRET");
    g_autoptr(PlainSecret) foreign =
        plain_secret_new(span_of("https://x.example"), NULL, secret_new("S3CRET", 6), servers);
    ck_assert_ptr_null(foreign);
    g_autoptr(PlainSecret) nowhere =
        plain_secret_new(span_of("x"), secret_new("ann", 3), secret_new("S3CRET", 6), servers);
    ck_assert_ptr_null(nowhere);
}
END_TEST

static const struct {
    const char *name;
    const char *url;
    const char *username; /* NULL = none */
    const char *stripped;
} users[] = {
    {"a name", "https://ann:S3CRET@dev.azure.com/contoso", "ann",
     "https://ann@dev.azure.com/contoso"},
    {"a name with escapes", "https://a%40b:S3CRET@dev.azure.com/contoso/x?y", "a@b",
     "https://a%40b@dev.azure.com/contoso/x?y"},
    {"no name", "https://:S3CRET@dev.azure.com", NULL, "https://dev.azure.com"},
    {"a token in its place", "https://" TOKEN "@dev.azure.com/contoso", NULL,
     "https://dev.azure.com/contoso"},
    {"a token there, and a password", "https://" TOKEN ":x@dev.azure.com/contoso", NULL,
     "https://dev.azure.com/contoso"},
    {"what may be a token of another form",
     "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:S3CRET"
     "@dev.azure.com/contoso",
     NULL, "https://dev.azure.com/contoso"},
    {"what a record cannot hold", "https://a%0ab:S3CRET@dev.azure.com/contoso", NULL,
     "https://a%0ab@dev.azure.com/contoso"},
};

START_TEST(a_name_beside_a_token_is_no_secret)
{
    g_autoptr(GPtrArray) servers = servers_new();
    g_autoptr(PlainSecret) plain = plain_secret_from_url(span_of(users[_i].url), servers);
    g_autofree char *stripped = plain_secret_strip_url(users[_i].url);
    ck_assert_ptr_nonnull(plain);
    assert_row_text(users[_i].name, "user name", plain->username, users[_i].username);
    assert_row_text(users[_i].name, "URL", stripped, users[_i].stripped);
}
END_TEST

static const struct {
    const char *name;
    const char *header;
    const char *secret;
    const char *start; /* of it, which is no secret */
} headers[] = {
    {"Basic with a password", "Authorization: Basic OlMzQ1JFVA==", "S3CRET",
     "Authorization: Basic "},
    {"Basic with a name", "Authorization: Basic YW5uOlMzQ1JFVA==", "S3CRET",
     "Authorization: Basic "},
    {"in other letters", "AUTHORIZATION:basic  OlMzQ1JFVA==", "S3CRET", "AUTHORIZATION:basic  "},
    {"Basic that is no pair", "Authorization: Basic Zm9v", "Zm9v", "Authorization: Basic "},
    {"Bearer", "Authorization: Bearer a.b.c", "a.b.c", "Authorization: Bearer "},
    {"a scheme and nothing", "Authorization: Basic", NULL, NULL},
    {"nothing", "Authorization:", NULL, NULL},
    {"another header", "X-Trace: Authorization: Basic OlMzQ1JFVA==", NULL, NULL},
    {"no header", "", NULL, NULL},
};

START_TEST(a_header_is_taken_apart)
{
    gsize length = 0;
    g_autoptr(Secret) secret = plain_secret_decode_header(headers[_i].header, &length);
    assert_row_text(headers[_i].name, "secret", secret ? secret_reveal(secret) : NULL,
                    headers[_i].secret);
    g_autofree char *start = secret ? g_strndup(headers[_i].header, length) : NULL;
    assert_row_text(headers[_i].name, "start", start, headers[_i].start);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plain_secret");
    TCase *places = suite_add_case(suite, "places");
    case_add_rows(places, a_url_is_taken_apart, urls);
    tcase_add_test(places, an_address_is_printable);
    tcase_add_test(places, a_user_beside_an_address_is_as_one_in_it);
    case_add_rows(places, a_name_beside_a_token_is_no_secret, users);
    case_add_rows(places, a_header_is_taken_apart, headers);
    return suite_run(suite);
}
