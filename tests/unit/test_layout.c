/* SPDX-License-Identifier: MIT */
#include "ui/layout.h"

#include "suite.h"

static const struct {
    const char *name;
    gboolean is_terminal;
    const char *term;
    const char *no_color;
    gboolean has_emphasis;
} places[] = {
    {"a terminal has it", TRUE, "xterm-256color", NULL, TRUE},
    {"a pipe has none", FALSE, "xterm-256color", NULL, FALSE},
    {"a dumb terminal has none", TRUE, "dumb", NULL, FALSE},
    {"a terminal without a name has none", TRUE, NULL, NULL, FALSE},
    {"a terminal with an empty name has none", TRUE, "", NULL, FALSE},
    {"NO_COLOR of any value ends it", TRUE, "xterm", "0", FALSE},
    {"an empty NO_COLOR does not", TRUE, "xterm", "", TRUE},
};

START_TEST(emphasis_is_for_terminals_that_want_it)
{
    gboolean got =
        layout_has_emphasis(places[_i].is_terminal, places[_i].term, places[_i].no_color);
    ck_assert_msg(got == places[_i].has_emphasis, "%s", places[_i].name);
}
END_TEST

static const struct {
    const char *name;
    Emphasis emphasis;
    gboolean is_wanted;
    const char *shown;
} emphases[] = {
    {"nothing is added where none is wanted", EMPHASIS_BAD, FALSE, "refused"},
    {"nothing is added for none", EMPHASIS_NONE, TRUE, "refused"},
    {"strong is bold", EMPHASIS_STRONG, TRUE, "\033[1mrefused\033[0m"},
    {"good is green", EMPHASIS_GOOD, TRUE, "\033[32mrefused\033[0m"},
    {"a warning is yellow", EMPHASIS_WARNING, TRUE, "\033[33mrefused\033[0m"},
    {"bad is red", EMPHASIS_BAD, TRUE, "\033[31mrefused\033[0m"},
};

START_TEST(emphasis_is_around_the_words)
{
    g_autofree char *got =
        layout_emphasize("refused", emphases[_i].emphasis, emphases[_i].is_wanted);
    assert_row_text(emphases[_i].name, "the text", got, emphases[_i].shown);
}
END_TEST

static const Layout plain = {.has_emphasis = FALSE, .columns = LAYOUT_COLUMNS};

#define TEN "123456789 "
#define SIXTY TEN TEN TEN TEN TEN TEN
#define SPACES_76 "                                                                            "
#define WIDE "\xe6\x97\xa5"

static const struct {
    const char *name;
    const char *text;
    guint indent;
    const char *lines;
} texts[] = {
    {"nothing stays nothing", "", 12, ""},
    {"what fits stays", "a b c", 12, "a b c"},
    {"what ends in the last column fits", SIXTY TEN "1234567890", 0, SIXTY TEN "1234567890"},
    {"one column more begins a line", SIXTY TEN "12345678901", 0, SIXTY "123456789\n12345678901"},
    {"lines begin below the first", SIXTY TEN "1234567", 4, SIXTY "123456789\n    1234567"},
    {"a word that is too long stays whole", "a 12345", 76, "a\n" SPACES_76 "12345"},
    {"wide letters count twice", SIXTY TEN WIDE WIDE WIDE WIDE WIDE, 0,
     SIXTY TEN WIDE WIDE WIDE WIDE WIDE},
    {"one wide letter more does not fit", SIXTY TEN WIDE WIDE WIDE WIDE WIDE WIDE, 0,
     SIXTY "123456789\n" WIDE WIDE WIDE WIDE WIDE WIDE},
};

START_TEST(text_ends_before_the_last_column)
{
    g_autofree char *got = layout_wrap(texts[_i].text, texts[_i].indent, LAYOUT_COLUMNS);
    assert_row_text(texts[_i].name, "the text", got, texts[_i].lines);
}
END_TEST

START_TEST(a_text_without_a_blank_is_not_broken)
{
    g_autofree char *word = g_strnfill(200, 'x');
    g_autofree char *got = layout_wrap(word, 12, LAYOUT_COLUMNS);
    ck_assert_str_eq(got, word);
}
END_TEST

START_TEST(a_combining_letter_takes_no_column)
{
    ck_assert_uint_eq(layout_width("e\xcc\x81"), 1);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *lines; /* in 20 columns */
} flows[] = {
    {"nothing stays nothing", "", ""},
    {"a paragraph is one again", "one two three four\nfive.\n", "one two three four\nfive.\n"},
    {"a long line is broken", "one two three four five\nsix\n", "one two three four\nfive six\n"},
    {"paragraphs stay apart", "one\n\ntwo\n", "one\n\ntwo\n"},
    {"usage goes on where it did", "usage: a b [--one=ONE]\n    [--two] [--thr]\n",
     "usage: a b\n    [--one=ONE]\n    [--two] [--thr]\n"},
    {"an option goes on below its text", "  --two  one two three\n         four\n",
     "  --two  one two\n         three four\n"},
    {"so does one of a single line", "  --two  one two three four\n",
     "  --two  one two\n         three four\n"},
    {"options stay apart", "  -o  one\n  -t  two\n", "  -o  one\n  -t  two\n"},
    {"the name of an option may be alone", "  --a-long=option\n      one two three\n      four\n",
     "  --a-long=option\n      one two three\n      four\n"},
    {"a list is no part of its heading", "List:\n  a  one\n", "List:\n  a  one\n"},
};

