/* SPDX-License-Identifier: MIT */
/*
 * Questions on the terminal, from terminal.so, which brings libbsd with it: see app/module.h.
 *
 * The terminal is /dev/tty alone: stdin and stdout are Git's. A question is asked again when a
 * stopped process is continued; whatever signal ends the process, the terminal echoes afterwards.
 */
#pragma once

#include "core/secret.h"
#include "ui/prompt.h"

/*
 * Asks for a line without showing what is typed. prompt is printed as it is, so it must be
 * printable already. An empty line is PROMPT_CANCELLED, as end of file is.
 */
PromptOutcome terminal_read_secret(const char *prompt, Secret **ret_secret);

/* The same for a line that is shown; an empty one is an answer. */
PromptOutcome terminal_read_line(const char *prompt, char **ret_line);

typedef struct {
    PromptOutcome (*read_secret)(const char *prompt, Secret **ret_secret);
    PromptOutcome (*read_line)(const char *prompt, char **ret_line);
} TerminalModule;

/* What the module exports under the name of TERMINAL_MODULE_SYMBOL. */
typedef const TerminalModule *(*TerminalModuleFunction)(void);
#define TERMINAL_MODULE_SYMBOL "terminal_module_functions"

const TerminalModule *terminal_module_functions(void);
