/* SPDX-License-Identifier: MIT */
#include "app/audit.h"
#include "app/audit_page.h"
#include "app/exchange.h"
#include "app/module.h"
#include "app/output.h"
#include "app/report_wish.h"
#include "commands/command.h"
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "model/pat.h"

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Words of the set; concerns has room for all of them and a NULL. */
static void name_concerns(guint set, const char *concerns[static AUDIT_CONCERN_COUNT + 1])
{
    gsize count = 0;
    for (int concern = 0; concern < AUDIT_CONCERN_COUNT; concern++) {
        if (audit_has(set, (AuditConcern)concern))
            concerns[count++] = audit_concern_name((AuditConcern)concern);
    }
    concerns[count] = NULL;
}

typedef struct {
    const char *words[AUDIT_CONCERN_COUNT + 1];
} Concerns;

static GArray *list_tokens(const Audit *audit, const OverviewRequest *request, Concerns *concerns)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(AuditToken));
    for (guint i = 0; i < audit->tokens->len; i++) {
        const AuditedToken *audited = g_ptr_array_index(audit->tokens, i);
        const TokenOverview *token = audited->token;
        name_concerns(audited->concerns, concerns[i].words);
        const AuditToken row = {
            .credential = token->credential,
            .verdict = token->verdict,
            .report = audited->report,
            .store = overview_holder(token, request),
            .masked = token->masked,
            .state = grade_name(audited->grade),
            .concerns = concerns[i].words,
            .notes = (const char *const *)audited->notes,
            .command = audited->command,
            .ends = token->ends,
            .ends_certainty = token->ends_certainty,
            .days_left = date_days_left(token->ends, request->now, request->zone),
            .life_days = audited->life_days,
            .used = token->used,
        };
        g_array_append_val(rows, row);
    }
    return rows;
}

/* masked owns the texts that the rows borrow. */
static GArray *list_places(const Audit *audit, GPtrArray *masked)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(AuditPlace));
    for (guint i = 0; i < audit->places->len; i++) {
        const PlainPlace *place = g_ptr_array_index(audit->places, i);
        char *mask = place->plain ? pat_mask(place->plain->secret) : NULL;
        g_ptr_array_add(masked, mask);
        const AuditPlace row = {
            .kind = plain_kind_name(place->kind),
            .plain = place->plain,
            .masked = mask,
            .problem = place->problem,
            .path = place->path,
            .where = place->where,
            .stored = audit_find_stored(audit, place),
            .is_shared = place->is_shared,
            .command = place->command,
        };
        g_array_append_val(rows, row);
    }
    return rows;
}

static char *format_json(const Audit *audit, const OverviewRequest *request, GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    if (!azure)
        return NULL;
    g_autofree Concerns *concerns = g_new0(Concerns, audit->tokens->len + 1);
    g_autoptr(GPtrArray) masked = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) tokens = list_tokens(audit, request, concerns);
    g_autoptr(GArray) places = list_places(audit, masked);
    return azure->format_audit(tokens, places, error);
}

/* ---- the command ----------------------------------------------------------------------------- */

static char *format_page(const Audit *audit, const OverviewRequest *request)
{
    const Layout layout = output_layout();
    g_autofree char *tokens = audit_page_format_tokens(audit, request, &layout);
    g_autofree char *places = audit_page_format_places(audit, &layout);
    return g_strdup_printf("%s\n%s", tokens, places);
}

/* What was found before the tokens could not be looked at, which is the error. */
static void show_places(const Audit *audit)
{
    const Layout layout = output_layout();
    g_autofree char *places = audit_page_format_places(audit, &layout);
    gboolean is_written = audit->places->len == 0 || exchange_write_text(places, NULL);
    (void)is_written;
}

static int run(const ReportWish *wish, const OverviewRequest *request, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Audit) audit = audit_new(request->settings);
    if (!audit_add_tokens(audit, request, &cause)) {
        if (!wish->wants_json && g_error_matches(cause, AZDO_ERROR, ERROR_UNDETERMINED))
            show_places(audit);
        g_propagate_error(error, g_steal_pointer(&cause));
        return 1;
    }
    g_autofree char *text =
        wish->wants_json ? format_json(audit, request, error) : format_page(audit, request);
    return text && exchange_write_text(text, error) ? audit_exit_status(audit) : 1;
}

int command_audit(const Settings *settings, char **argv, GError **error)
{
    ReportWish wish = {0};
    g_auto(GStrv) words = g_strdupv(argv);
    if (!report_wish_read("audit", &words, &wish, error))
        return 1;
    if (wish.wants_json)
        message_translate_with(NULL);
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    const OverviewRequest request = {
        .settings = settings,
        .words = (const char *const *)words + 1,
        .has_environment = TRUE,
        .is_offline = wish.is_offline,
        .leaves_records = TRUE,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .zone = zone,
    };
    return run(&wish, &request, error);
}
