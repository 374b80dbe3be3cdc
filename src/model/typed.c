/* SPDX-License-Identifier: MIT */
#include "model/typed.h"

#include "core/text.h"
#include "model/pat.h"
#include "model/target.h"

#include <string.h>

#define HIDDEN "..."
#define SEPARATORS "/:=&;,?# "

static gboolean has_form_of_token(const char *word)
{
    g_autoptr(Secret) typed = secret_new(word, strlen(word));
    g_autoptr(Secret) token = pat_clean(typed);
    return pat_is_access_token(token) || pat_form(token) != PAT_FORM_OTHER;
}

gboolean typed_is_token(const char *word)
{
    return has_form_of_token(word) ||
           (strlen(word) > ORGANIZATION_LENGTH_MAX && !strpbrk(word, "/:@ "));
}

static char *mask(const char *word)
{
    g_autoptr(Secret) token = secret_new(word, strlen(word));
    return pat_mask(token);
}

/* Each part for itself: "ann:token" has the form of none. */
static char *format_parts(const char *text)
{
    GString *shown = g_string_new(NULL);
    for (const char *at = text; *at;) {
        gsize length = strcspn(at, SEPARATORS);
        g_autofree char *part = g_strndup(at, length);
        g_autofree char *masked = has_form_of_token(part) ? mask(part) : NULL;
        g_string_append(shown, masked ? masked : part);
        at += length;
        if (*at)
            g_string_append_c(shown, *at++);
    }
    return g_string_free(shown, FALSE);
}

/* g_uri_parse() takes "https://host;x", and g_uri_join() does not. */
static gboolean can_be_joined(GUri *uri)
{
    const char *path = g_uri_get_path(uri);
    return g_uri_get_host(uri) && (!*path || *path == '/');
}

static char *format_address(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    if (!uri || !can_be_joined(uri))
        return strpbrk(url, "@?#") ? g_strdup(HIDDEN) : format_parts(url);
    g_autofree char *scheme = format_parts(g_uri_get_scheme(uri));
    g_autofree char *host = format_parts(g_uri_get_host(uri));
    g_autofree char *path = format_parts(g_uri_get_path(uri));
    return g_uri_join(G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port(uri), path, NULL, NULL);
}

static char *format(const char *word)
{
    if (typed_is_token(word))
        return mask(word);
    if (strstr(word, "://"))
        return format_address(word);
    return strchr(word, '@') ? g_strdup(HIDDEN) : format_parts(word);
}

char *typed_format(const char *word)
{
    g_autofree char *shown = format(word);
    return text_printable(shown);
}
