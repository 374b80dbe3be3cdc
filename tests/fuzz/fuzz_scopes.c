/* SPDX-License-Identifier: MIT */
/*
 * Scopes as people type them, and as the API states them. Each line is a text of its own.
 * One that begins with a question mark asks which scope was meant, which takes longer.
 */
#include "fuzz.h"

#include "model/pat_scope.h"

#include <string.h>

#define SUGGESTION_MARK '?'

static GStrv take_texts(Span input)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    Span line = {0};
    while (span_take_line(&input, &line)) {
        g_autofree char *text = g_strndup(line.start, line.length);
        g_strv_builder_add(builder, text);
    }
    return g_strv_builder_end(builder);
}

static void claim_scopes(const char *scopes, gboolean is_full)
{
    const char *const texts[] = {scopes, NULL};
    g_autofree char *again = NULL;
    PatScopesOutcome outcome = pat_scopes_parse(texts, &again, NULL);
    fuzz_claim(outcome == (is_full ? PAT_SCOPES_FULL_ACCESS : PAT_SCOPES_PARSED));
    fuzz_claim(g_str_equal(scopes, again));
    g_auto(GStrv) words = g_strsplit(scopes, " ", -1);
    for (char **word = words; *word; word++) {
        const PatScope *scope = pat_scope_from_name(*word);
        fuzz_claim(scope && g_str_equal(scope->identifier, *word));
    }
}

static void claim_typed(const char *const *texts)
{
    g_autofree char *scopes = NULL;
    g_autofree char *word = NULL;
    PatScopesOutcome outcome = pat_scopes_parse(texts, &scopes, &word);
    gboolean is_good = outcome == PAT_SCOPES_PARSED || outcome == PAT_SCOPES_FULL_ACCESS;
    fuzz_claim((scopes != NULL) == is_good);
    fuzz_claim((word != NULL) == (outcome == PAT_SCOPES_UNKNOWN));
    if (scopes)
        claim_scopes(scopes, outcome == PAT_SCOPES_FULL_ACCESS);
    fuzz_claim(!word || !pat_scope_from_name(word));
}

/* With the word that was probably meant, which takes its time to find. */
static void claim_required(const char *const *texts)
{
    g_autofree char *required = NULL;
    GError *error = NULL;
    if (!pat_scopes_require(texts, FALSE, &required, &error))
        fuzz_claim_error(error);
    else
        claim_scopes(required, FALSE);
}

static void claim_pattern(const char *pattern)
{
    g_autofree char *meant = pat_scope_suggest_pattern(pattern);
    fuzz_claim(!meant || *meant);
    for (gsize i = 0; i < pat_scope_count; i++)
        pat_scope_matches(&pat_scopes[i], pattern);
}

static void claim_stated(const char *scopes)
{
    g_autofree char *description = pat_scopes_describe(scopes);
    g_auto(GStrv) excess = pat_scopes_list_excess(scopes);
    fuzz_claim(fuzz_is_printable(description));
    for (char **word = excess; *word; word++)
        fuzz_claim(strstr(scopes, *word));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_auto(GStrv) texts = take_texts(fuzz_span(bytes, length));
    if (*texts && **texts == SUGGESTION_MARK) {
        const char *const meant[] = {*texts + 1, NULL};
        claim_required(meant);
        claim_pattern(*meant);
        return 0;
    }
    claim_typed((const char *const *)texts);
    if (*texts)
        claim_stated(*texts);
    return 0;
}
