/* SPDX-License-Identifier: MIT */
#include "model/pat.h"

#include "record.h"
#include "suite.h"

#include <string.h>

/* Synthetic, as facts/azure-devops.md gives it. */
#define A_52 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A_48 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CURRENT A_52 "JQQJ99BAAAAAAAAAAAAAAAASAZDOPUNL"
/* The same with another date; its checksum is wrong then. */
#define DATED(year_and_month) A_52 "JQQJ99" year_and_month "AAAAAAAAAAAAAAASAZDOPUNL"

static const struct {
    const char *name;
    const char *token;
    gboolean is_access_token;
} tokens[] = {
    {.name = "three base64url parts with a JSON header are an access token",
     .token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
     .is_access_token = TRUE},
    {.name = "minus and underscore belong to base64url",
     .token = "eyJ0-_.eyJ9-_.-_",
     .is_access_token = TRUE},
    {.name = "an unsigned one still is one", .token = "eyJ0.eyJ9.", .is_access_token = TRUE},
    {.name = "a current PAT is none", .token = CURRENT},
    {.name = "a legacy PAT is none", .token = A_52},
    {.name = "a PAT that begins as a JSON header does is none", .token = "eyJ" A_52},
    {.name = "nothing is none", .token = ""},
    {.name = "the beginning of a header is none", .token = "ey"},
    {.name = "the header alone is none", .token = "eyJhbGciOiJub25lIn0"},
    {.name = "two parts are none", .token = "eyJ0.eyJ9"},
    {.name = "four parts are none", .token = "eyJ0.eyJ9.c2ln.c2ln"},
    {.name = "five parts, an encrypted token, are none", .token = "eyJ0.a.b.c.d"},
    {.name = "three parts without a JSON header are none", .token = "abc.def.ghi"},
    {.name = "a header in other letters is none", .token = "EYJ0.eyJ9.c2ln"},
    {.name = "a header not at the start is none", .token = "xeyJ0.eyJ9.c2ln"},
    {.name = "plus and slash are not base64url", .token = "eyJ0.ey+J.c2/n"},
    {.name = "padding is not base64url", .token = "eyJ0.eyJ9.c2ln="},
    {.name = "a blank is not base64url", .token = "eyJ0.eyJ9.c2l n"},
    {.name = "a byte above ASCII is not base64url", .token = "eyJ0.eyJ9.\xc3\xa9"},
};

START_TEST(a_signed_web_token_is_told_from_a_pat)
{
    g_autoptr(Secret) token = secret_from_text(tokens[_i].token);
    ck_assert_msg(pat_is_access_token(token) == tokens[_i].is_access_token, "%s", tokens[_i].name);
}
END_TEST

START_TEST(bytes_behind_a_nul_are_looked_at)
{
    g_autoptr(Secret) token = secret_new("eyJ0.eyJ9.c2ln\0", 15);
    ck_assert(!pat_is_access_token(token));
}
END_TEST

static const struct {
    const char *name;
    const char *token;
    PatForm form;
} forms[] = {
    {.name = "the published example is current", .token = CURRENT, .form = PAT_FORM_CURRENT},
    {.name = "the first month is current", .token = DATED("AA"), .form = PAT_FORM_CURRENT},
    {.name = "the last month is current", .token = DATED("CL"), .form = PAT_FORM_CURRENT},
    {.name = "a year that is none is current", .token = DATED("9L"), .form = PAT_FORM_CURRENT},
    {.name = "a thirteenth month is not", .token = DATED("BM"), .form = PAT_FORM_OTHER},
    {.name = "a month in small letters is not", .token = DATED("Ba"), .form = PAT_FORM_OTHER},
    {.name = "a digit for a month is not", .token = DATED("B1"), .form = PAT_FORM_OTHER},
    {.name = "another signature is not",
     .token = A_52 "JQQJ9DBAAAAAAAAAAAAAAAASAZDOPUNL",
     .form = PAT_FORM_OTHER},
    {.name = "another provider is not",
     .token = A_52 "JQQJ99BAAAAAAAAAAAAAAAASAZDPPUNL",
     .form = PAT_FORM_OTHER},
    {.name = "a sign that is no letter or digit is not",
     .token = A_52 "JQQJ99BAAAAAAAAAAAAAAAASAZDOPUN+",
     .form = PAT_FORM_OTHER},
    {.name = "a byte above ASCII is not",
     .token = A_52 "JQQJ99BAAAAAAAAAAAAAAAASAZDOPU\xc3\xa9",
     .form = PAT_FORM_OTHER},
    {.name = "one character less is not",
     .token = A_52 "JQQJ99BAAAAAAAAAAAAAAAASAZDOPUN",
     .form = PAT_FORM_OTHER},
    {.name = "one character more is not", .token = CURRENT "L", .form = PAT_FORM_OTHER},
    {.name = "52 letters are legacy", .token = A_52, .form = PAT_FORM_LEGACY},
    {.name = "the ends of base32 are legacy", .token = A_48 "az27", .form = PAT_FORM_LEGACY},
    {.name = "a one is not base32", .token = A_48 "aaa1", .form = PAT_FORM_OTHER},
    {.name = "an eight is not base32", .token = A_48 "aaa8", .form = PAT_FORM_OTHER},
    {.name = "capitals are not legacy", .token = A_48 "aaaA", .form = PAT_FORM_OTHER},
    {.name = "51 letters are not legacy", .token = A_48 "aaa", .form = PAT_FORM_OTHER},
    {.name = "53 letters are not legacy", .token = A_52 "a", .form = PAT_FORM_OTHER},
    {.name = "nothing is another form", .token = "", .form = PAT_FORM_OTHER},
    {.name = "an access token is another form", .token = "eyJ0.eyJ9.c2ln", .form = PAT_FORM_OTHER},
};

