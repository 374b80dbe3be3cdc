/* SPDX-License-Identifier: MIT */
#include "azure/identity.h"

#include "core/text.h"

#define TEXT_MAX_CHARACTERS 256
#define ANONYMOUS_ID "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"

static char *copy_text(const char *text)
{
    if (!text || !*text)
        return NULL;
    g_autofree char *printable = text_printable(text);
    return g_utf8_substring(printable, 0, MIN(g_utf8_strlen(printable, -1), TEXT_MAX_CHARACTERS));
}

Identity *identity_new(const char *id, const char *display_name, const char *account)
{
    Identity *identity = g_new0(Identity, 1);
    identity->id = copy_text(id);
    identity->display_name = copy_text(display_name);
    identity->account = copy_text(account);
    return identity;
}

void identity_free(Identity *identity)
{
    if (!identity)
        return;
    g_free(identity->id);
    g_free(identity->display_name);
    g_free(identity->account);
    g_free(identity);
}

gboolean identity_is_anonymous(const Identity *identity)
{
    return g_ascii_strcasecmp(identity->id, ANONYMOUS_ID) == 0;
}

char *identity_describe(const Identity *identity)
{
    if (!identity)
        return g_strdup("");
    if (identity->account)
        return g_strdup(identity->account);
    return g_strdup(identity->display_name ? identity->display_name : "");
}
