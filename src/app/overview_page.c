/* SPDX-License-Identifier: MIT */
#include "app/overview_page.h"

#include "app/overview_judgement.h"
#include "app/place.h"
#include "core/date.h"
#include "core/message.h"
#include "model/pat_scope.h"
#include "ui/layout.h"

typedef struct {
    const OverviewRequest *request;
    const TokenOverview *token;
} Subject;

static char *row_account(const Subject *subject)
{
    const char *account = subject->token->credential->account;
    return g_strdup(*account ? account : _("unknown"));
}

static const char *const kind_titles[] = {
    [CREDENTIAL_PAT] = N_("personal access token"),
    [CREDENTIAL_ACCESS_TOKEN] = N_("Microsoft Entra access token"),
    [CREDENTIAL_SIGN_IN] = N_("Microsoft Entra sign-in"),
};

static const char *kind_title(const TokenOverview *token)
{
    return overview_is_job(token) ? _("the job's token") : _(kind_titles[token->credential->kind]);
}

char *overview_page_token(const TokenOverview *token, const OverviewRequest *request)
{
    if (token->credential->kind == CREDENTIAL_SIGN_IN)
        return g_strdup_printf(_("none at the moment; the sign-in is in %s"),
                               request->settings->store);
    return g_strdup_printf(_("%s, %s in %s"), token->masked, kind_title(token),
                           overview_holder(token, request));
}

static char *row_token(const Subject *subject)
{
    return overview_page_token(subject->token, subject->request);
}

static char *format_day(const OverviewRequest *request, gint64 when)
{
    g_autofree char *day = date_format_day(when, request->zone);
    g_autofree char *left =
        date_format_days_left(date_days_left(when, request->now, request->zone));
    return g_strdup_printf("%s, %s", day, left);
}

static char *row_kept(const Subject *subject)
{
    gint64 until = subject->token->credential->kept_until;
    g_autofree char *day = until ? format_day(subject->request, until) : NULL;
    return day ? g_strdup_printf(_("until %s, or until the machine restarts"), day) : NULL;
}

static char *row_sign_in(const Subject *subject)
{
    const TokenOverview *token = subject->token;
    if (!token->sign_in)
        return NULL;
    const char *use = overview_is_cut_off(token)    ? _("it gets no new tokens")
                      : overview_is_obtained(token) ? _("tokens are replaced without asking")
                                                    : _("not used while the token below is stored");
    return g_strdup_printf(_("Microsoft Entra, by %s; %s"),
                           sign_in_source_name(token->sign_in->sign_in->source), use);
}

/* A token that somebody brought does not tell; an access token may do all that its owner may. */
static char *row_scopes(const Subject *subject)
{
    const Credential *credential = subject->token->credential;
    if (credential->kind == CREDENTIAL_ACCESS_TOKEN)
        return g_strdup(_("all that its owner may do"));
    return *credential->scopes ? pat_scopes_describe(credential->scopes) : g_strdup(_("unknown"));
}

char *overview_page_end(const TokenOverview *token, const OverviewRequest *request)
{
    if (token->ends_certainty == VALID_TO_UNKNOWN)
        return g_strdup(_("unknown"));
    g_autofree char *day = format_day(request, token->ends);
    gboolean is_told = token->ends_certainty == VALID_TO_TOLD;
    return g_strdup_printf(is_told ? _("%s (as you told it)") : _("%s (certain)"), day);
}

static char *row_expires(const Subject *subject)
{
    return overview_page_end(subject->token, subject->request);
}

static char *row_accepted(const Subject *subject)
{
    gint64 validated = subject->token->credential->validated;
    return validated ? date_format_day(validated, subject->request->zone)
                     : g_strdup(_("not known"));
}

static char *row_check(const Subject *subject)
{
    const Verdict *verdict = subject->token->verdict;
    return verdict ? verdict_describe(verdict) : g_strdup(_("not made"));
}

static char *row_notes(const Subject *subject)
{
    return *subject->token->notes ? g_strjoinv("; ", subject->token->notes) : NULL;
}

/* What a row shows; NULL = there is no such row for this token. */
static const struct {
    const char *label;
    char *(*describe)(const Subject *subject);
} rows[] = {
    {N_("account"), row_account},   {N_("signed in"), row_sign_in}, {N_("token"), row_token},
    {N_("kept"), row_kept},         {N_("scopes"), row_scopes},     {N_("expires"), row_expires},
    {N_("accepted"), row_accepted}, {N_("check"), row_check},       {N_("note"), row_notes},
};

static const Emphasis health_emphasis[] = {
    [HEALTH_GOOD] = EMPHASIS_GOOD,
    [HEALTH_UNDETERMINED] = EMPHASIS_WARNING,
    [HEALTH_SOON] = EMPHASIS_WARNING,
    [HEALTH_BAD] = EMPHASIS_BAD,
};
G_STATIC_ASSERT(G_N_ELEMENTS(health_emphasis) == HEALTH_BAD + 1);

static void append_rows(GString *page, const Subject *subject, const Layout *layout)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = rows[i].describe(subject);
        if (text)
            layout_append_row(page, rows[i].label, text, EMPHASIS_NONE, layout);
    }
    if (subject->token->command)
        layout_append_command(page, "next", subject->token->command, layout);
}

char *overview_page_format(const GPtrArray *tokens, const OverviewRequest *request,
                           const Layout *layout)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++) {
        const Subject subject = {.request = request, .token = g_ptr_array_index(tokens, i)};
        if (i > 0)
            g_string_append_c(page, '\n');
        layout_append_title(page, subject.token->name, subject.token->summary,
                            health_emphasis[subject.token->health], layout);
        append_rows(page, &subject, layout);
    }
    return g_string_free(page, FALSE);
}

char *overview_page_none(const OverviewRequest *request)
{
    g_autoptr(Target) target = place_from_word(request->settings, NULL, NULL);
    g_autofree char *command =
        target ? place_command(target, request->settings->username, "login")
               : g_strdup(_("git credential-azdo login contoso (or how yours is called)"));
    return g_strdup_printf(_("No token is stored. To store one: %s\n"), command);
}

char *overview_page_line(const TokenOverview *token)
{
    return token->command
               ? g_strdup_printf("%s: %s - %s", token->name, token->summary, token->command)
               : g_strdup_printf("%s: %s", token->name, token->summary);
}
