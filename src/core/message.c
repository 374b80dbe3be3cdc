/* SPDX-License-Identifier: MIT */
#include "core/message.h"

static MessageTranslator translate; /* NULL = texts stay as they are */

void message_translate_with(MessageTranslator translator)
{
    translate = translator;
}

/* The empty text of a catalog is its header. */
const char *message_translated(const char *text)
{
    return translate && *text ? translate(text, NULL, 1) : text;
}

const char *message_counted(const char *one, const char *several, gulong count)
{
    if (translate)
        return translate(one, several, count);
    return count == 1 ? one : several;
}
