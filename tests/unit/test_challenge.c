/* SPDX-License-Identifier: MIT */
#include "protocol/challenge.h"

#include "suite.h"

#define TENANT "0123abcd-4567-89ab-cdef-0123456789ab"
#define AUTHORITY "https://login.microsoftonline.com/"

static const struct {
    const char *name;
    const char *values[3];
    const char *tenant;
} challenges[] = {
    {"as Azure DevOps says it", {"Bearer authorization_uri=" AUTHORITY TENANT}, TENANT},
    {"behind other challenges",
     {"Basic realm=\"https://tfsprod.visualstudio.com/\"",
      "Bearer authorization_uri=" AUTHORITY TENANT},
     TENANT},
    {"in capital letters",
     {"bearer authorization_uri=" AUTHORITY "0123ABCD-4567-89AB-CDEF-0123456789AB"},
     TENANT},
    {"in quotes", {"Bearer authorization_uri=\"" AUTHORITY TENANT "\""}, TENANT},
    {"before more of the challenge",
     {"Bearer authorization_uri=" AUTHORITY TENANT ", resource=x"},
     TENANT},
    {"with a path behind it", {"Bearer authorization_uri=" AUTHORITY TENANT "/oauth2"}, TENANT},
    {"the first of two",
     {"Bearer authorization_uri=" AUTHORITY TENANT,
      "Bearer authorization_uri=" AUTHORITY "11111111-1111-1111-1111-111111111111"},
     TENANT},
    {"no challenge", {NULL}, NULL},
    {"personal accounts",
     {"Bearer authorization_uri=" AUTHORITY "00000000-0000-0000-0000-000000000000"},
     NULL},
    {"another authority", {"Bearer authorization_uri=https://evil.example/" TENANT}, NULL},
    {"a host that begins the same",
     {"Bearer authorization_uri=https://login.microsoftonline.com.evil.example/" TENANT},
     NULL},
    {"plain http", {"Bearer authorization_uri=http://login.microsoftonline.com/" TENANT}, NULL},
    {"a name and no GUID", {"Bearer authorization_uri=" AUTHORITY "common"}, NULL},
    {"a GUID that goes on", {"Bearer authorization_uri=" AUTHORITY TENANT "0"}, NULL},
    {"a GUID that is cut", {"Bearer authorization_uri=" AUTHORITY "0123abcd-4567"}, NULL},
    {"another scheme", {"Basic authorization_uri=" AUTHORITY TENANT}, NULL},
    {"bytes that are no UTF-8", {"Bearer \xff\xfe=" AUTHORITY TENANT}, NULL},
};

START_TEST(only_a_tenant_is_taken_from_a_challenge)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    for (gsize i = 0; challenges[_i].values[i]; i++)
        g_ptr_array_add(values, (gpointer)challenges[_i].values[i]);
    g_autofree char *tenant = challenge_find_tenant(values);
    assert_row_text(challenges[_i].name, "the tenant", tenant, challenges[_i].tenant);
}
END_TEST

static const struct {
    const char *name;
    const char *values[3];
    gboolean expected;
} windows[] = {
    {"no challenge is known", {NULL}, TRUE},
    {"Basic alone", {"Basic realm=\"x\""}, FALSE},
    {"NTLM behind Basic", {"Basic realm=\"x\"", "NTLM"}, TRUE},
    {"Negotiate", {"Negotiate"}, TRUE},
    {"in letters of any case", {"basic", "ntlm"}, TRUE},
    {"with what it goes on with", {"NTLM TlRMTVNTUAACAAAA"}, TRUE},
    {"a scheme that begins alike", {"NTLMv2 x", "Negotiated"}, FALSE},
    {"a realm that is called so", {"Basic realm=\"NTLM\""}, FALSE},
};

START_TEST(a_server_of_a_company_is_told_by_its_challenges)
{
    g_autoptr(GPtrArray) wwwauth = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(windows[_i].values) && windows[_i].values[i]; i++)
        g_ptr_array_add(wwwauth, (char *)windows[_i].values[i]);
    ck_assert_msg(challenge_may_prefer_windows(wwwauth) == windows[_i].expected, "%s",
                  windows[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("challenge");
    TCase *challenge = suite_add_case(suite, "challenge");
    case_add_rows(challenge, only_a_tenant_is_taken_from_a_challenge, challenges);
    case_add_rows(challenge, a_server_of_a_company_is_told_by_its_challenges, windows);
    return suite_run(suite);
}
