/* SPDX-License-Identifier: MIT */
#include "app/doctor.h"
#include "app/doctor_page.h"
#include "app/exchange.h"
#include "app/module.h"
#include "app/output.h"
#include "app/report_wish.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/message.h"
#include "model/typed.h"

static char *format_json(const GPtrArray *checkups, GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    return azure ? azure->format_doctor(checkups, error) : NULL;
}

static char *format_page(const GPtrArray *checkups)
{
    const Layout layout = output_layout();
    return doctor_page_format(checkups, &layout);
}

static gboolean read_wish(char **argv, ReportWish *ret_wish, GError **error)
{
    g_auto(GStrv) words = g_strdupv(argv);
    if (!report_wish_read("doctor", &words, ret_wish, error))
        return FALSE;
    if (!words[1])
        return TRUE;
    g_autofree char *shown = typed_format(words[1]);
    error_set(error, ERROR_USAGE, "git credential-azdo help doctor", "'%s' is one word too many",
              shown);
    return FALSE;
}

int command_doctor(const Settings *settings, char **argv, GError **error)
{
    ReportWish wish = {0};
    if (!read_wish(argv, &wish, error))
        return 1;
    if (wish.wants_json)
        message_translate_with(NULL);
    g_autoptr(GPtrArray) checkups = doctor_run(settings, wish.is_offline);
    g_autofree char *text = wish.wants_json ? format_json(checkups, error) : format_page(checkups);
    return text && exchange_write_text(text, error)
               ? diagnosis_exit_status(checkups_worst(checkups))
               : 1;
}
