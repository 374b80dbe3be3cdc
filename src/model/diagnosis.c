/* SPDX-License-Identifier: MIT */
#include "model/diagnosis.h"

#include "core/message.h"

static const struct {
    const char *name; /* in JSON, and to be translated elsewhere */
    int exit_status;
} levels[] = {
    [DIAGNOSIS_OK] = {N_("ok"), 0},           [DIAGNOSIS_NOTE] = {N_("note"), 0},
    [DIAGNOSIS_UNKNOWN] = {N_("unknown"), 3}, [DIAGNOSIS_WARNING] = {N_("warning"), 1},
    [DIAGNOSIS_PROBLEM] = {N_("problem"), 2},
};
G_STATIC_ASSERT(G_N_ELEMENTS(levels) == DIAGNOSIS_LEVEL_COUNT);

const char *diagnosis_level_name(DiagnosisLevel level)
{
    return levels[level].name;
}

int diagnosis_exit_status(DiagnosisLevel worst)
{
    return levels[worst].exit_status;
}

void diagnosis_free(Diagnosis *diagnosis)
{
    g_free(diagnosis->sentence);
    g_free(diagnosis->advice);
    g_free(diagnosis->command);
    g_free(diagnosis);
}

Checkup *checkup_new(const char *id, const char *title)
{
    Checkup *checkup = g_new0(Checkup, 1);
    checkup->id = id;
    checkup->title = title;
    checkup->diagnoses = g_ptr_array_new_with_free_func((GDestroyNotify)diagnosis_free);
    return checkup;
}

void checkup_free(Checkup *checkup)
{
    if (!checkup)
        return;
    g_ptr_array_unref(checkup->diagnoses);
    g_free(checkup);
}

Diagnosis *checkup_add(Checkup *checkup, DiagnosisLevel level, const char *code, const char *format,
                       ...)
{
    Diagnosis *diagnosis = g_new0(Diagnosis, 1);
    diagnosis->level = level;
    diagnosis->code = code;
    va_list arguments;
    va_start(arguments, format);
    diagnosis->sentence = g_strdup_vprintf(message_translated(format), arguments);
    va_end(arguments);
    g_ptr_array_add(checkup->diagnoses, diagnosis);
    return diagnosis;
}

static gboolean is_said_before(const GPtrArray *diagnoses, guint index)
{
    const Diagnosis *later = g_ptr_array_index(diagnoses, index);
    for (guint i = 0; i < index; i++) {
        const Diagnosis *earlier = g_ptr_array_index(diagnoses, i);
        if (g_str_equal(earlier->code, later->code) &&
            g_str_equal(earlier->sentence, later->sentence))
            return TRUE;
    }
    return FALSE;
}

void checkup_unify(Checkup *checkup)
{
    for (guint i = checkup->diagnoses->len; i > 0; i--) {
        if (is_said_before(checkup->diagnoses, i - 1))
            g_ptr_array_remove_index(checkup->diagnoses, i - 1);
    }
}

DiagnosisLevel checkup_worst(const Checkup *checkup)
{
    DiagnosisLevel worst = DIAGNOSIS_OK;
    for (guint i = 0; i < checkup->diagnoses->len; i++) {
        const Diagnosis *diagnosis = g_ptr_array_index(checkup->diagnoses, i);
        worst = MAX(worst, diagnosis->level);
    }
    return worst;
}

DiagnosisLevel checkups_worst(const GPtrArray *checkups)
{
    DiagnosisLevel worst = DIAGNOSIS_OK;
    for (guint i = 0; i < checkups->len; i++)
        worst = MAX(worst, checkup_worst(g_ptr_array_index(checkups, i)));
    return worst;
}

static guint count_of_level(const GPtrArray *checkups, DiagnosisLevel level)
{
    guint count = 0;
    for (guint i = 0; i < checkups->len; i++) {
        const Checkup *checkup = g_ptr_array_index(checkups, i);
        for (guint j = 0; j < checkup->diagnoses->len; j++) {
            const Diagnosis *diagnosis = g_ptr_array_index(checkup->diagnoses, j);
            count += diagnosis->level == level ? 1 : 0;
        }
    }
    return count;
}

static char *format_count(DiagnosisLevel level, guint count)
{
    switch (level) {
    case DIAGNOSIS_OK:
    case DIAGNOSIS_NOTE:
        break;
    case DIAGNOSIS_UNKNOWN:
        return g_strdup_printf(message_counted("%u unknown", "%u unknown", count), count);
    case DIAGNOSIS_WARNING:
        return g_strdup_printf(message_counted("%u warning", "%u warnings", count), count);
    case DIAGNOSIS_PROBLEM:
        return g_strdup_printf(message_counted("%u problem", "%u problems", count), count);
    }
    g_assert_not_reached();
}

char *checkups_count(const GPtrArray *checkups)
{
    GString *text = g_string_new(NULL);
    for (int level = DIAGNOSIS_PROBLEM; level > DIAGNOSIS_NOTE; level--) {
        guint count = count_of_level(checkups, (DiagnosisLevel)level);
        if (count == 0)
            continue;
        g_autofree char *counted = format_count((DiagnosisLevel)level, count);
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", counted);
    }
    return g_string_free(text, text->len == 0);
}
