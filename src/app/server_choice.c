/* SPDX-License-Identifier: MIT */
#include "app/server_choice.h"

#include "app/place.h"
#include "app/setup.h"
#include "model/target.h"
#include "model/typed.h"

#include <string.h>

/* An address of Azure DevOps itself needs no server, and any other word names none. */
static gboolean is_worth_looking_up(const Settings *settings, const char *word)
{
    g_autoptr(Target) target = NULL;
    if (!strstr(word, "://"))
        return FALSE;
    target = place_from_word(settings, word, NULL);
    return target == NULL;
}

static gboolean adopt(Settings *settings, const char *address)
{
    if (!is_worth_looking_up(settings, address))
        return FALSE;
    /* Without a user and a password, for git gets it as an argument. */
    g_autofree char *shown = typed_format(address);
    g_autoptr(GPtrArray) found = setup_find_servers(shown, SETUP_TRUSTED);
    g_ptr_array_extend_and_steal(settings->servers, g_steal_pointer(&found));
    return settings->servers->len > 0;
}

void server_choice_read(Settings *settings, gboolean is_about_here)
{
    if (settings->servers->len > 0)
        return;
    gboolean has_word = FALSE;
    for (char **word = settings->words + 1; *word; word++) {
        has_word |= **word != '-';
        if (adopt(settings, *word))
            return;
    }
    g_autofree char *origin = is_about_here && !has_word ? place_origin() : NULL;
    if (origin)
        adopt(settings, origin);
}