START_TEST(broken_lines_are_broken_anew)
{
    g_autofree char *got = layout_reflow(flows[_i].text, 20);
    assert_row_text(flows[_i].name, "the text", got, flows[_i].lines);
}
END_TEST

static const struct {
    const char *name;
    const char *hint;
    const char *lines; /* in 20 columns, from the 6th on */
} ways[] = {
    {"what fits stays", "a: b; or c", "a: b; or c"},
    {"each way out has a line", "one: git a; or two: git b c",
     "one: git a;\n      or two: git b c"},
    {"a command stays whole", "git credential-azdo status", "git credential-azdo status"},
};

START_TEST(a_hint_is_broken_before_its_ways_out)
{
    g_autofree char *got = layout_break_ways(ways[_i].hint, 6, 20);
    assert_row_text(ways[_i].name, "the hint", got, ways[_i].lines);
}
END_TEST

START_TEST(a_heading_takes_two_lines_where_one_is_too_short)
{
    g_autoptr(GString) page = g_string_new(NULL);
    layout_append_title(page, "contoso", "valid", EMPHASIS_GOOD, &plain);
    layout_append_title(page, SIXTY, "123456789012345678", EMPHASIS_NONE, &plain);
    layout_append_title(page, SIXTY TEN, "1234567890", EMPHASIS_NONE, &plain);
    ck_assert_str_eq(page->str, "contoso: valid\n" SIXTY ": 123456789012345678\n" SIXTY TEN
                                ":\n  1234567890\n");
}
END_TEST

START_TEST(a_row_is_wrapped_and_a_command_is_not)
{
    g_autoptr(GString) page = g_string_new(NULL);
    layout_append_row(page, "note", SIXTY " 123456789", EMPHASIS_NONE, &plain);
    layout_append_command(page, "next", SIXTY " 123456789", &plain);
    ck_assert_str_eq(page->str, "  note      " SIXTY "\n            123456789\n"
                                "  next      " SIXTY " 123456789\n");
}
END_TEST

START_TEST(a_narrow_page_breaks_headings_and_rows_where_it_ends)
{
    const Layout narrow = {.has_emphasis = FALSE, .columns = 20};
    g_autoptr(GString) page = g_string_new(NULL);
    layout_append_title(page, "contoso", "valid, expires in 20 days", EMPHASIS_GOOD, &narrow);
    layout_append_row(page, "check", "valid or not", EMPHASIS_NONE, &narrow);
    layout_append_command(page, "next", "git credential-azdo renew", &narrow);
    ck_assert_str_eq(page->str, "contoso:\n  valid, expires in\n  20 days\n"
                                "  check     valid or\n            not\n"
                                "  next      git credential-azdo renew\n");
}
END_TEST

START_TEST(a_page_is_as_wide_as_the_terminal_and_never_wider_than_is_read_well)
{
    ck_assert_uint_eq(layout_columns(0), LAYOUT_COLUMNS);
    ck_assert_uint_eq(layout_columns(40), 40);
    ck_assert_uint_eq(layout_columns(200), LAYOUT_COLUMNS);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("layout");
    TCase *emphasis = suite_add_case(suite, "emphasis");
    case_add_rows(emphasis, emphasis_is_for_terminals_that_want_it, places);
    case_add_rows(emphasis, emphasis_is_around_the_words, emphases);
    TCase *wrapping = suite_add_case(suite, "wrapping");
    case_add_rows(wrapping, text_ends_before_the_last_column, texts);
    tcase_add_test(wrapping, a_text_without_a_blank_is_not_broken);
    tcase_add_test(wrapping, a_combining_letter_takes_no_column);
    case_add_rows(wrapping, broken_lines_are_broken_anew, flows);
    case_add_rows(wrapping, a_hint_is_broken_before_its_ways_out, ways);
    TCase *tables = suite_add_case(suite, "tables");
    tcase_add_test(tables, a_heading_takes_two_lines_where_one_is_too_short);
    tcase_add_test(tables, a_row_is_wrapped_and_a_command_is_not);
    tcase_add_test(tables, a_narrow_page_breaks_headings_and_rows_where_it_ends);
    tcase_add_test(tables, a_page_is_as_wide_as_the_terminal_and_never_wider_than_is_read_well);
    return suite_run(suite);
}