START_TEST(the_two_forms_of_a_pat_are_recognised)
{
    g_autoptr(Secret) token = secret_from_text(forms[_i].token);
    ck_assert_msg(pat_form(token) == forms[_i].form, "%s", forms[_i].name);
}
END_TEST

START_TEST(a_nul_in_a_token_is_another_form)
{
    char bytes[] = A_52;
    bytes[20] = '\0';
    g_autoptr(Secret) token = secret_new(bytes, strlen(A_52));
    ck_assert_int_eq(pat_form(token), PAT_FORM_OTHER);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    const char *mask;
} masks[] = {
    {.name = "a current PAT shows its last four", BYTES(CURRENT), .mask = "****PUNL"},
    {.name = "a legacy PAT shows its last four", BYTES(A_48 "wxyz"), .mask = "****wxyz"},
    {.name = "24 bytes show four", BYTES("abcdefghijklmnopqrstuvwx"), .mask = "****uvwx"},
    {.name = "23 bytes show three", BYTES("abcdefghijklmnopqrstuvw"), .mask = "****uvw"},
    {.name = "12 bytes show two", BYTES("abcdefghijkl"), .mask = "****kl"},
    {.name = "11 bytes show nothing", BYTES("abcdefghijk"), .mask = "****"},
    {.name = "one byte shows nothing", BYTES("a"), .mask = "****"},
    {.name = "no token looks as a short one", BYTES(""), .mask = "****"},
    {.name = "control characters are not shown", BYTES(A_48 "\x1b\n\0\x7f"), .mask = "****????"},
    {.name = "bytes above ASCII are not shown", BYTES(A_48 "a\xc2\x9b~"), .mask = "****a??~"},
    {.name = "a blank is not shown", BYTES(A_48 "a b!"), .mask = "****a?b!"},
};

START_TEST(a_mask_shows_the_end_of_a_long_token)
{
    g_autoptr(Secret) token = secret_new(masks[_i].bytes, masks[_i].length);
    g_autofree char *mask = pat_mask(token);
    assert_row_text(masks[_i].name, "the mask", mask, masks[_i].mask);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    const char *clean;
} pastes[] = {
    {.name = "a clean token stays", BYTES("abc"), .clean = "abc"},
    {.name = "nothing stays nothing", BYTES(""), .clean = ""},
    {.name = "a line end goes", BYTES("abc\n"), .clean = "abc"},
    {.name = "a line end of Windows goes", BYTES("abc\r\n"), .clean = "abc"},
    {.name = "all white space around goes", BYTES(" \t\v\f\r\nabc\n\r\f\v\t "), .clean = "abc"},
    {.name = "double quotes go", BYTES("\"abc\""), .clean = "abc"},
    {.name = "single quotes go", BYTES("'abc'"), .clean = "abc"},
    {.name = "back quotes go", BYTES("`abc`"), .clean = "abc"},
    {.name = "a quote on one side goes", BYTES("abc'"), .clean = "abc"},
    {.name = "white space around quotes and in them goes", BYTES(" ' abc ' \n"), .clean = "abc"},
    {.name = "the inside stays", BYTES("'a \"b'\tc'"), .clean = "a \"b'\tc"},
    {.name = "what is all wrapping leaves nothing", BYTES(" '\"`\n"), .clean = ""},
    {.name = "a byte order mark goes",
     BYTES("\xef\xbb\xbf"
           "abc\r\n"),
     .clean = "abc"},
    {.name = "no-break and zero-width spaces go",
     BYTES("\xc2\xa0"
           "abc"
           "\xe2\x80\x8b"),
     .clean = "abc"},
    {.name = "the quotes of word processors go",
     BYTES("\xe2\x80\x9c"
           "abc"
           "\xe2\x80\x9d \xc2\xab"),
     .clean = "abc"},
    {.name = "other letters stay",
     BYTES("\xc3\xa4"
           "b"
           "\xc3\xb6"),
     .clean = "\xc3\xa4"
              "b"
              "\xc3\xb6"},
    {.name = "what is no UTF-8 stays",
     BYTES("\xe2\x80"
           "abc"
           "\xbf"),
     .clean = "\xe2\x80"
              "abc"
              "\xbf"},
    {.name = "wrapping that is all of more than one byte leaves nothing",
     BYTES("\xef\xbb\xbf\xc2\xa0"),
     .clean = ""},
};

