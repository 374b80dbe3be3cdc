/* SPDX-License-Identifier: MIT */
#include "app/exchange.h"
#include "app/module.h"
#include "app/output.h"
#include "app/overview.h"
#include "app/overview_page.h"
#include "app/prompt_mark.h"
#include "app/report_wish.h"
#include "commands/command.h"
#include "core/date.h"
#include "core/message.h"

static char *format_json(const GPtrArray *tokens, const OverviewRequest *request, GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    if (!azure)
        return NULL;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(StatusToken));
    for (guint i = 0; i < tokens->len; i++) {
        const TokenOverview *token = g_ptr_array_index(tokens, i);
        const StatusToken row = {
            .credential = token->credential,
            .sign_in = token->sign_in,
            .verdict = token->verdict,
            .store = overview_holder(token, request),
            .masked = token->masked,
            .state = health_name(token->health),
            .summary = token->summary,
            .notes = (const char *const *)token->notes,
            .command = token->command,
            .ends = token->ends,
            .ends_certainty = token->ends_certainty,
            .days_left = date_days_left(token->ends, request->now, request->zone),
        };
        g_array_append_val(rows, row);
    }
    return azure->format_status(rows, error);
}

static char *format_page(const GPtrArray *tokens, const OverviewRequest *request)
{
    if (tokens->len == 0)
        return overview_page_none(request);
    const Layout layout = output_layout();
    return overview_page_format(tokens, request, &layout);
}

int command_status(const Settings *settings, char **argv, GError **error)
{
    ReportWish wish = {0};
    g_auto(GStrv) words = g_strdupv(argv);
    if (!report_wish_read("status", &words, &wish, error))
        return 1;
    if (wish.wants_json)
        message_translate_with(NULL);
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    const OverviewRequest request = {
        .settings = settings,
        .words = (const char *const *)words + 1,
        .has_environment = TRUE,
        .is_offline = wish.is_offline,
        .wants_code = TRUE,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .zone = zone,
    };
    g_autoptr(GPtrArray) tokens = overview_gather(&request, error);
    if (!tokens)
        return 1;
    if (!*request.words && !request.is_offline)
        prompt_mark_write(request.now, overview_count_needy(tokens));

    g_autofree char *text =
        wish.wants_json ? format_json(tokens, &request, error) : format_page(tokens, &request);
    return text && exchange_write_text(text, error) ? overview_exit_status(tokens) : 1;
}
