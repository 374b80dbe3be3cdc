/* SPDX-License-Identifier: MIT */
#include "app/ask.h"

#include "app/askpass.h"
#include "app/interaction.h"
#include "app/module.h"
#include "config/git.h"

#include <fcntl.h>
#include <unistd.h>

struct Asker {
    char *program; /* NULL = ask at the terminal */
    const TerminalModule *terminal;
};

/* git-config(1) has more words for false than "0", and Git understands them here, too. */
static gboolean terminal_is_forbidden(void)
{
    static const char *const forbidding[] = {"0", "false", "no", "off", NULL};
    const char *value = g_getenv("GIT_TERMINAL_PROMPT");
    g_autofree char *folded = g_ascii_strdown(value ? value : "", -1);
    return g_strv_contains(forbidding, folded);
}

static gboolean terminal_is_there(void)
{
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

Asker *ask_open(const Settings *settings, GError **error)
{
    if (settings->is_quiet || !interaction_is_allowed())
        return NULL;

    g_autofree char *configured = git_config_get_trusted("core.askPass");
    g_autofree char *program = askpass_program(configured);
    const TerminalModule *terminal = NULL;
    if (!program) {
        if (terminal_is_forbidden() || !terminal_is_there())
            return NULL;
        terminal = module_load_terminal(error);
        if (!terminal)
            return NULL;
    }
    Asker *asker = g_new(Asker, 1);
    asker->program = g_steal_pointer(&program);
    asker->terminal = terminal;
    return asker;
}

void ask_free(Asker *asker)
{
    if (!asker)
        return;
    g_free(asker->program);
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