START_TEST(what_wraps_a_paste_is_removed)
{
    g_autoptr(Secret) pasted = secret_new(pastes[_i].bytes, pastes[_i].length);
    g_autoptr(Secret) clean = pat_clean(pasted);
    g_autoptr(Secret) expected = secret_from_text(pastes[_i].clean);
    ck_assert_msg(secret_equal(clean, expected), "%s", pastes[_i].name);
}
END_TEST

START_TEST(a_nul_is_no_wrapping)
{
    g_autoptr(Secret) pasted = secret_new("\0abc\0", 5);
    g_autoptr(Secret) clean = pat_clean(pasted);
    ck_assert(secret_equal(clean, pasted));
}
END_TEST

static const struct {
    const char *name;
    const char *token;
    int year; /* 0 = the token does not say */
    int month;
} creations[] = {
    {.name = "A is 2024, A is January", .token = DATED("AA"), .year = 2024, .month = 1},
    {.name = "B is 2025", .token = CURRENT, .year = 2025, .month = 1},
    {.name = "L is December", .token = DATED("CL"), .year = 2026, .month = 12},
    {.name = "Z is 2049", .token = DATED("ZF"), .year = 2049, .month = 6},
    {.name = "a small letter is no year", .token = DATED("bA")},
    {.name = "a digit is no year", .token = DATED("2A")},
    {.name = "a legacy token does not say", .token = A_52},
    {.name = "nothing does not say", .token = ""},
};

START_TEST(the_current_form_states_its_month)
{
    g_autoptr(Secret) token = secret_from_text(creations[_i].token);
    int year = 0;
    int month = 0;
    gboolean states = pat_created(token, &year, &month);
    ck_assert_msg(states == (creations[_i].year != 0), "%s", creations[_i].name);
    ck_assert_msg(year == creations[_i].year && month == creations[_i].month, "%s: %d-%d",
                  creations[_i].name, year, month);
}
END_TEST

#define FEBRUARY_2026_EVERYWHERE 1769947200 /* 2026-02-01T12:00:00Z */
#define YEAR_2026_EVERYWHERE 1767268800     /* 2026-01-01T12:00:00Z */

static const struct {
    const char *name;
    const char *token;
    gint64 now;
    gboolean is_older;
} ages[] = {
    {.name = "not before the month has ended everywhere",
     .token = DATED("BA"),
     .now = FEBRUARY_2026_EVERYWHERE - 1,
     .is_older = FALSE},
    {.name = "once the month has ended everywhere",
     .token = DATED("BA"),
     .now = FEBRUARY_2026_EVERYWHERE,
     .is_older = TRUE},
    {.name = "not before a December has ended everywhere",
     .token = DATED("AL"),
     .now = YEAR_2026_EVERYWHERE - 1,
     .is_older = FALSE},
    {.name = "a December ends with the year",
     .token = DATED("AL"),
     .now = YEAR_2026_EVERYWHERE,
     .is_older = TRUE},
    {.name = "much later", .token = DATED("AA"), .now = G_MAXINT64, .is_older = TRUE},
    {.name = "a token from the future is not old",
     .token = DATED("ZL"),
     .now = FEBRUARY_2026_EVERYWHERE,
     .is_older = FALSE},
    {.name = "a token that does not say is not old",
     .token = A_52,
     .now = G_MAXINT64,
     .is_older = FALSE},
};

START_TEST(a_token_of_last_years_month_is_older_than_a_year)
{
    g_autoptr(Secret) token = secret_from_text(ages[_i].token);
    ck_assert_msg(pat_is_older_than_a_year(token, ages[_i].now) == ages[_i].is_older, "%s",
                  ages[_i].name);
}
END_TEST

/*
 * Synthetic tokens; but for the published one, their checksums were computed by a separate program
 * from the algorithm's description.
 */
