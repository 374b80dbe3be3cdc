/* SPDX-License-Identifier: MIT */
/* What "git config -z" prints, and the configuration that git is asked with because of it. */
#include "fuzz.h"

#include "config/listing.h"
#include "config/question.h"

#include <string.h>

#define SECTION "http"
#define PREFIX SECTION "."
#define ANSWERS_MAX 7

static void append_entry(GString *output, const GitConfigEntry *entry)
{
    g_string_append_len(output, entry->origin, (gssize)strlen(entry->origin) + 1);
    g_string_append(output, entry->key);
    if (entry->has_value)
        g_string_append_printf(output, "\n%s", entry->value);
    g_string_append_c(output, '\0');
}

/* As git would print them. */
static GString *print(const GPtrArray *entries)
{
    GString *output = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++)
        append_entry(output, g_ptr_array_index(entries, i));
    return output;
}

static void claim_whole(const Secret *output)
{
    g_autoptr(GPtrArray) entries = listing_parse(output);
    g_autoptr(GString) printed = print(entries);
    fuzz_claim(printed->len <= secret_length(output) + 1);
    fuzz_claim(memcmp(printed->str, secret_reveal(output), printed->len) == 0);
    g_auto(GStrv) fields = listing_split(output);
    fuzz_claim(g_strv_length(fields) / 2 == entries->len);
}

static void claim_trusted(const Secret *output)
{
    g_autoptr(GPtrArray) entries = listing_parse_trusted(output);
    g_autofree char *last = listing_last_trusted(output);
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        fuzz_claim(g_str_equal(entry->origin, "system") || g_str_equal(entry->origin, "global") ||
                   g_str_equal(entry->origin, "command"));
        fuzz_claim(!strchr(entry->key, '\n') && (entry->has_value || !*entry->value));
    }
    fuzz_claim((last != NULL) == (entries->len > 0));
}

/* As git reads a quoted subsection (git-config(1), "Syntax"). */
static char *read_subsection(const char *question)
{
    const char *at = strchr(question, '"');
    GString *url = g_string_new(NULL);
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\')
            at++;
        g_string_append_c(url, *at);
    }
    fuzz_claim(g_str_has_prefix(at, "\"]\n\t"));
    return g_string_free(url, FALSE);
}

/* A setting is put in two lines, of which no other can be made by what it is called. */
static void claim_question(const GitConfigEntry *entry)
{
    g_autofree char *url = NULL;
    const char *name = question_split_key(entry->key, SECTION, &url);
    g_autofree char *whole = g_strconcat(PREFIX, url ? url : "", url ? "." : "", name, NULL);
    fuzz_claim(g_str_equal(whole, entry->key) && !strchr(name, '.'));

    g_autoptr(GString) question = g_string_new(NULL);
    question_append(question, SECTION, url, name, 3);
    const char *line = strchr(question->str, '\n');
    fuzz_claim(line && strchr(line + 1, '\n') == question->str + question->len - 1);
    g_autofree char *read = url ? read_subsection(question->str) : NULL;
    g_autofree char *folded = url ? g_ascii_strdown(url, -1) : NULL;
    fuzz_claim(g_strcmp0(read, folded) == 0);
}

static void claim_answers(const Secret *output)
{
    g_autoptr(GPtrArray) matches = listing_parse_section(output, SECTION);
    for (guint i = 0; i < matches->len; i++) {
        const GitConfigEntry *match = g_ptr_array_index(matches, i);
        guint number = G_MAXUINT;
        fuzz_claim(g_str_has_prefix(match->key, PREFIX) && !*match->origin);
        fuzz_claim(!question_read_answer(match, ANSWERS_MAX, &number) || number < ANSWERS_MAX);
        fuzz_claim(!question_read_answer(match, 0, &number));
        claim_question(match);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(Secret) output = secret_new((const char *)bytes, length);
    claim_whole(output);
    claim_trusted(output);
    claim_answers(output);
    return 0;
}
