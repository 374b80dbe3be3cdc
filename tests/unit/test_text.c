/* SPDX-License-Identifier: MIT */
#include "core/text.h"

#include "suite.h"

#include <string.h>

#define REPLACED "\xef\xbf\xbd" /* U+FFFD */

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    gboolean has_control;
} byte_strings[] = {
    {.name = "nothing holds no control", BYTES(""), .has_control = FALSE},
    {.name = "printable ASCII holds none", BYTES(" 09AZaz~"), .has_control = FALSE},
    {.name = "bytes above ASCII are none", BYTES("\x80\x9f\xc3\xa9\xff"), .has_control = FALSE},
    {.name = "a NUL is one", BYTES("a\0b"), .has_control = TRUE},
    {.name = "the lowest is one", BYTES("\x01"), .has_control = TRUE},
    {.name = "a tab is one", BYTES("a\tb"), .has_control = TRUE},
    {.name = "a line feed is one", BYTES("a\n"), .has_control = TRUE},
    {.name = "a carriage return is one", BYTES("a\r"), .has_control = TRUE},
    {.name = "an escape is one", BYTES("\x1b[2K"), .has_control = TRUE},
    {.name = "the highest below the blank is one", BYTES("a\x1f"), .has_control = TRUE},
    {.name = "a delete is one", BYTES("a\x7f"), .has_control = TRUE},
};

START_TEST(control_bytes_are_found)
{
    gboolean got = text_has_control(byte_strings[_i].bytes, byte_strings[_i].length);
    ck_assert_msg(got == byte_strings[_i].has_control, "%s", byte_strings[_i].name);
}
END_TEST

START_TEST(bytes_behind_the_length_are_not_looked_at)
{
    ck_assert(!text_has_control("abc\n", 3));
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *shown;
} texts[] = {
    {.name = "an empty text stays", .text = "", .shown = ""},
    {.name = "ASCII stays", .text = "dev.azure.com 'x' ~", .shown = "dev.azure.com 'x' ~"},
    {.name = "letters of other alphabets stay",
     .text = "Gr\xc3\xb6\xc3\x9f\x65 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x91",
     .shown = "Gr\xc3\xb6\xc3\x9f\x65 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x94\x91"},
    {.name = "an escape sequence is disarmed (CVE-2024-50349)",
     .text = "\x1b[2K\x1b]0;x\x07",
     .shown = REPLACED "[2K" REPLACED "]0;x" REPLACED},
    {.name = "line ends and tabs are disarmed",
     .text = "a\r\n\tb",
     .shown = "a" REPLACED REPLACED REPLACED "b"},
    {.name = "a delete is disarmed", .text = "a\x7f", .shown = "a" REPLACED},
    {.name = "C1 as UTF-8 is disarmed (CSI)", .text = "\xc2\x9b[2K", .shown = REPLACED "[2K"},
    {.name = "the first and the last of C1 are disarmed",
     .text = "\xc2\x80 \xc2\x9f",
     .shown = REPLACED " " REPLACED},
    {.name = "what follows C1 stays", .text = "\xc2\xa1", .shown = "\xc2\xa1"},
    {.name = "C1 as a bare byte is disarmed", .text = "\x9b[2K", .shown = REPLACED "[2K"},
    {.name = "right-to-left override is disarmed (CVE-2021-42574)",
     .text = "a\xe2\x80\xae"
             "b",
     .shown = "a" REPLACED "b"},
    {.name = "every embedding and override is disarmed",
     .text = "\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae",
     .shown = REPLACED REPLACED REPLACED REPLACED REPLACED},
    {.name = "every isolate is disarmed",
     .text = "\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9",
     .shown = REPLACED REPLACED REPLACED REPLACED},
    {.name = "direction marks are disarmed",
     .text = "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c",
     .shown = REPLACED REPLACED REPLACED},
    {.name = "characters without width are disarmed",
     .text = "\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf",
     .shown = REPLACED REPLACED REPLACED},
    {.name = "line and paragraph separators are disarmed",
     .text = "a\xe2\x80\xa8"
             "b\xe2\x80\xa9"
             "c",
     .shown = "a" REPLACED "b" REPLACED "c"},
    {.name = "a byte that is no UTF-8 is replaced",
     .text = "a\xff"
             "b",
     .shown = "a" REPLACED "b"},
    {.name = "a sequence that is cut off is replaced",
     .text = "a\xe2\x80",
     .shown = "a" REPLACED REPLACED},
    {.name = "an overlong escape is replaced", .text = "\xc0\x9b[", .shown = REPLACED REPLACED "["},
    {.name = "half a surrogate pair is replaced",
     .text = "\xed\xa0\x80",
     .shown = REPLACED REPLACED REPLACED},
};

