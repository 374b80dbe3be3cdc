/* SPDX-License-Identifier: MIT */
#include "azure/tenant_reply.h"

#include "answers.h"
#include "azure/tenant.h"
#include "core/error.h"
#include "suite.h"

#include <string.h>

#define ZERO "00000000-0000-0000-0000-000000000000"
#define ONE "72f988bf-86f1-41af-91ab-2d7cd011db47"
#define OTHER "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11"
#define ANONYMOUS "{\"authenticatedUser\":{\"id\":\"aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa\"}}"

static const struct {
    const char *name;
    int status;
    const char *type;
    const char *body;
    const char *header; /* NULL = none */
    const char *tenant; /* NULL = cannot be found out */
} rows[] = {
    {"a GUID", 401, NULL, NULL, ONE, ONE},
    {"a GUID in capitals", 401, NULL, NULL, "72F988BF-86F1-41AF-91AB-2D7CD011DB47", ONE},
    {"a GUID beside what anybody may see", 200, "application/json", ANONYMOUS, ONE, ONE},
    {"a GUID beside the page to sign in", 203, "text/html", "<title>Sign In</title>", ONE, ONE},
    {"the first of two", 401, NULL, NULL, ONE "," OTHER, ONE},
    {"the first that is not all zero", 401, NULL, NULL, ZERO ", " OTHER, OTHER},
    {"all zero", 401, NULL, NULL, ZERO, TENANT_ANY},
    {"all zero twice", 401, NULL, NULL, ZERO "," ZERO, TENANT_ANY},
    {"no header", 401, NULL, NULL, NULL, TENANT_ANY},
    {"an empty header", 401, NULL, NULL, "", TENANT_ANY},
    {"a name", 401, NULL, NULL, "contoso.example", TENANT_ANY},
    {"a GUID with more behind it", 401, NULL, NULL, ONE "/../x", TENANT_ANY},
    {"a GUID in braces", 401, NULL, NULL, "{" ONE "}", TENANT_ANY},
    {"a GUID beside a name", 401, NULL, NULL, ONE ",x", TENANT_ANY},
    {"a fault", 503, NULL, NULL, ONE, NULL},
    {"patience", 429, NULL, NULL, ONE, NULL},
    {"a portal's page", 200, "text/html", "<title>Hotel</title>", ONE, NULL},
    {"a way to elsewhere", 302, NULL, NULL, ONE, NULL},
};

START_TEST(a_reply_names_a_tenant)
{
    g_autoptr(HttpReply) reply = answer_of(rows[_i].status, rows[_i].type, rows[_i].body);
    if (rows[_i].header)
        answer_add_header(reply, "X-VSS-ResourceTenant: ", rows[_i].header);
    g_autoptr(GError) error = NULL;
    g_autofree char *tenant = tenant_reply_decode(reply, "contoso", &error);
    assert_row_text(rows[_i].name, "tenant", tenant, rows[_i].tenant);
    if (!tenant)
        ck_assert_msg(g_error_matches(error, AZDO_ERROR, ERROR_UNREACHABLE), "%s", rows[_i].name);
}
END_TEST

START_TEST(no_answer_names_no_tenant)
{
    g_autoptr(HttpReply) reply = answer_of(0, NULL, NULL);
    reply->outcome = HTTP_TIMED_OUT;
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(tenant_reply_decode(reply, "contoso", &error));
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_UNREACHABLE));
    ck_assert_str_eq(
        error->message,
        "the tenant could not be found out for 'contoso': the server did not answer in "
        "time");
    ck_assert_ptr_nonnull(strstr(error_get_hint(error), "network"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant_reply");
    TCase *tenants = suite_add_case(suite, "tenants");
    case_add_rows(tenants, a_reply_names_a_tenant, rows);
    tcase_add_test(tenants, no_answer_names_no_tenant);
    return suite_run(suite);
}
