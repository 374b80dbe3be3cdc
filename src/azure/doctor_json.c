/* SPDX-License-Identifier: MIT */
#include "azure/doctor_json.h"

#include "net/json_list.h"

static void append_checkup(JsonList *checks, const Checkup *checkup)
{
    json_list_begin(checks);
    json_list_set_text(checks, "check", checkup->id);
    json_list_set_text(checks, "title", checkup->title);
    json_list_set_text(checks, "level", diagnosis_level_name(checkup_worst(checkup)));
}

static void append_finding(JsonList *findings, const Checkup *checkup, const Diagnosis *diagnosis)
{
    json_list_begin(findings);
    json_list_set_text(findings, "check", checkup->id);
    json_list_set_text(findings, "level", diagnosis_level_name(diagnosis->level));
    json_list_set_text(findings, "code", diagnosis->code);
    json_list_set_text(findings, "sentence", diagnosis->sentence);
    json_list_set_text(findings, "advice", diagnosis->advice);
    json_list_set_text(findings, "command", diagnosis->command);
}

char *doctor_json_format(const GPtrArray *checkups, GError **error)
{
    g_autoptr(JsonList) checks = json_list_new();
    g_autoptr(JsonList) findings = json_list_new();
    for (guint i = 0; i < checkups->len; i++) {
        const Checkup *checkup = g_ptr_array_index(checkups, i);
        append_checkup(checks, checkup);
        for (guint j = 0; j < checkup->diagnoses->len; j++)
            append_finding(findings, checkup, g_ptr_array_index(checkup->diagnoses, j));
    }
    return json_list_format_pair(checks, "checks", findings, "findings", error);
}