START_TEST(only_what_is_safe_on_a_terminal_is_shown)
{
    g_autofree char *shown = text_printable(texts[_i].text);
    assert_row_text(texts[_i].name, "the text", shown, texts[_i].shown);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    gint64 maximum;
    gint64 number;
} numbers[] = {
    {.name = "nought is a number", .text = "0", .maximum = 10, .number = 0},
    {.name = "the maximum is allowed", .text = "65535", .maximum = 65535, .number = 65535},
    {.name = "leading noughts are allowed", .text = "007", .maximum = 10, .number = 7},
    {.name = "eight and nine are digits of it", .text = "089", .maximum = 100, .number = 89},
    {.name = "the largest is read whole",
     .text = "9223372036854775807",
     .maximum = G_MAXINT64,
     .number = G_MAXINT64},
};

START_TEST(a_decimal_number_is_read)
{
    gint64 number = -1;
    ck_assert_msg(text_parse_number(numbers[_i].text, numbers[_i].maximum, &number), "%s",
                  numbers[_i].name);
    ck_assert_msg(number == numbers[_i].number, "%s", numbers[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    gint64 maximum;
} no_numbers[] = {
    {.name = "nothing is no number", .text = "", .maximum = 10},
    {.name = "one above the maximum", .text = "65536", .maximum = 65535},
    {.name = "one above the largest", .text = "9223372036854775808", .maximum = G_MAXINT64},
    {.name = "what would wrap to 443", .text = "18446744073709552059", .maximum = 65535},
    {.name = "a plus", .text = "+1", .maximum = 10},
    {.name = "a minus", .text = "-1", .maximum = 10},
    {.name = "a negative nought", .text = "-0", .maximum = 10},
    {.name = "a blank in front", .text = " 1", .maximum = 10},
    {.name = "a tab in front", .text = "\t1", .maximum = 10},
    {.name = "a blank behind", .text = "1 ", .maximum = 10},
    {.name = "a letter behind", .text = "1x", .maximum = 10},
    {.name = "hexadecimal", .text = "0x1", .maximum = 10},
    {.name = "a fraction", .text = "1.5", .maximum = 10},
    {.name = "a word", .text = "never", .maximum = 10},
};

START_TEST(anything_else_is_no_number_and_changes_nothing)
{
    gint64 number = -1;
    ck_assert_msg(!text_parse_number(no_numbers[_i].text, no_numbers[_i].maximum, &number), "%s",
                  no_numbers[_i].name);
    ck_assert_msg(number == -1, "%s", no_numbers[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *control = suite_add_case(suite, "control");
    case_add_rows(control, control_bytes_are_found, byte_strings);
    tcase_add_test(control, bytes_behind_the_length_are_not_looked_at);

    TCase *printable = suite_add_case(suite, "printable");
    case_add_rows(printable, only_what_is_safe_on_a_terminal_is_shown, texts);

    TCase *number = suite_add_case(suite, "number");
    case_add_rows(number, a_decimal_number_is_read, numbers);
    case_add_rows(number, anything_else_is_no_number_and_changes_nothing, no_numbers);
    return suite_run(suite);
}
