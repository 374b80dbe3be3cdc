/* SPDX-License-Identifier: MIT */
#include "commands/command.h"
#include "core/error.h"
#include "core/message.h"
#include "model/typed.h"
#include "ui/columns.h"
#include "ui/layout.h"

#include <stdio.h>
#include <unistd.h>

static const char usage[] =
    N_("usage: git credential-azdo [--server=URL]... [--store=NAME] [--cache=SECONDS]\n"
       "                           [--warn-days=N] [--username=NAME] [--ask=auto|never]\n"
       "                           [--validate=login|always|never]\n"
       "                           [--env-organization=NAME[,NAME]...] <command>\n");

static const char options[] = N_(
    "Options, before the command:\n"
    "  --server=URL      also serve this Azure DevOps Server, or one collection of it\n"
    "  --store=NAME      where tokens are kept: secret-service, pass, keyctl\n"
    "  --cache=SECONDS   answer again without the store for so long: 900, or 0 for never\n"
    "  --username=NAME   the account to prefer where a request leaves it open\n"
    "  --warn-days=N     warn so many days before a token ends: 7, or 0 for never\n"
    "  --ask=auto|never  never: ask nothing, and give no advice when there is no token\n"
    "  --validate=login|always|never\n"
    "                    when Azure DevOps is asked about a token: always also before the store's\n"
    "                    is handed to Git\n"
    "  --env-organization=NAME[,NAME]...\n"
    "                    what the token in AZURE_DEVOPS_EXT_PAT is for\n"
    "  -v, --version     the version\n"
    "  -h, --help        this text\n");

static void append_commands(GString *page, CommandCaller caller, const char *title)
{
    g_string_append_printf(page, "\n%s\n", title);
    for (gsize i = 0; i < command_count; i++) {
        if (commands[i].caller == caller)
            g_string_append_printf(page, "  %-16s  %s\n", commands[i].name, _(commands[i].summary));
    }
}

static void print_page(const GString *page)
{
    g_autofree char *fitting = layout_reflow(page->str, layout_columns(columns_of(STDOUT_FILENO)));
    fputs(fitting, stdout);
}

static void print_overview(void)
{
    g_autoptr(GString) page = g_string_new(_(usage));
    append_commands(page, COMMAND_PERSON, _("Commands:"));
    append_commands(page, COMMAND_OPERATION, _("Called by Git, with a request on stdin:"));
    g_string_append_printf(page, _("\n%s\nMore on a command: git credential-azdo help <command>\n"),
                           _(options));
    print_page(page);
}

static void print_command(const Command *command)
{
    g_autoptr(GString) page = g_string_new(NULL);
    g_string_printf(page, _("usage: git credential-azdo %s%s%s\n\n%s"), command->name,
                    *command->arguments ? " " : "", command->arguments, _(command->details));
    print_page(page);
}

int command_help(const Settings *settings G_GNUC_UNUSED, char **argv, GError **error)
{
    if (!argv[0] || !argv[1]) {
        print_overview();
        return 0;
    }
    const Command *command = command_find(argv[1]);
    if (command && argv[2]) {
        error_set(error, ERROR_USAGE, "git credential-azdo help", "more than one command is named");
        return 129;
    }
    if (!command) {
        g_autofree char *shown = typed_format(argv[1]);
        error_set(error, ERROR_USAGE, "git credential-azdo help", "there is no command '%s'",
                  shown);
        return 129;
    }
    print_command(command);
    return 0;
}
