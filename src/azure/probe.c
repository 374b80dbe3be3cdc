/* SPDX-License-Identifier: MIT */
#include "azure/probe.h"

#include "azure/endpoint.h"

#define CORE TARGET_SERVICES
#define SERVICE(name) name "." TARGET_SERVICES

const Probe probes[PROBE_COUNT] = {
    {"vso.advsec", SERVICE("advsec"), "_apis/management/enablement", FALSE},
    {"vso.agentpools", CORE, "_apis/distributedtask/pools", FALSE},
    {"vso.auditlog", SERVICE("auditservice"), "_apis/audit/actions", FALSE},
    {"vso.build", CORE, "_apis/build/resourceusage", FALSE},
    {"vso.code", CORE, "_apis/git/repositories", FALSE},
    {"vso.environment_manage", CORE, "_apis/pipelines/environments?$top=1", TRUE},
    {"vso.extension", SERVICE("extmgmt"), "_apis/extensionmanagement/installedextensions", FALSE},
    {"vso.graph", SERVICE("vssps"), "_apis/graph/groups", FALSE},
    {"vso.memberentitlementmanagement", SERVICE("vsaex"), "_apis/userentitlementsummary", FALSE},
    {"vso.packaging", SERVICE("feeds"), "_apis/packaging/globalpermissions", FALSE},
    {"vso.project", CORE, "_apis/teams?$top=1", FALSE},
    {"vso.release", SERVICE("vsrm"), "_apis/release/definitions?$top=1", TRUE},
    {"vso.securefiles_read", CORE, "_apis/distributedtask/securefiles", TRUE},
    {"vso.security_manage", CORE, "_apis/permissionsreport", FALSE},
    {"vso.serviceendpoint", CORE, "_apis/serviceendpoint/types", FALSE},
    {"vso.symbols", SERVICE("artifacts"), "_apis/symbol/availability", FALSE},
    {"vso.taskgroups_read", CORE, "_apis/distributedtask/taskgroups", TRUE},
    {"vso.dashboards", CORE, "_apis/dashboard/widgettypes", TRUE},
    {"vso.test", CORE, "_apis/testplan/plans", TRUE},
    {"vso.variablegroups_read", CORE, "_apis/distributedtask/variablegroups?$top=1", TRUE},
    {"vso.wiki", CORE, "_apis/wiki/wikis", TRUE},
    {"vso.work", CORE, "_apis/wit/artifactlinktypes", FALSE},
};

const Probe *probe_of_code(void)
{
    gsize place = 0;
    while (!g_str_equal(probes[place].scope, "vso.code"))
        place++;
    return &probes[place];
}

char *probe_url(const Probe *probe, const Target *target, const char *project)
{
    if (!probe->needs_project)
        return endpoint_at_service(target, probe->host, probe->path);
    if (!project || !*project || g_str_equal(project, ".") || g_str_equal(project, ".."))
        return NULL;
    g_autofree char *escaped = g_uri_escape_string(project, NULL, FALSE);
    g_autofree char *path = g_strconcat(escaped, "/", probe->path, NULL);
    return endpoint_at_service(target, probe->host, path);
}

guint probe_count(const Target *target, const char *project)
{
    guint count = 0;
    for (gsize i = 0; i < PROBE_COUNT; i++) {
        g_autofree char *url = probe_url(&probes[i], target, project);
        count += url ? 1 : 0;
    }
    return count;
}

const char *probe_group(const Probe *probe)
{
    return pat_scope_from_name(probe->scope)->group;
}

gboolean probe_is_for_git(const Probe *probe)
{
    return pat_scope_includes(pat_scope_from_name(PAT_SCOPE_DEFAULT),
                              pat_scope_from_name(probe->scope));
}

static char *list(const ProbeReport *report, ProbeAnswer answer, gboolean leaves_out_git)
{
    GString *names = g_string_new(NULL);
    for (gsize i = 0; i < PROBE_COUNT; i++) {
        if (report->answers[i] != answer || (leaves_out_git && probe_is_for_git(&probes[i])))
            continue;
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", probe_group(&probes[i]));
    }
    gboolean is_empty = names->len == 0;
    return g_string_free(names, is_empty);
}

char *probe_report_list(const ProbeReport *report, ProbeAnswer answer)
{
    return list(report, answer, FALSE);
}

char *probe_report_list_excess(const ProbeReport *report)
{
    return list(report, PROBE_CAN, TRUE);
}

gboolean probe_report_tells(const ProbeReport *report)
{
    for (gsize i = 0; i < PROBE_COUNT; i++) {
        if (report->answers[i] == PROBE_CAN || report->answers[i] == PROBE_CANNOT)
            return TRUE;
    }
    return FALSE;
}

gboolean probe_report_can_all(const ProbeReport *report)
{
    for (gsize i = 0; i < PROBE_COUNT; i++) {
        if (report->answers[i] == PROBE_CANNOT || report->answers[i] == PROBE_UNKNOWN)
            return FALSE;
    }
    return report->end == PROBES_COMPLETE && probe_report_tells(report);
}
