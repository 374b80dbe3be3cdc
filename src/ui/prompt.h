/* SPDX-License-Identifier: MIT */
/* What came of a question to a person, whether on the terminal or through an askpass program. */
#pragma once

#include <glib.h>

/*
 * The size of a buffer for an answer and its NUL. An answer that fills it was cut, by us or by the
 * kernel, whose terminals keep 4095 bytes of a line and drop the rest without a word (termios(3)).
 */
#define PROMPT_SIZE 4096

typedef enum {
    PROMPT_ANSWERED,
    PROMPT_CANCELLED,  /* end of file without an answer, or an askpass program that failed */
    PROMPT_REFUSED,    /* an answer that cannot be meant: too long, or with control characters */
    PROMPT_IMPOSSIBLE, /* nobody was asked: no terminal, or no askpass program */
} PromptOutcome;

/*
 * Whether a line that was read is an answer or one to refuse. Tabs pass: they come with what is
 * pasted, and go with the other white space around it.
 */
PromptOutcome prompt_judge(const char *line, gsize length);
