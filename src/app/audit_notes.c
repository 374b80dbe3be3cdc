/* SPDX-License-Identifier: MIT */
#include "app/audit_notes.h"

#include "app/stored.h"
#include "core/date.h"
#include "core/message.h"
#include "model/pat_scope.h"

static gboolean has(const AuditedToken *audited, AuditConcern concern)
{
    return audit_has(audited->concerns, concern);
}

/* What is known for certain, or what was found. */
static char *describe_excess(const AuditedToken *audited)
{
    if (!has(audited, AUDIT_EXCESS))
        return NULL;
    if (!audited->report) {
        g_auto(GStrv) excess = pat_scopes_list_excess(audited->token->credential->scopes);
        g_autofree char *scopes = g_strjoinv(" ", excess);
        g_autofree char *described = pat_scopes_describe(scopes);
        return g_strdup_printf(_("it may do more than Git needs: %s"), described);
    }
    if (probe_report_can_all(audited->report))
        return g_strdup(
            _("it can do whatever was tried, as a token with full access can; Git needs "
              "Code (Read & write) alone"));
    g_autofree char *found = probe_report_list_excess(audited->report);
    return g_strdup_printf(_("it can do more than Git needs: %s"), found);
}

static char *describe_life(const AuditedToken *audited)
{
    if (has(audited, AUDIT_END_UNKNOWN))
        return g_strdup(_("nobody has said when it ends, and a token can live for a year"));
    if (!has(audited, AUDIT_LONG_LIFE))
        return NULL;
    return g_strdup_printf(audited->token->ends == 0
                               ? _("it lives for %d days or more; Microsoft recommends %d at most")
                               : _("it lives for %d days; Microsoft recommends %d at most"),
                           (int)audited->life_days, AUDIT_LIFE_DAYS);
}

/* The overview has a sentence of its own on one that Azure DevOps does not take. */
static char *describe_disuse(const AuditedToken *audited, const OverviewRequest *request)
{
    if (!has(audited, AUDIT_UNUSED) || !overview_is_accepted(audited->token))
        return NULL;
    g_autofree char *day = date_format_day(audited->token->used, request->zone);
    return g_strdup_printf(
        _("not known to have been used since %s: if nobody needs it, it is better "
          "revoked"),
        day);
}

/* No command of this program changes it; of one that is bad, the overview says so. */
static char *describe_place(const AuditedToken *audited)
{
    const char *variable = audited->token->variable;
    if (!variable || audited->grade != GRADE_IMPROVE)
        return NULL;
    return g_strdup_printf("make one with Code (Read & write) alone and %d days at most, and put "
                           "it where %s is set",
                           AUDIT_LIFE_DAYS, variable);
}

char **audit_notes(const AuditedToken *audited, const OverviewRequest *request)
{
    g_autofree char *excess = describe_excess(audited);
    g_autofree char *life = describe_life(audited);
    g_autofree char *disuse = describe_disuse(audited, request);
    g_autofree char *place = describe_place(audited);
    const char *const notes[] = {excess, life, disuse, place};
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (gsize i = 0; i < G_N_ELEMENTS(notes); i++) {
        if (notes[i])
            g_strv_builder_add(builder, notes[i]);
    }
    g_strv_builder_addv(builder, (const char **)audited->token->notes);
    return g_strv_builder_end(builder);
}

/* The name of a command; NULL if none is needed. */
static const char *name_command(const AuditedToken *audited)
{
    if (audited->token->variable || audited->concerns == 0)
        return NULL;
    if (has(audited, AUDIT_UNUSED))
        return "logout";
    return audited->token->sign_in ? "login --entra --scope=code:write --days=7" : "renew";
}

char *audit_command(const AuditedToken *audited)
{
    const char *name = name_command(audited);
    if (name)
        return stored_command(audited->token->credential, name);
    return audited->grade == GRADE_BAD ? g_strdup(audited->token->command) : NULL;
}
