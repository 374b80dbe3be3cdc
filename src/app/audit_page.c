/* SPDX-License-Identifier: MIT */
#include "app/audit_page.h"

#include "app/overview_judgement.h"
#include "app/overview_page.h"
#include "app/setup.h"
#include "core/date.h"
#include "core/message.h"
#include "model/pat.h"
#include "model/pat_scope.h"
#include "ui/layout.h"

static const char caveat_text[] = N_(
    "What a token can do was tried with requests that only read. The answers mix its scopes with "
    "what its owner may do, so this is a report and no proof; whether it may also change "
    "something was not tried.");

/* ---- tokens ---------------------------------------------------------------------------------- */

typedef struct {
    GString *text;
    const OverviewRequest *request;
    const AuditedToken *audited;
    const Layout *layout;
} Page;

static const struct {
    const char *words; /* NULL = what the overview says */
    Emphasis emphasis;
} titles[] = {
    [GRADE_GOOD] = {N_("nothing to improve"), EMPHASIS_GOOD},
    [GRADE_UNDETERMINED] = {N_("could not be found out"), EMPHASIS_WARNING},
    [GRADE_IMPROVE] = {N_("could be safer"), EMPHASIS_WARNING},
    [GRADE_BAD] = {NULL, EMPHASIS_BAD},
};
G_STATIC_ASSERT(G_N_ELEMENTS(titles) == GRADE_BAD + 1);

/* Where it is not known what the token can do, nothing may be all that is known. */
static const char *describe_grade(const AuditedToken *audited)
{
    const TokenOverview *token = audited->token;
    if (audited->grade == GRADE_BAD)
        return token->summary;
    gboolean is_unexplored = token->credential->kind == CREDENTIAL_PAT &&
                             !*token->credential->scopes && !audited->report;
    return audited->grade == GRADE_GOOD && is_unexplored ? _("nothing to improve that is known")
                                                         : _(titles[audited->grade].words);
}

static void append_row(const Page *page, const char *label, const char *text)
{
    if (text)
        layout_append_row(page->text, label, text, EMPHASIS_NONE, page->layout);
}

static char *describe_scopes(const Page *page)
{
    const Credential *credential = page->audited->token->credential;
    if (credential->kind == CREDENTIAL_ACCESS_TOKEN)
        return g_strdup(_("all that its owner may do, for about an hour"));
    if (overview_is_job(page->audited->token))
        return g_strdup(_("what the job may do, as long as it runs"));
    if (!*credential->scopes)
        return g_strdup(_("unknown: a token that was pasted does not tell"));
    g_autofree char *described = pat_scopes_describe(credential->scopes);
    return g_strdup_printf(_("%s (certain)"), described);
}

static char *describe_stop(const ProbeReport *report)
{
    switch (report->end) {
    case PROBES_COMPLETE:
        return NULL;
    case PROBES_OUT_OF_TIME:
        return g_strdup(_("it took too long: try again"));
    case PROBES_PAUSED:
        break;
    }
    if (report->retry_after_s < 0)
        return g_strdup(_("Azure DevOps asks for a pause: try again later"));
    return g_strdup_printf(
        message_counted("Azure DevOps asks for a pause of %d second: try again then",
                        "Azure DevOps asks for a pause of %d seconds: try again "
                        "then",
                        (gulong)report->retry_after_s),
        (int)report->retry_after_s);
}

static char *describe_rest(const ProbeReport *report)
{
    g_autofree char *rest = probe_report_list(report, PROBE_NOT_ASKED);
    if (!rest || report->end != PROBES_COMPLETE)
        return g_steal_pointer(&rest);
    return g_strdup_printf(_("%s; for these, run it in a clone, or name its address"), rest);
}

static void append_report(const Page *page)
{
    const ProbeReport *report = page->audited->report;
    if (!report)
        return;
    g_autofree char *can = probe_report_list(report, PROBE_CAN);
    g_autofree char *cannot = probe_report_list(report, PROBE_CANNOT);
    g_autofree char *unknown = probe_report_list(report, PROBE_UNKNOWN);
    g_autofree char *rest = describe_rest(report);
    g_autofree char *stop = describe_stop(report);
    append_row(page, "can", can ? can : _("nothing that was asked"));
    append_row(page, "cannot", cannot);
    append_row(page, "unknown", unknown);
    append_row(page, "not asked", rest);
    append_row(page, "stopped", stop);
}

/* Of what was obtained an hour ago, or obtains tokens, it says nothing. */
static char *describe_use(const Page *page)
{
    const TokenOverview *token = page->audited->token;
    if (token->credential->kind != CREDENTIAL_PAT)
        return NULL;
    return token->used > 0 ? date_format_day(token->used, page->request->zone)
                           : g_strdup(_("not known"));
}

