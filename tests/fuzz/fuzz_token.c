/* SPDX-License-Identifier: MIT */
/* The form of a token, and that none is shown by a message that repeats what a person typed. */
#include "fuzz.h"

#include "model/pat.h"
#include "model/typed.h"

#include <string.h>

static gboolean has_form(const Secret *token)
{
    return pat_form(token) != PAT_FORM_OTHER || pat_is_access_token(token);
}

static void claim_form(const Secret *token)
{
    int year = 0;
    int month = 0;
    gboolean is_current = pat_form(token) == PAT_FORM_CURRENT;
    fuzz_claim(!pat_is_access_token(token) || pat_form(token) == PAT_FORM_OTHER);
    fuzz_claim((pat_checksum(token) == CHECKSUM_NONE) == (pat_form(token) == PAT_FORM_OTHER));
    if (pat_created(token, &year, &month))
        fuzz_claim(is_current && year >= 2024 && year < 2050 && month >= 1 && month <= 12);
    fuzz_claim(is_current || !pat_is_older_than_a_year(token, G_MAXINT64));
}

static void claim_mask(const Secret *token)
{
    g_autofree char *mask = pat_mask(token);
    gsize shown = strlen(mask) - strlen("****");
    fuzz_claim(g_str_has_prefix(mask, "****") && shown <= 4 && shown * 6 <= secret_length(token));
    for (const char *at = mask; *at; at++)
        fuzz_claim(g_ascii_isgraph(*at));
}

static void claim_clean(const Secret *pasted)
{
    g_autoptr(Secret) clean = pat_clean(pasted);
    g_autoptr(Secret) again = pat_clean(clean);
    fuzz_claim(secret_equal(clean, again));
    fuzz_claim(memmem(secret_reveal(pasted), secret_length(pasted), secret_reveal(clean),
                      secret_length(clean)));
}

/* A token is hidden as a word, and as any part of a path or an address. */
static void claim_hidden(const char *word)
{
    g_autofree char *shown = typed_format(word);
    fuzz_claim(fuzz_is_printable(shown));
    g_auto(GStrv) parts = g_strsplit_set(shown, "/:=&;,?# ", -1);
    for (char **part = parts; *part; part++) {
        g_autoptr(Secret) typed = secret_new(*part, strlen(*part));
        g_autoptr(Secret) token = pat_clean(typed);
        fuzz_claim(!has_form(token));
    }
}

/* A password of an address, whatever its form. */
static void claim_password_hidden(const Secret *password)
{
    const char *text = secret_reveal(password);
    if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789%") != secret_length(password))
        return;
    static const char *const forms[] = {"https://ann:%s@dev.azure.com/contoso",
                                        "https://%s@dev.azure.com/contoso", "ann:%s@dev.azure.com",
                                        "https://dev.azure.com/contoso?x=%s#%s"};
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autoptr(GString) word = g_string_new(forms[i]);
        g_string_replace(word, "%s", text, 0);
        g_autofree char *shown = typed_format(word->str);
        fuzz_claim(!fuzz_shows(shown, password));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(Secret) secret = secret_new((const char *)bytes, length);
    claim_form(secret);
    claim_mask(secret);
    claim_clean(secret);
    if (strlen(secret_reveal(secret)) != length)
        return 0;
    claim_hidden(secret_reveal(secret));
    claim_password_hidden(secret);
    return 0;
}
