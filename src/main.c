/* SPDX-License-Identifier: MIT */
#include "app/environment.h"
#include "app/locale.h"
#include "app/process.h"
#include "app/server_choice.h"
#include "app/settings.h"
#include "app/store_choice.h"
#include "commands/command.h"
#include "core/error.h"
#include "model/typed.h"
#include "ui/report.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* Git may come to call operations that are not known here; only a person gets an error. */
static int run_unknown(const char *word, GError **error)
{
    if (!isatty(STDIN_FILENO))
        return 0;
    g_autofree char *shown = typed_format(word);
    error_set(error, ERROR_USAGE, "git credential-azdo help", "there is no command '%s'", shown);
    return 1;
}

static gboolean is_help_option(const char *word)
{
    return word && (g_str_equal(word, "-h") || g_str_equal(word, "--help"));
}

/* What Git may come to add to its calls is left alone. */
static gboolean takes_no_words(const Command *command)
{
    return command->caller == COMMAND_PERSON && !*command->arguments;
}

static int run_command(Settings *settings, const Command *command, GError **error)
{
    char *word = settings->words[0];
    if (is_help_option(settings->words[1]))
        return command_help(settings, (char *[]){word, word, NULL}, error);
    if (takes_no_words(command) && settings->words[1]) {
        g_autofree char *hint = g_strconcat("git credential-azdo ", word, NULL);
        error_set(error, ERROR_USAGE, hint, "'%s' takes no more words", word);
        return 1;
    }
    if (command->is_about_store) {
        server_choice_read(settings, command->is_about_here);
        store_choice_read(settings);
    }
    return command->run(settings, settings->words, error);
}

static int run_words(Settings *settings, GError **error)
{
    const char *word = settings->words[0];
    if (settings->wants_help)
        return command_help(settings, (char *[]){NULL}, error);
    if (settings->wants_version)
        return command_version(settings, (char *[]){NULL}, error);
    if (!word) {
        error_set(error, ERROR_USAGE, "git credential-azdo help", "a command is missing");
        return 1;
    }
    const Command *command = command_find(word);
    return command ? run_command(settings, command, error) : run_unknown(word, error);
}

/* A reader that had enough, as in "status | head", is told by the exit status alone. */
static gboolean output_is_written(GError **error)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return TRUE;
    if (errno != EPIPE)
        error_set(error, ERROR_SYSTEM, NULL, "the output cannot be written: %s", g_strerror(errno));
    return FALSE;
}

int main(int argc G_GNUC_UNUSED, char **argv)
{
    process_prepare();
    environment_take();
    locale_use();

    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_parse(argv, &error);
    int status = settings ? run_words(settings, &error) : 1;
    if (!error && !output_is_written(&error))
        status = 1;
    if (error) {
        report_error(error);
        return error_exit_status(error);
    }
    return status;
}
