/* SPDX-License-Identifier: MIT */
#include "azure/refusal.h"

#include "azure/endpoint.h"
#include "core/message.h"
#include "core/text.h"

#include <string.h>

#define WORDS_MAX_CHARACTERS 400

/*
 * sign: what the server's words hold, in any case, when they mean this. at: the address that ends
 * the hint; NULL = none.
 */
static const struct {
    const char *sign;
    const char *sentence;
    const char *hint;
    char *(*at)(const Target *target);
    gboolean meets_every_token;
} reasons[] = {
    [REFUSAL_UNSPECIFIED] = {NULL,
                             N_("it is expired, revoked or for another organization; Azure DevOps "
                                "does not say which"),
                             N_("look whether it is among your tokens, and make a new one if not"),
                             endpoint_token_page, FALSE},
    [REFUSAL_EXPIRED] = {"token used has expired", N_("it has expired"), N_("make a new one"),
                         endpoint_token_page, FALSE},
    [REFUSAL_CONDITIONAL_ACCESS] = {"VS403463",
                                    N_("a conditional access policy of your organization does not "
                                       "allow it from here (VS403463)"),
                                    N_("use the network or device that the policy asks for, or ask "
                                       "your administrator"),
                                    NULL, TRUE},
    [REFUSAL_SIGN_IN_ONCE] = {"TF401444",
                              N_("its owner has to sign in once in a web browser (TF401444)"),
                              N_("sign in once in a web browser"), endpoint_for_settings, TRUE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(reasons) == REFUSAL_SIGN_IN_ONCE + 1);

RefusalReason refusal_reason_from_words(const char *words)
{
    g_autofree char *folded = g_ascii_strdown(words ? words : "", -1);
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_autofree char *sign = g_ascii_strdown(reasons[i].sign ? reasons[i].sign : "", -1);
        if (*sign && strstr(folded, sign))
            return (RefusalReason)i;
    }
    return REFUSAL_UNSPECIFIED;
}

const char *refusal_sentence(RefusalReason reason)
{
    return _(reasons[reason].sentence);
}

gboolean refusal_meets_every_token(RefusalReason reason)
{
    return reasons[reason].meets_every_token;
}

char *refusal_hint(RefusalReason reason, const Target *target)
{
    g_autofree char *address = reasons[reason].at ? reasons[reason].at(target) : NULL;
    const char *hint = _(reasons[reason].hint);
    return address ? g_strdup_printf(_("%s: %s"), hint, address) : g_strdup(hint);
}

char *refusal_words_from_text(const char *text)
{
    if (!text)
        return NULL;
    g_autofree char *one_line = g_strdup(text);
    g_strdelimit(one_line, "\r\n\t", ' ');
    g_strstrip(one_line);
    if (!*one_line)
        return NULL;
    g_autofree char *printable = text_printable(one_line);
    return g_utf8_substring(printable, 0, MIN(g_utf8_strlen(printable, -1), WORDS_MAX_CHARACTERS));
}

/* Percent-decoding that takes what is no escape as it stands, and "%00" as the end. */
char *refusal_words_from_header(const char *service_error)
{
    if (!service_error)
        return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    for (const char *at = service_error; *at; at++) {
        if (at[0] == '%' && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2])) {
            int byte = g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2]);
            g_string_append_c(text, (char)byte);
            at += 2;
        } else {
            g_string_append_c(text, *at);
        }
    }
    return refusal_words_from_text(text->str);
}

/* Where a lower-case tag begins; NULL if it is not there. */
static const char *find_tag(const char *html, const char *tag)
{
    for (const char *at = strchr(html, '<'); at; at = strchr(at + 1, '<')) {
        if (g_ascii_strncasecmp(at, tag, strlen(tag)) == 0)
            return at;
    }
    return NULL;
}

char *refusal_words_from_page(const char *html)
{
    const char *title = html ? find_tag(html, "<title") : NULL;
    const char *start = title ? strchr(title, '>') : NULL;
    const char *end = start ? find_tag(start, "</title") : NULL;
    if (!end)
        return NULL;
    g_autofree char *text = g_strndup(start + 1, (gsize)(end - start - 1));
    return refusal_words_from_text(text);
}
