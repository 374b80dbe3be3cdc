/* SPDX-License-Identifier: MIT */
#include "app/doctor_page.h"

#include "core/message.h"
#include "model/diagnosis.h"

static const Emphasis emphases[] = {
    [DIAGNOSIS_OK] = EMPHASIS_GOOD,         [DIAGNOSIS_NOTE] = EMPHASIS_GOOD,
    [DIAGNOSIS_UNKNOWN] = EMPHASIS_WARNING, [DIAGNOSIS_WARNING] = EMPHASIS_WARNING,
    [DIAGNOSIS_PROBLEM] = EMPHASIS_BAD,
};
G_STATIC_ASSERT(G_N_ELEMENTS(emphases) == DIAGNOSIS_LEVEL_COUNT);

static void append_diagnosis(GString *page, const Diagnosis *diagnosis, const Layout *layout)
{
    Emphasis emphasis =
        diagnosis->level > DIAGNOSIS_NOTE ? emphases[diagnosis->level] : EMPHASIS_NONE;
    layout_append_row(page, diagnosis_level_name(diagnosis->level), diagnosis->sentence, emphasis,
                      layout);
    if (diagnosis->advice)
        layout_append_row(page, "next", diagnosis->advice, EMPHASIS_STRONG, layout);
    const char *label = diagnosis->advice ? "" : N_("next");
    if (diagnosis->command)
        layout_append_command(page, label, diagnosis->command, layout);
}

static void append_checkup(GString *page, const Checkup *checkup, const Layout *layout)
{
    DiagnosisLevel worst = checkup_worst(checkup);
    const char *summary = worst <= DIAGNOSIS_NOTE ? N_("good") : diagnosis_level_name(worst);
    layout_append_title(page, _(checkup->title), _(summary), emphases[worst], layout);
    for (guint i = 0; i < checkup->diagnoses->len; i++)
        append_diagnosis(page, g_ptr_array_index(checkup->diagnoses, i), layout);
}

char *doctor_page_format(const GPtrArray *checkups, const Layout *layout)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < checkups->len; i++) {
        append_checkup(page, g_ptr_array_index(checkups, i), layout);
        g_string_append_c(page, '\n');
    }
    g_autofree char *count = checkups_count(checkups);
    layout_append_title(page, _("In all"), count ? count : _("nothing is wrong"),
                        emphases[checkups_worst(checkups)], layout);
    return g_string_free(page, FALSE);
}
