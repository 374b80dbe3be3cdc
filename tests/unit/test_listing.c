/* SPDX-License-Identifier: MIT */
#include "config/listing.h"
#include "config/question.h"

#include "suite.h"

static const char scopes[] = "system\0http.proxy\nhttp://a\0"
                             "local\0http.proxy\nhttp://evil\0"
                             "worktree\0http.proxy\nhttp://evil\0"
                             "global\0http.sslverify\0"
                             "command\0http.https://[::1]/.proxy\n\0";

#define OUTPUT(literal) secret_new(literal, sizeof(literal) - 1)

static char *join(const GPtrArray *entries)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        g_string_append_printf(joined, "%s %s%s%s|", entry->origin, entry->key,
                               entry->has_value ? "=" : "", entry->value);
    }
    return g_string_free(joined, FALSE);
}

START_TEST(what_a_repository_says_is_left_out)
{
    g_autoptr(Secret) output = OUTPUT(scopes);
    g_autoptr(GPtrArray) entries = listing_parse_trusted(output);
    g_autofree char *joined = join(entries);
    ck_assert_str_eq(joined, "system http.proxy=http://a|global http.sslverify|"
                             "command http.https://[::1]/.proxy=|");
}
END_TEST

START_TEST(the_last_value_counts_that_a_repository_has_no_say_in)
{
    g_autoptr(Secret) output = OUTPUT("global\0a\0command\0b\0local\0c\0");
    g_autoptr(Secret) local = OUTPUT("local\0c\0");
    g_autofree char *last = listing_last_trusted(output);
    ck_assert_str_eq(last, "b");
    ck_assert_ptr_null(listing_last_trusted(local));
}
END_TEST

START_TEST(an_output_that_was_cut_gives_no_half_entry)
{
    g_autoptr(Secret) output = OUTPUT("file:a\0http.b\nc\0file:d");
    g_autoptr(GPtrArray) entries = listing_parse(output);
    g_autofree char *joined = join(entries);
    ck_assert_str_eq(joined, "file:a http.b=c|");
}
END_TEST

START_TEST(an_answer_about_another_section_is_none)
{
    g_autoptr(Secret) output = OUTPUT("http.proxy\n1\0h\n2\0https.x\n3\0http\n4\0");
    g_autoptr(GPtrArray) entries = listing_parse_section(output, "http");
    g_autofree char *joined = join(entries);
    ck_assert_str_eq(joined, " http.proxy=1|");
}
END_TEST

static const struct {
    const char *name;
    const char *value;
    guint count;
    gboolean is_answer;
} answers[] = {
    {"the first is one", "0", 1, TRUE},
    {"one behind the last is none", "3", 3, FALSE},
    {"of nothing there is no answer", "0", 0, FALSE},
    {"nor is a number too large for any", "18446744073709551615", 3, FALSE},
    {"a word is none", "x", 3, FALSE},
};

START_TEST(an_answer_is_the_number_of_a_setting)
{
    GitConfigEntry match = {.value = (char *)answers[_i].value};
    guint number = G_MAXUINT;
    ck_assert_msg(question_read_answer(&match, answers[_i].count, &number) == answers[_i].is_answer,
                  "%s", answers[_i].name);
    ck_assert_msg((number != G_MAXUINT) == answers[_i].is_answer, "%s", answers[_i].name);
}
END_TEST

START_TEST(a_url_with_dots_and_quotes_is_one_section)
{
    g_autofree char *url = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    const char *name = question_split_key("http.https://a.b/\"\\.proxy", "http", &url);
    question_append(text, "http", url, name, 7);
    ck_assert_str_eq(text->str, "[http \"https://a.b/\\\"\\\\\"]\n\tproxy = 7\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("listing");
    TCase *listing = suite_add_case(suite, "listing");
    tcase_add_test(listing, what_a_repository_says_is_left_out);
    tcase_add_test(listing, the_last_value_counts_that_a_repository_has_no_say_in);
    tcase_add_test(listing, an_output_that_was_cut_gives_no_half_entry);
    tcase_add_test(listing, an_answer_about_another_section_is_none);
    case_add_rows(listing, an_answer_is_the_number_of_a_setting, answers);
    tcase_add_test(listing, a_url_with_dots_and_quotes_is_one_section);
    return suite_run(suite);
}