static const struct {
    const char *name;
    const char *token;
    PatChecksum checksum;
} checksums[] = {
    {.name = "the published example is right", .token = CURRENT, .checksum = CHECKSUM_RIGHT},
    {.name = "one of many different characters is right",
     .token = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
              "JQQJ99BJAAAAAAAAAAAAAAAAAZDO4MF4",
     .checksum = CHECKSUM_RIGHT},
    {.name = "one whose number has five digits is right",
     .token = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb0002"
              "JQQJ99CLAAAAAAAAAAAAAAAAAZDO2WIN",
     .checksum = CHECKSUM_RIGHT},
    {.name = "a leading zero byte is a nought",
     .token = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb00IL"
              "JQQJ99CLAAAAAAAAAAAAAAAAAZDO0EDX",
     .checksum = CHECKSUM_RIGHT},
    {.name = "two leading zero bytes are two noughts",
     .token = "ccccccccccccccccccccccccccccccccccccccccccccc0115179"
              "JQQJ99CLAAAAAAAAAAAAAAAAAZDO00C7",
     .checksum = CHECKSUM_RIGHT},
    {.name = "one wrong character at the start",
     .token = "b123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
              "JQQJ99BJAAAAAAAAAAAAAAAAAZDO4MF4",
     .checksum = CHECKSUM_WRONG},
    {.name = "two characters that changed places",
     .token = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnpo"
              "JQQJ99BJAAAAAAAAAAAAAAAAAZDO4MF4",
     .checksum = CHECKSUM_WRONG},
    {.name = "a wrong month",
     .token = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
              "JQQJ99BKAAAAAAAAAAAAAAAAAZDO4MF4",
     .checksum = CHECKSUM_WRONG},
    {.name = "a checksum in other letters",
     .token = A_52 "JQQJ99BAAAAAAAAAAAAAAAASAZDOPUNl",
     .checksum = CHECKSUM_WRONG},
    {.name = "a legacy one of zero bytes is right",
     .token = "aaagaaaaaaamshqaaaaaaaaaaaaaaaaaaaamiaaaaaaaaaaaaaaa",
     .checksum = CHECKSUM_RIGHT},
    {.name = "a legacy one of many different bytes is right",
     .token = "aaatoaqdaqc3cyiga4eascqlbqgq4dyqcejhaeyuculbogazdinq",
     .checksum = CHECKSUM_RIGHT},
    {.name = "a legacy one of the highest bytes is right",
     .token = "777wb777777vusx77777777777777777777tb77777777777777q",
     .checksum = CHECKSUM_RIGHT},
    {.name = "a legacy one with a wrong character",
     .token = "aaatoaqdaqc3cyiga4eascqlbqgq4dyqcejhaeyuculbogaz2inq",
     .checksum = CHECKSUM_WRONG},
    {.name = "a legacy one with two characters that changed places",
     .token = "aaatoaqdaqc3cyiga4eascqlbqgq4dyqcejhaeyuculbogazidnq",
     .checksum = CHECKSUM_WRONG},
    {.name = "52 times the same letter", .token = A_52, .checksum = CHECKSUM_WRONG},
    {.name = "another form has none", .token = "correct horse", .checksum = CHECKSUM_NONE},
    {.name = "an access token has none", .token = "eyJ0.eyJ9.c2ln", .checksum = CHECKSUM_NONE},
};

START_TEST(a_typing_error_is_found_by_the_checksum)
{
    g_autoptr(Secret) token = secret_from_text(checksums[_i].token);
    ck_assert_msg(pat_checksum(token) == checksums[_i].checksum, "%s", checksums[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pat");
    TCase *form = suite_add_case(suite, "form");
    case_add_rows(form, a_signed_web_token_is_told_from_a_pat, tokens);
    tcase_add_test(form, bytes_behind_a_nul_are_looked_at);
    case_add_rows(form, the_two_forms_of_a_pat_are_recognised, forms);
    tcase_add_test(form, a_nul_in_a_token_is_another_form);

    TCase *text = suite_add_case(suite, "text");
    case_add_rows(text, a_mask_shows_the_end_of_a_long_token, masks);
    case_add_rows(text, what_wraps_a_paste_is_removed, pastes);
    tcase_add_test(text, a_nul_is_no_wrapping);

    TCase *creation = suite_add_case(suite, "creation");
    case_add_rows(creation, the_current_form_states_its_month, creations);
    case_add_rows(creation, a_token_of_last_years_month_is_older_than_a_year, ages);

    TCase *checksum = suite_add_case(suite, "checksum");
    case_add_rows(checksum, a_typing_error_is_found_by_the_checksum, checksums);
    return suite_run(suite);
}
