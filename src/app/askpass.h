/* SPDX-License-Identifier: MIT */
/*
 * The program that asks a person in Git's place (gitcredentials(7), "Requesting Credentials"): it
 * gets the question as its one argument and prints the answer.
 */
#pragma once

#include "core/secret.h"
#include "ui/prompt.h"

/*
 * The program that Git would run: of GIT_ASKPASS, core.askPass (given by the caller, who may take
 * it only from where a repository has no say: git_config_get_trusted(); NULL = not set) and
 * SSH_ASKPASS the first that is set. NULL if none is, or if that one is set to nothing, which for
 * Git means: the terminal. Owned by the caller.
 */
char *askpass_program(const char *core_askpass);

/* Whether there is such a program, to be run without a look at the current folder. */
gboolean askpass_can_run(const char *program);

/*
 * Runs the program, without a shell, and takes the first line that it prints. It sees our stderr
 * and the terminal, but not stdin. prompt is passed as it is, so it must be printable already.
 *
 * An empty line is an answer. One that prints nothing at all has cancelled, as end of file does at
 * the terminal: GIT_ASKPASS=true is a way to say "do not ask".
 * PROMPT_IMPOSSIBLE for a program that cannot be started; so is one with a relative path, for the
 * current folder may be a hostile work tree.
 */
PromptOutcome askpass_run(const char *program, const char *prompt, Secret **ret_secret);
