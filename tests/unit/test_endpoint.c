/* SPDX-License-Identifier: MIT */
#include "azure/endpoint.h"

#include "suite.h"

#define SERVER "https://tfs.example.com:8443/tfs"

#define DEPLOYMENT "https://app.vssps.visualstudio.com/_apis/profile/profiles/me?api-version=7.1"

static const struct {
    const char *name;
    char *server;
    char *organization;
    const char *profile;
    const char *pats;
    const char *connection_data;
    const char *token_page;
    const char *settings;
} rows[] = {
    {"an organization of the service", (char *)TARGET_SERVICES, (char *)"contoso",
     "https://vssps.dev.azure.com/contoso/_apis/profile/profiles/me?api-version=7.1",
     "https://vssps.dev.azure.com/contoso/_apis/tokens/pats?api-version=7.1-preview.1",
     "https://dev.azure.com/contoso/_apis/connectionData?api-version=7.1-preview.1",
     "https://dev.azure.com/contoso/_usersSettings/tokens", "https://dev.azure.com/contoso"},
    {"a collection of a server", (char *)SERVER, (char *)"defaultcollection", NULL, NULL,
     SERVER "/defaultcollection/_apis/connectionData?api-version=5.0-preview.1",
     SERVER "/defaultcollection/_usersSettings/tokens", SERVER "/defaultcollection"},
    {"a collection by plain http", (char *)"http://tfs.example.com", (char *)"main", NULL, NULL,
     "http://tfs.example.com/main/_apis/connectionData?api-version=5.0-preview.1",
     "http://tfs.example.com/main/_usersSettings/tokens", "http://tfs.example.com/main"},
    {"a collection with a blank and more than ASCII", (char *)SERVER, (char *)"a b\xc3\xb8", NULL,
     NULL, SERVER "/a%20b%C3%B8/_apis/connectionData?api-version=5.0-preview.1",
     SERVER "/a%20b%C3%B8/_usersSettings/tokens", SERVER "/a%20b%C3%B8"},
    {"a collection that would lead elsewhere is escaped", (char *)SERVER, (char *)"a/../b?c#d",
     NULL, NULL, SERVER "/a%2F..%2Fb%3Fc%23d/_apis/connectionData?api-version=5.0-preview.1",
     SERVER "/a%2F..%2Fb%3Fc%23d/_usersSettings/tokens", SERVER "/a%2F..%2Fb%3Fc%23d"},
    {"a collection that is the folder above", (char *)SERVER, (char *)"..", NULL, NULL, NULL, NULL,
     NULL},
    {"a collection that is the folder itself", (char *)SERVER, (char *)".", NULL, NULL, NULL, NULL,
     NULL},
    {"a server that would move the cursor", (char *)"https://a\xc2\x9b.example", (char *)"contoso",
     NULL, NULL, NULL, NULL, NULL},
    {"an organization that is none", (char *)TARGET_SERVICES, (char *)"con/toso", NULL, NULL, NULL,
     NULL, NULL},
    {"an empty organization", (char *)TARGET_SERVICES, (char *)"", NULL, NULL, NULL, NULL, NULL},
    {"no organization", (char *)TARGET_SERVICES, NULL, NULL, NULL, NULL, NULL, NULL},
    {"no collection", (char *)SERVER, NULL, NULL, NULL, NULL, NULL, NULL},
};

START_TEST(a_target_has_its_addresses)
{
    const Target target = {.server = rows[_i].server, .organization = rows[_i].organization};
    g_autofree char *profile = endpoint_profile(&target);
    g_autofree char *pats = endpoint_pats(&target);
    g_autofree char *deployment = endpoint_deployment_profile(&target);
    g_autofree char *connection_data = endpoint_connection_data(&target);
    g_autofree char *token_page = endpoint_token_page(&target);
    g_autofree char *settings = endpoint_for_settings(&target);
    assert_row_text(rows[_i].name, "profile", profile, rows[_i].profile);
    assert_row_text(rows[_i].name, "pats", pats, rows[_i].pats);
    assert_row_text(rows[_i].name, "deployment", deployment, rows[_i].profile ? DEPLOYMENT : NULL);
    assert_row_text(rows[_i].name, "connectionData", connection_data, rows[_i].connection_data);
    assert_row_text(rows[_i].name, "token page", token_page, rows[_i].token_page);
    assert_row_text(rows[_i].name, "address for settings", settings, rows[_i].settings);
}
END_TEST

START_TEST(an_older_server_has_its_page_elsewhere)
{
    const Target collection = {.server = (char *)SERVER, .organization = (char *)"main"};
    const Target organization = {.server = (char *)TARGET_SERVICES,
                                 .organization = (char *)"contoso"};
    g_autofree char *page = endpoint_older_token_page(&collection);
    ck_assert_str_eq(page, SERVER "/main/_details/security/tokens");
    ck_assert_ptr_null(endpoint_older_token_page(&organization));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("endpoint");
    TCase *addresses = suite_add_case(suite, "addresses");
    case_add_rows(addresses, a_target_has_its_addresses, rows);
    tcase_add_test(addresses, an_older_server_has_its_page_elsewhere);
    return suite_run(suite);
}
