/* SPDX-License-Identifier: MIT */
#include "app/hint.h"

#include "app/place.h"
#include "core/error.h"
#include "core/message.h"
#include "entra/obtain.h"

#include <string.h>

#define PROGRAM_WORDS "git credential-azdo "

/* Of "login --entra contoso" the length without the organization; 0 if it does not end with one. */
static gsize length_of_words(const char *command, const Target *target)
{
    g_autofree char *named = g_strconcat(" ", target->organization, NULL);
    const char *const ends[] = {ENTRA_HINT_ORGANIZATION, named};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (g_str_has_suffix(command, ends[i]))
            return strlen(command) - strlen(ends[i]);
    }
    return 0;
}

/* One with options before its word is complete. */
static char *complete(const char *hint, const Target *target, const char *username)
{
    const char *command = hint ? strstr(hint, PROGRAM_WORDS) : NULL;
    const char *words = command ? command + strlen(PROGRAM_WORDS) : "";
    gsize length = *words == '-' ? 0 : length_of_words(words, target);
    if (length == 0)
        return g_strdup(hint);
    g_autofree char *own = g_strndup(words, length);
    g_autofree char *whole = place_command(target, username, own);
    return g_strdup_printf("%.*s%s", (int)(command - hint), hint, whole);
}

void hint_propagate(GError **error, const GError *cause, const Target *target, const char *username)
{
    g_autofree char *hint = complete(error_get_hint(cause), target, username);
    error_set(error, (ErrorCode)cause->code, hint, MESSAGE_AS_IT_IS, cause->message);
}
