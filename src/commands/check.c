/* SPDX-License-Identifier: MIT */
#include "app/exchange.h"
#include "app/notify.h"
#include "app/options.h"
#include "app/overview.h"
#include "app/overview_page.h"
#include "app/prompt_mark.h"
#include "commands/command.h"
#include "core/error.h"

static gboolean read_wish(char **argv, gboolean *ret_wants_notification, GError **error)
{
    static const char hint[] = "git credential-azdo help check";
    const GOptionEntry entries[] = {
        {"notify", 0, 0, G_OPTION_ARG_NONE, ret_wants_notification, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) words = g_strdupv(argv);
    if (!options_parse(entries, OPTIONS_ANYWHERE, hint, &words, error))
        return FALSE;
    if (!words[1])
        return TRUE;
    error_set(error, ERROR_USAGE, "git credential-azdo help status",
              "check is about every token; status is about some");
    return FALSE;
}

static char *format_lines(const GPtrArray *tokens)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++) {
        const TokenOverview *token = g_ptr_array_index(tokens, i);
        if (!overview_needs_person(token))
            continue;
        g_autofree char *line = overview_page_line(token);
        g_string_append_printf(lines, "%s\n", line);
    }
    return g_string_free(lines, FALSE);
}

int command_check(const Settings *settings, char **argv, GError **error)
{
    gboolean wants_notification = FALSE;
    if (!read_wish(argv, &wants_notification, error))
        return 1;

    /* A timer must not open a window: whoever has locked the keyring has a reason. */
    Settings unattended = *settings;
    unattended.is_quiet = TRUE;
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    const char *const every[] = {NULL};
    const OverviewRequest request = {
        .settings = &unattended,
        .words = every,
        .has_environment = TRUE,
        .renews = TRUE,
        .wants_code = TRUE,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .zone = zone,
    };
    g_autoptr(GPtrArray) tokens = overview_gather(&request, error);
    if (!tokens)
        return 1;
    prompt_mark_write(request.now, overview_count_needy(tokens));
    g_autofree char *lines = format_lines(tokens);
    if (!exchange_write_text(lines, error) || (wants_notification && !notify_about(tokens, error)))
        return 1;
    return overview_exit_status(tokens);
}
