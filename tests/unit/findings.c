/* SPDX-License-Identifier: MIT */
#include "findings.h"

char *findings_list(const Checkup *checkup)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < checkup->diagnoses->len; i++) {
        const Diagnosis *diagnosis = g_ptr_array_index(checkup->diagnoses, i);
        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "",
                               diagnosis_level_name(diagnosis->level), diagnosis->code);
    }
    return g_string_free(text, FALSE);
}

const Diagnosis *findings_find(const Checkup *checkup, const char *code)
{
    for (guint i = 0; i < checkup->diagnoses->len; i++) {
        const Diagnosis *diagnosis = g_ptr_array_index(checkup->diagnoses, i);
        if (g_str_equal(diagnosis->code, code))
            return diagnosis;
    }
    return NULL;
}