static void append_token(const Page *page)
{
    const AuditedToken *audited = page->audited;
    const TokenOverview *token = audited->token;
    g_autofree char *kind = overview_page_token(token, page->request);
    g_autofree char *scopes = describe_scopes(page);
    g_autofree char *end = overview_page_end(token, page->request);
    g_autofree char *use = describe_use(page);
    g_autofree char *check =
        token->verdict && !audited->report ? verdict_describe(token->verdict) : NULL;
    layout_append_title(page->text, token->name, describe_grade(audited),
                        titles[audited->grade].emphasis, page->layout);
    append_row(page, "token", kind);
    append_row(page, "scopes", scopes);
    append_report(page);
    append_row(page, "expires", end);
    append_row(page, "last used", use);
    append_row(page, "check", check);
    for (char **note = audited->notes; *note; note++)
        append_row(page, "note", *note);
    if (audited->command)
        layout_append_command(page->text, "next", audited->command, page->layout);
}

char *audit_page_format_tokens(const Audit *audit, const OverviewRequest *request,
                               const Layout *layout)
{
    if (audit->tokens->len == 0)
        return overview_page_none(request);
    Page page = {g_string_new(NULL), request, NULL, layout};
    gboolean has_report = FALSE;
    for (guint i = 0; i < audit->tokens->len; i++) {
        page.audited = g_ptr_array_index(audit->tokens, i);
        has_report = has_report || page.audited->report;
        if (i > 0)
            g_string_append_c(page.text, '\n');
        append_token(&page);
    }
    if (has_report) {
        g_autofree char *caveat = layout_wrap(_(caveat_text), 0, layout->columns);
        g_string_append_printf(page.text, "\n%s\n", caveat);
    }
    return g_string_free(page.text, FALSE);
}

/* ---- plain text ------------------------------------------------------------------------------ */

static char *describe_plain(const PlainPlace *place)
{
    g_autofree char *masked = pat_mask(place->plain->secret);
    return g_strdup_printf(_("%s, for %s"), masked,
                           *place->plain->address ? place->plain->address
                                                  : _("whatever server or organization is asked"));
}

/* A token that lies nowhere else is to be stored before it is taken out. */
static char *describe_stored(const Audit *audit, const PlainPlace *place)
{
    const char *name = audit_find_stored(audit, place);
    if (name)
        return g_strdup_printf(_("it is the one that is stored for %s, and is not needed here"),
                               name);
    return g_strdup(_("it is not among the stored tokens shown here: if Git needs it, store it "
                      "first, with login"));
}

/* Git's own files are to be read by others, where people share them. */
static char *command_to_close(const PlainPlace *place)
{
    gboolean is_for_secrets = place->kind == PLAIN_CREDENTIALS || place->kind == PLAIN_NETRC ||
                              place->kind == PLAIN_AZ || place->kind == PLAIN_GCM;
    if (!place->is_shared || !is_for_secrets)
        return NULL;
    g_autofree char *quoted = setup_quote(place->path);
    return g_strdup_printf("chmod go= %s", quoted);
}

static void append_found(GString *text, const Audit *audit, const PlainPlace *place,
                         const Layout *layout)
{
    g_autofree char *token = describe_plain(place);
    g_autofree char *stored = describe_stored(audit, place);
    g_autofree char *close = command_to_close(place);
    layout_append_row(text, "token", token, EMPHASIS_NONE, layout);
    layout_append_row(text, "note", stored, EMPHASIS_NONE, layout);
    if (place->is_shared)
        layout_append_row(text, "note",
                          _("the mode of the file lets other users of this machine read it: "
                            "whoever did has the token until it is revoked"),
                          EMPHASIS_NONE, layout);
    if (close)
        layout_append_command(text, "next", close, layout);
    if (place->command)
        layout_append_command(text, "next", place->command, layout);
    else
        layout_append_row(text, "next", _("take it out of the command line or environment of Git"),
                          EMPHASIS_STRONG, layout);
}

static void append_place(GString *text, const Audit *audit, const PlainPlace *place,
                         const Layout *layout)
{
    const char *summary = place->plain ? _("a token in plain text") : place->problem;
    Emphasis emphasis = place->plain ? EMPHASIS_BAD : EMPHASIS_WARNING;
    layout_append_title(text, place->where, summary, emphasis, layout);
    if (place->plain)
        append_found(text, audit, place, layout);
}

char *audit_page_format_places(const Audit *audit, const Layout *layout)
{
    if (audit->places->len == 0)
        return g_strdup(_("No token for Azure DevOps was found in plain text.\n"));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < audit->places->len; i++) {
        if (i > 0)
            g_string_append_c(text, '\n');
        append_place(text, audit, g_ptr_array_index(audit->places, i), layout);
    }
    return g_string_free(text, FALSE);
}
