/* SPDX-License-Identifier: MIT */
#include "app/process.h"
#include "app/settings.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/text.h"
#include "ui/report.h"

#include <unistd.h>

/* Git may come to call operations that are not known here; only a person gets an error. */
static int run_unknown(const char *word, GError **error)
{
    if (!isatty(STDIN_FILENO))
        return 0;
    g_autofree char *shown = text_printable(word);
    error_set(error, ERROR_USAGE, "git credential-azdo help", "there is no command '%s'", shown);
    return 1;
}

static int run_words(const Settings *settings, GError **error)
{
    const char *word = settings->words[0];
    if (settings->wants_help)
        return command_help(settings, (char *[]){NULL}, error);
    if (!word) {
        error_set(error, ERROR_USAGE, "git credential-azdo help", "a command is missing");
        return 1;
    }
    const Command *command = command_find(word);
    return command ? command->run(settings, settings->words, error) : run_unknown(word, error);
}

int main(int argc G_GNUC_UNUSED, char **argv)
{
    process_prepare();

    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_parse(argv, &error);
    int status = settings ? run_words(settings, &error) : 1;
    if (error) {
        report_error(error);
        return error_exit_status(error);
    }
    return status;
}
