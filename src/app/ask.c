/* SPDX-License-Identifier: MIT */
#include "app/ask.h"

#include "app/askpass.h"
#include "app/interaction.h"
#include "app/module.h"
#include "config/git.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "ui/report.h"

struct Asker {
    char *program; /* NULL = ask at the terminal */
    char *shown;   /* the same, printable */
    const TerminalModule *terminal;
};

/* What cannot be run is left out, and said; FALSE if nothing can ask in its place. */
static gboolean find_program(char **ret_program, GError **error)
{
    static const char hint[] =
        N_("set GIT_ASKPASS, core.askPass or SSH_ASKPASS, of which Git takes "
           "the first, to a program that is there");
    static const char message[] = N_("the program '%s', which is to ask you, cannot be run");
    g_autofree char *configured = git_config_get_trusted("core.askPass");
    g_autofree char *program = askpass_program(configured);
    gboolean can_run = !program || askpass_can_run(program);
    g_autofree char *shown = text_printable(program ? program : "");
    if (can_run)
        *ret_program = g_steal_pointer(&program);
    else if (interaction_has_terminal())
        report_warning(hint, message, shown);
    else
        error_set(error, ERROR_MISSING, hint, message, shown);
    return can_run || interaction_has_terminal();
}

Asker *ask_open(const Settings *settings, GError **error)
{
    g_autofree char *program = NULL;
    if (settings->is_quiet || !interaction_is_allowed() || !find_program(&program, error))
        return NULL;
    if (!program && !interaction_has_terminal())
        return NULL;
    const TerminalModule *terminal = program ? NULL : module_load_terminal(error);
    if (!program && !terminal)
        return NULL;
    Asker *asker = g_new0(Asker, 1);
    asker->shown = program ? text_printable(program) : NULL;
    asker->program = g_steal_pointer(&program);
    asker->terminal = terminal;
    return asker;
}

const char *ask_program(const Asker *asker)
{
    return asker->shown;
}

void ask_free(Asker *asker)
{
    if (!asker)
        return;
    g_free(asker->program);
    g_free(asker->shown);
    g_free(asker);
}

PromptOutcome ask_secret(Asker *asker, const char *prompt, Secret **ret_answer)
{
    return asker->program ? askpass_run(asker->program, prompt, ret_answer)
                          : asker->terminal->read_secret(prompt, ret_answer);
}

PromptOutcome ask_line(Asker *asker, const char *prompt, char **ret_answer)
{
    if (!asker->program)
        return asker->terminal->read_line(prompt, ret_answer);

    g_autoptr(Secret) answer = NULL;
    PromptOutcome outcome = askpass_run(asker->program, prompt, &answer);
    if (outcome == PROMPT_ANSWERED)
        *ret_answer = g_strndup(secret_reveal(answer), secret_length(answer));
    return outcome;
}

PromptOutcome ask_confirmation(Asker *asker, const char *question, gboolean preset,
                               gboolean *ret_answer)
{
    g_autofree char *prompt = g_strdup_printf("%s [%s] ", question, preset ? "Y/n" : "y/N");
    g_autofree char *answer = NULL;
    PromptOutcome outcome = ask_line(asker, prompt, &answer);
    if (outcome != PROMPT_ANSWERED)
        return outcome;

    g_strstrip(answer);
    *ret_answer = *answer ? g_ascii_tolower(*answer) == 'y' : preset;
    return PROMPT_ANSWERED;
}
