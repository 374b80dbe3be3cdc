/* SPDX-License-Identifier: MIT */
#include "entra/base64url.h"
#include "entra/claims.h"

#include "suite.h"

#include <string.h>

#define TENANT "12345678-90ab-cdef-1234-567890abcdef"

static Secret *make_token(const char *payload)
{
    g_autoptr(SecretBuffer) token = secret_buffer_new();
    secret_buffer_append_text(token, "eyJhbGciOiJub25lIn0.");
    base64url_append(token, payload, strlen(payload));
    secret_buffer_append_text(token, ".c2lnbmF0dXJl");
    return secret_buffer_steal(token);
}

static const struct {
    const char *name;
    const char *payload;
    const char *account;
    const char *tenant;
    gint64 expires;
    gboolean is_user;
} rows[] = {
    {"a person's",
     "{\"upn\":\"ada@example.com\",\"tid\":\"" TENANT "\",\"exp\":1893456000,"
     "\"scp\":\"user_impersonation\",\"idtyp\":\"user\"}",
     "ada@example.com", TENANT, 1893456000, TRUE},
    {"a person's in version 2", "{\"preferred_username\":\"ada@example.com\",\"scp\":\"x\"}",
     "ada@example.com", "", 0, TRUE},
    {"a guest's", "{\"unique_name\":\"live.com#ada@example.com\",\"scp\":\"x\"}",
     "live.com#ada@example.com", "", 0, TRUE},
    {"the first name that is there counts",
     "{\"unique_name\":\"c\",\"preferred_username\":\"b\",\"upn\":\"\"}", "b", "", 0, FALSE},
    {"an application's", "{\"idtyp\":\"app\",\"tid\":\"" TENANT "\"}", "", TENANT, 0, FALSE},
    {"a type counts more than scopes", "{\"idtyp\":\"app\",\"scp\":\"x\"}", "", "", 0, FALSE},
    {"one with neither type nor scopes acts for nobody", "{\"roles\":[\"x\"]}", "", "", 0, FALSE},
    {"one of no type at all", "{}", "", "", 0, FALSE},
    {"a name with a control character is made printable", "{\"upn\":\"a\\u001bb\"}",
     "a\xef\xbf\xbd"
     "b",
     "", 0, FALSE},
    {"a tenant that is no GUID is not told", "{\"tid\":\"../evil\"}", "", "", 0, FALSE},
    {"things of other types are not told", "{\"upn\":1,\"tid\":[],\"exp\":\"soon\",\"scp\":{}}", "",
     "", 0, FALSE},
    {"a time before 1970 is not told", "{\"exp\":-5}", "", "", 0, FALSE},
};

START_TEST(a_token_says_whose_it_is)
{
    g_autoptr(Secret) token = make_token(rows[_i].payload);
    g_autoptr(Claims) claims = claims_decode(token);
    ck_assert_msg(claims != NULL, "%s: it cannot be read", rows[_i].name);
    assert_row_text(rows[_i].name, "the account", claims->account, rows[_i].account);
    assert_row_text(rows[_i].name, "the tenant", claims->tenant, rows[_i].tenant);
    ck_assert_msg(claims->expires == rows[_i].expires, "%s: its end", rows[_i].name);
    ck_assert_msg(claims->is_user == rows[_i].is_user, "%s: is it a user's", rows[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
} opaque[] = {
    {.name = "nothing", BYTES("")},
    {.name = "a text without parts", BYTES("abc")},
    {.name = "two parts", BYTES("e30.e30")},
    {.name = "the five parts of an encrypted one", BYTES("e30.e30.e30.e30.e30")},
    {.name = "a payload that is no base64url", BYTES("e30.e3=.x")},
    {.name = "a payload that is no JSON", BYTES("e30.Zm9v.x")},
    {.name = "a payload that is no object", BYTES("e30.W10.x")},
    {.name = "an empty payload", BYTES("e30..x")},
    {.name = "a NUL", BYTES("e30.e30.\0x")},
};

START_TEST(a_token_need_not_say_anything)
{
    g_autoptr(Secret) token = secret_new(opaque[_i].bytes, opaque[_i].length);
    g_autoptr(Claims) claims = claims_decode(token);
    ck_assert_msg(!claims, "%s", opaque[_i].name);
}
END_TEST

START_TEST(a_name_without_end_is_not_told)
{
    g_autofree char *name = g_strnfill(257, 'a');
    g_autofree char *payload = g_strdup_printf("{\"upn\":\"%s\"}", name);
    g_autoptr(Secret) token = make_token(payload);
    g_autoptr(Claims) claims = claims_decode(token);
    ck_assert_str_eq(claims->account, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("claims");
    TCase *claims = suite_add_case(suite, "claims");
    case_add_rows(claims, a_token_says_whose_it_is, rows);
    case_add_rows(claims, a_token_need_not_say_anything, opaque);
    tcase_add_test(claims, a_name_without_end_is_not_told);
    return suite_run(suite);
}
