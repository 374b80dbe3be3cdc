/* SPDX-License-Identifier: MIT */
#include "model/redaction.h"

#include "core/secret.h"
#include "core/text.h"
#include "model/pat.h"

#include <string.h>

#define SCHEME_END "://"
/* What ends an address in a sentence or a command; what stands before an '@' may hold a slash. */
#define ADDRESS_END " \t\n'\"()<>"

/* ---- addresses ------------------------------------------------------------------------------- */

static char *without_user_names(const char *text)
{
    GString *result = g_string_new(NULL);
    for (const char *at = text; *at;) {
        const char *scheme_end = strstr(at, SCHEME_END);
        if (!scheme_end) {
            g_string_append(result, at);
            break;
        }
        const char *rest = scheme_end + strlen(SCHEME_END);
        const char *sign = g_strrstr_len(rest, (gssize)strcspn(rest, ADDRESS_END), "@");
        g_string_append_len(result, at, rest - at);
        if (sign)
            g_string_append(result, "...");
        at = sign ? sign : rest;
    }
    return g_string_free(result, FALSE);
}

/* ---- tokens ---------------------------------------------------------------------------------- */

/* Also the characters of an access token's parts, and the dots between them. */
static gboolean is_of_token(char character)
{
    return g_ascii_isalnum(character) || character == '-' || character == '_' || character == '.';
}

static void append_word(GString *text, const char *word, gsize length)
{
    g_autoptr(Secret) secret = secret_new(word, length);
    if (pat_form(secret) == PAT_FORM_OTHER && !pat_is_access_token(secret)) {
        g_string_append_len(text, word, (gssize)length);
        return;
    }
    g_autofree char *masked = pat_mask(secret);
    g_string_append(text, masked);
}

static char *without_tokens(const char *text)
{
    GString *result = g_string_new(NULL);
    while (*text) {
        gsize length = 0;
        while (text[length] && is_of_token(text[length]))
            length++;
        if (length > 0)
            append_word(result, text, length);
        text += length;
        if (*text)
            g_string_append_c(result, *text++);
    }
    return g_string_free(result, FALSE);
}

/* ---- the home folder ------------------------------------------------------------------------- */

/* A shell expands '~' at the start of a word only, and nothing between single quotes. */
static void append_home(GString *text, RedactionKind kind)
{
    char before = text->len > 0 ? text->str[text->len - 1] : ' ';
    if (kind == REDACTION_SENTENCE || before == ' ') {
        g_string_append_c(text, '~');
    } else if (before == '\'') {
        g_string_truncate(text, text->len - 1);
        g_string_append(text, "\"$HOME\"'");
    } else {
        g_string_append(text, "$HOME");
    }
}

static gboolean ends_here(const char *text)
{
    return !*text || strchr("/ ,:;)'\"", *text);
}

static char *without_home(const char *text, RedactionKind kind, const char *home)
{
    GString *result = g_string_new(NULL);
    while (*text) {
        gboolean begins = result->len == 0 || !is_of_token(result->str[result->len - 1]);
        if (begins && g_str_has_prefix(text, home) && ends_here(text + strlen(home))) {
            append_home(result, kind);
            text += strlen(home);
        } else {
            g_string_append_c(result, *text++);
        }
    }
    return g_string_free(result, FALSE);
}

char *redaction_apply(const char *text, RedactionKind kind, const char *home)
{
    g_autofree char *printable = text_printable(text);
    g_autofree char *nameless = without_user_names(printable);
    g_autofree char *tokenless = without_tokens(nameless);
    gboolean has_home = home && *home && !g_str_equal(home, "/");
    return has_home ? without_home(tokenless, kind, home) : g_steal_pointer(&tokenless);
}
