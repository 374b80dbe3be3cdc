/* SPDX-License-Identifier: MIT */
/*
 * A person to ask: through the askpass program that Git would use, else at the terminal. The rules
 * are Git's own: gitcredentials(7), GIT_TERMINAL_PROMPT and credential.interactive.
 */
#pragma once

#include "app/settings.h"
#include "core/secret.h"
#include "ui/prompt.h"

typedef struct Asker Asker;

/*
 * NULL without an error if nobody is to be asked here. An askpass program that cannot be run is
 * warned about where the terminal does instead, as for Git. Errors: ERROR_MISSING where it does
 * not; ERROR_SYSTEM if the part of the program that talks at the terminal cannot be loaded.
 */
Asker *ask_open(const Settings *settings, GError **error);
void ask_free(Asker *asker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Asker, ask_free)

/* The askpass program that asks, printable, owned by the asker; NULL = it is the terminal. */
const char *ask_program(const Asker *asker);

/* The prompt must be printable. Results are the caller's, set only for PROMPT_ANSWERED. */
PromptOutcome ask_secret(Asker *asker, const char *prompt, Secret **ret_answer);
PromptOutcome ask_line(Asker *asker, const char *prompt, char **ret_answer);

/* A question for yes or no; an empty answer is the preset one. */
PromptOutcome ask_confirmation(Asker *asker, const char *question, gboolean preset,
                               gboolean *ret_answer);
