/* SPDX-License-Identifier: MIT */
/* Where a sign-in may send something to. */
#include "entra/authority_url.h"
#include "entra/issuer_url.h"

#include "suite.h"

#define GUID "12345678-90ab-cdef-1234-567890abcdef"

static const struct {
    const char *name;
    const char *setting;
    const char *host;
} authorities[] = {
    {"none is the usual one", NULL, "login.microsoftonline.com"},
    {"nor an empty one", "", "login.microsoftonline.com"},
    {"as it is documented", "https://login.microsoftonline.com/", "login.microsoftonline.com"},
    {"without the last slash", "https://login.microsoftonline.us", "login.microsoftonline.us"},
    {"a name alone", "login.chinacloudapi.cn", "login.chinacloudapi.cn"},
    {"in other letters", "HTTPS://LOGIN.microsoftonline.COM/", "login.microsoftonline.com"},
    {"without TLS", "http://login.microsoftonline.com/", NULL},
    {"another host", "https://login.evil.example/", NULL},
    {"a host that ends so", "https://evil-login.microsoftonline.com/", NULL},
    {"a host that begins so", "https://login.microsoftonline.com.evil.example/", NULL},
    {"a user before it", "https://login.microsoftonline.com@evil.example/", NULL},
    {"a port", "https://login.microsoftonline.com:8443/", NULL},
    {"a path", "https://login.microsoftonline.com/x", NULL},
    {"two slashes", "https://login.microsoftonline.com//", NULL},
    {"a slash alone", "/", NULL},
};

START_TEST(an_authority_is_microsofts)
{
    assert_row_text(authorities[_i].name, "the host", authority_url_host(authorities[_i].setting),
                    authorities[_i].host);
}
END_TEST

START_TEST(a_tenant_is_a_guid_or_any)
{
    ck_assert(authority_url_has_tenant(GUID));
    ck_assert(authority_url_has_tenant("organizations"));
    static const char *const others[] = {"",           "common", "contoso.onmicrosoft.com",
                                         "../" GUID,   GUID "/", "Organizations",
                                         "{" GUID "}", GUID "0"};
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        ck_assert_msg(!authority_url_has_tenant(others[i]), "%s", others[i]);
}
END_TEST

START_TEST(an_endpoint_is_put_together)
{
    g_autofree char *url =
        authority_url_format("login.microsoftonline.com", GUID, AUTHORITY_DEVICE_CODE);
    ck_assert_str_eq(url, "https://login.microsoftonline.com/" GUID "/oauth2/v2.0/devicecode");
}
END_TEST

#define AUDIENCE "audience=api%3A%2F%2FAzureADTokenExchange"

static const struct {
    const char *name;
    const char *setting;
    const char *url;
} github[] = {
    {"as a job has it",
     "https://pipelines.actions.githubusercontent.com/x/idtoken/1/2?api-version=2.0",
     "https://pipelines.actions.githubusercontent.com/x/idtoken/1/2?api-version=2.0&" AUDIENCE},
    {"another of its hosts, without a query",
     "https://run-actions-1-azure-eastus.actions.githubusercontent.com/96//idtoken",
     "https://run-actions-1-azure-eastus.actions.githubusercontent.com/96//idtoken?" AUDIENCE},
    {"its own port", "https://a.actions.githubusercontent.com:443/x",
     "https://a.actions.githubusercontent.com/x?" AUDIENCE},
    {"with data residency", "https://a.actions.octocorp.ghe.com/x",
     "https://a.actions.octocorp.ghe.com/x?" AUDIENCE},
    {"without TLS", "http://a.actions.githubusercontent.com/x", NULL},
    {"another host", "https://evil.example/x", NULL},
    {"the domain itself", "https://actions.githubusercontent.com/x", NULL},
    {"two labels before it", "https://a.b.actions.githubusercontent.com/x", NULL},
    {"a host that anybody may have", "https://raw.githubusercontent.com/x", NULL},
    {"a host that begins so", "https://a.actions.githubusercontent.com.evil.example/x", NULL},
    {"a host that ends so", "https://a.evilactions.githubusercontent.com/x", NULL},
    {"an enterprise without a name", "https://a.actions.ghe.com/x", NULL},
    {"a user before it", "https://a.actions.githubusercontent.com@evil.example/x", NULL},
    {"a user before the right one", "https://u@a.actions.githubusercontent.com/x", NULL},
    {"a backslash", "https://evil.example\\.actions.githubusercontent.com/x", NULL},
    {"an escape in the host", "https://evil%2eexample.actions.githubusercontent.com/x", NULL},
    {"another port", "https://a.actions.githubusercontent.com:8443/x", NULL},
    {"a fragment", "https://a.actions.githubusercontent.com/x#y", NULL},
    {"a line end", "https://a.actions.githubusercontent.com/x\r\nEvil: y", NULL},
    {"a blank", "https://a.actions.githubusercontent.com/x y", NULL},
    {"no address", "x", NULL},
    {"nothing", "", NULL},
};

START_TEST(a_job_of_github_asks_github)
{
    g_autofree char *url = issuer_url_github(github[_i].setting);
    assert_row_text(github[_i].name, "the address", url, github[_i].url);
}
END_TEST

#define JOB "/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken"
#define QUERY "?api-version=7.1&serviceConnectionId=" GUID

static const struct {
    const char *name;
    const char *setting;
    const char *connection;
    const char *url;
} pipelines[] = {
    {"as a job has it", "https://dev.azure.com/contoso/1" JOB, GUID,
     "https://dev.azure.com/contoso/1" JOB QUERY},
    {"an old name of an organization", "https://contoso.visualstudio.com/1" JOB "/", GUID,
     "https://contoso.visualstudio.com/1" JOB QUERY},
    {"no organization", "https://dev.azure.com/", GUID, NULL},
    {"a reserved name", "https://app.visualstudio.com/1" JOB, GUID, NULL},
    {"another host", "https://dev.azure.com.evil.example/contoso" JOB, GUID, NULL},
    {"a user before it", "https://dev.azure.com@evil.example/contoso" JOB, GUID, NULL},
    {"without TLS", "http://dev.azure.com/contoso" JOB, GUID, NULL},
    {"another port", "https://dev.azure.com:8443/contoso" JOB, GUID, NULL},
    {"a query of its own", "https://dev.azure.com/contoso" JOB "?x=y", GUID, NULL},
    {"a connection that is no GUID", "https://dev.azure.com/contoso" JOB, "x&y=z", NULL},
};

START_TEST(a_job_of_azure_asks_its_organization)
{
    g_autofree char *url =
        issuer_url_azure_pipelines(pipelines[_i].setting, pipelines[_i].connection);
    assert_row_text(pipelines[_i].name, "the address", url, pipelines[_i].url);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("entra_url");
    TCase *url = suite_add_case(suite, "url");
    case_add_rows(url, an_authority_is_microsofts, authorities);
    tcase_add_test(url, a_tenant_is_a_guid_or_any);
    tcase_add_test(url, an_endpoint_is_put_together);
    case_add_rows(url, a_job_of_github_asks_github, github);
    case_add_rows(url, a_job_of_azure_asks_its_organization, pipelines);
    return suite_run(suite);
}
