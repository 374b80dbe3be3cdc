/* SPDX-License-Identifier: MIT */
#include "ui/prompt.h"

#include "core/text.h"

PromptOutcome prompt_judge(const char *line, gsize length)
{
    if (length >= PROMPT_SIZE - 1)
        return PROMPT_REFUSED;
    for (gsize i = 0; i < length; i++) {
        if (line[i] != '\t' && text_has_control(line + i, 1))
            return PROMPT_REFUSED;
    }
    return PROMPT_ANSWERED;
}
