/* SPDX-License-Identifier: MIT */
#include "azure/probe.h"

#include "suite.h"

#define ORGANIZATION                                                                               \
    (Target)                                                                                       \
    {                                                                                              \
        .server = (char *)TARGET_SERVICES, .organization = (char *)"contoso"                       \
    }

START_TEST(a_probe_is_for_a_scope_that_exists)
{
    const PatScope *scope = pat_scope_from_name(probes[_i].scope);
    ck_assert_msg(scope != NULL, "%s", probes[_i].scope);
    ck_assert_str_eq(probe_group(&probes[_i]), scope->group);
}
END_TEST

START_TEST(a_probe_is_a_request_to_azure_devops_below_the_organization)
{
    const Target target = ORGANIZATION;
    g_autofree char *url = probe_url(&probes[_i], &target, "A Project");
    g_autofree char *below =
        g_strdup_printf("https://%s/contoso/%s", probes[_i].host,
                        probes[_i].needs_project ? "A%20Project/_apis/" : "_apis/");
    ck_assert_msg(g_str_has_prefix(url, below), "%s", url);
    ck_assert_msg(g_str_equal(probes[_i].host, TARGET_SERVICES) ||
                      g_str_has_suffix(probes[_i].host, "." TARGET_SERVICES),
                  "%s", probes[_i].host);
}
END_TEST

START_TEST(a_group_is_probed_once)
{
    for (gsize other = 0; other < (gsize)_i; other++)
        ck_assert_str_ne(probe_group(&probes[_i]), probe_group(&probes[other]));
}
END_TEST

START_TEST(the_code_is_for_git_and_nothing_else_is)
{
    ck_assert_int_eq(probe_is_for_git(&probes[_i]), g_str_equal(probes[_i].scope, "vso.code"));
}
END_TEST

static const struct {
    const char *name;
    char *server;
    char *organization;
    const char *project;
    guint count;
} targets[] = {
    {"an organization", (char *)TARGET_SERVICES, (char *)"contoso", NULL, 14},
    {"a project of one", (char *)TARGET_SERVICES, (char *)"contoso", "web", PROBE_COUNT},
    {"a project without a name", (char *)TARGET_SERVICES, (char *)"contoso", "", 14},
    {"a project that is the folder above", (char *)TARGET_SERVICES, (char *)"contoso", "..", 14},
    {"no organization", (char *)TARGET_SERVICES, NULL, "web", 0},
    {"an organization that is none", (char *)TARGET_SERVICES, (char *)"con/toso", "web", 0},
    {"a server of somebody's own", (char *)"https://tfs.example.com", (char *)"c", "web", 0},
};

START_TEST(what_needs_a_project_is_asked_of_one)
{
    const Target target = {.server = targets[_i].server, .organization = targets[_i].organization};
    guint count = probe_count(&target, targets[_i].project);
    ck_assert_msg(count == targets[_i].count, "%s: %u", targets[_i].name, count);
}
END_TEST

START_TEST(a_project_does_not_lead_elsewhere)
{
    const Target target = ORGANIZATION;
    const Probe probe = {"vso.wiki", TARGET_SERVICES, "_apis/wiki/wikis", TRUE};
    g_autofree char *url = probe_url(&probe, &target, "../x?y#z");
    ck_assert_str_eq(url, "https://dev.azure.com/contoso/..%2Fx%3Fy%23z/_apis/wiki/wikis");
}
END_TEST

static ProbeReport report_of(ProbeAnswer code, ProbeAnswer build, ProbeAnswer rest)
{
    ProbeReport report = {.retry_after_s = -1};
    for (gsize i = 0; i < PROBE_COUNT; i++) {
        report.answers[i] = g_str_equal(probes[i].scope, "vso.code")    ? code
                            : g_str_equal(probes[i].scope, "vso.build") ? build
                                                                        : rest;
    }
    return report;
}

START_TEST(groups_are_listed_by_their_answer)
{
    const ProbeReport report = report_of(PROBE_CAN, PROBE_CAN, PROBE_CANNOT);
    g_autofree char *can = probe_report_list(&report, PROBE_CAN);
    g_autofree char *excess = probe_report_list_excess(&report);
    g_autofree char *unknown = probe_report_list(&report, PROBE_UNKNOWN);
    ck_assert_str_eq(can, "Build, Code");
    ck_assert_str_eq(excess, "Build");
    ck_assert_ptr_null(unknown);
}
END_TEST

static const struct {
    const char *name;
    ProbeAnswer code;
    ProbeAnswer build;
    ProbeAnswer rest;
    ProbesEnd end;
    gboolean tells;
    gboolean can_all;
} reports[] = {
    {"what can do all", PROBE_CAN, PROBE_CAN, PROBE_CAN, PROBES_COMPLETE, TRUE, TRUE},
    {"all that was asked", PROBE_CAN, PROBE_CAN, PROBE_NOT_ASKED, PROBES_COMPLETE, TRUE, TRUE},
    {"all before a pause", PROBE_CAN, PROBE_CAN, PROBE_NOT_ASKED, PROBES_PAUSED, TRUE, FALSE},
    {"all but one", PROBE_CAN, PROBE_CANNOT, PROBE_CAN, PROBES_COMPLETE, TRUE, FALSE},
    {"all but one that is unclear", PROBE_CAN, PROBE_UNKNOWN, PROBE_CAN, PROBES_COMPLETE, TRUE,
     FALSE},
    {"nothing", PROBE_CANNOT, PROBE_CANNOT, PROBE_CANNOT, PROBES_COMPLETE, TRUE, FALSE},
    {"nothing clear", PROBE_UNKNOWN, PROBE_UNKNOWN, PROBE_UNKNOWN, PROBES_COMPLETE, FALSE, FALSE},
    {"nothing asked", PROBE_NOT_ASKED, PROBE_NOT_ASKED, PROBE_NOT_ASKED, PROBES_PAUSED, FALSE,
     FALSE},
};

START_TEST(a_report_tells_something_and_may_tell_of_all)
{
    ProbeReport report = report_of(reports[_i].code, reports[_i].build, reports[_i].rest);
    report.end = reports[_i].end;
    ck_assert_msg(probe_report_tells(&report) == reports[_i].tells, "%s", reports[_i].name);
    ck_assert_msg(probe_report_can_all(&report) == reports[_i].can_all, "%s", reports[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe");
    TCase *table = suite_add_case(suite, "table");
    tcase_add_loop_test(table, a_probe_is_for_a_scope_that_exists, 0, PROBE_COUNT);
    tcase_add_loop_test(table, a_probe_is_a_request_to_azure_devops_below_the_organization, 0,
                        PROBE_COUNT);
    tcase_add_loop_test(table, a_group_is_probed_once, 0, PROBE_COUNT);
    tcase_add_loop_test(table, the_code_is_for_git_and_nothing_else_is, 0, PROBE_COUNT);
    case_add_rows(table, what_needs_a_project_is_asked_of_one, targets);
    tcase_add_test(table, a_project_does_not_lead_elsewhere);
    TCase *report = suite_add_case(suite, "report");
    tcase_add_test(report, groups_are_listed_by_their_answer);
    case_add_rows(report, a_report_tells_something_and_may_tell_of_all, reports);
    return suite_run(suite);
}
