/* SPDX-License-Identifier: MIT */
#include "app/doctor.h"

#include "app/doctor_check.h"
#include "core/message.h"
#include "model/redaction.h"

/* In the order of the page, but that what the store holds is known to those behind it. */
static const struct {
    const char *id;
    const char *title;
    void (*run)(Examination *examination, Checkup *checkup);
} checks[] = {
    {"program", N_("Program"), doctor_check_program},
    {"git", N_("Git"), doctor_check_git},
    {"session", N_("Session"), doctor_check_session},
    {"store", N_("Store"), doctor_check_store},
    {"cache", N_("Cache"), doctor_check_cache},
    {"helpers", N_("Helpers"), doctor_check_helpers},
    {"settings", N_("Settings"), doctor_check_settings},
    {"repository", N_("Repository"), doctor_check_repository},
    {"plain-text", N_("Plain text"), doctor_check_plain_text},
    {"network", N_("Network"), doctor_check_network},
};

static void redact(char **text, RedactionKind kind)
{
    if (!*text)
        return;
    char *redacted = redaction_apply(*text, kind, g_get_home_dir());
    g_free(*text);
    *text = redacted;
}

static void redact_all(const Checkup *checkup)
{
    for (guint i = 0; i < checkup->diagnoses->len; i++) {
        Diagnosis *diagnosis = g_ptr_array_index(checkup->diagnoses, i);
        redact(&diagnosis->sentence, REDACTION_SENTENCE);
        redact(&diagnosis->advice, REDACTION_SENTENCE);
        redact(&diagnosis->command, REDACTION_COMMAND);
    }
}

GPtrArray *doctor_run(const Settings *settings, gboolean is_offline)
{
    g_autoptr(Examination) examination = examination_new(settings, is_offline);
    GPtrArray *checkups = g_ptr_array_new_with_free_func((GDestroyNotify)checkup_free);
    for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
        Checkup *checkup = checkup_new(checks[i].id, checks[i].title);
        checks[i].run(examination, checkup);
        redact_all(checkup);
        g_ptr_array_add(checkups, checkup);
    }
    return checkups;
}
