/* SPDX-License-Identifier: MIT */
#include "protocol/answer.h"

#include "suite.h"

#include <string.h>

static const struct {
    const char *name;
    const char *username;
    const char *bytes; /* the password */
    gsize length;
    gint64 password_expiry_utc;
    const char *answer;
    gsize answer_length;
} answers[] = {
#define ANSWER(literal) .answer = literal, .answer_length = sizeof(literal) - 1
    {.name = "user name, password and the blank line, in this order",
     .username = "ann",
     BYTES("secret"),
     ANSWER("username=ann\npassword=secret\n\n")},
    {.name = "an expiry stands behind the password",
     .username = "ann",
     BYTES("secret"),
     .password_expiry_utc = 1893456000,
     ANSWER("username=ann\npassword=secret\npassword_expiry_utc=1893456000\n\n")},
    {.name = "the last second of 64 bits is written whole",
     .username = "ann",
     BYTES("secret"),
     .password_expiry_utc = G_MAXINT64,
     ANSWER("username=ann\npassword=secret\npassword_expiry_utc=9223372036854775807\n\n")},
    {.name = "the first second after 1970 began is an expiry",
     .username = "ann",
     BYTES("secret"),
     .password_expiry_utc = 1,
     ANSWER("username=ann\npassword=secret\npassword_expiry_utc=1\n\n")},
    {.name = "an expiry before 1970 is not told to Git",
     .username = "ann",
     BYTES("secret"),
     .password_expiry_utc = -1,
     ANSWER("username=ann\npassword=secret\n\n")},
    {.name = "nothing is quoted",
     .username = "ann =\"x\\ %41",
     BYTES("a=b 'c' \\n \"d\" %0a"),
     ANSWER("username=ann =\"x\\ %41\npassword=a=b 'c' \\n \"d\" %0a\n\n")},
    {.name = "bytes that are no UTF-8 are written as they are",
     .username = "\xff\xfe",
     BYTES("\x80\xff"),
     ANSWER("username=\xff\xfe\npassword=\x80\xff\n\n")},
    {.name = "a password goes by its length, not to its first NUL",
     .username = "ann",
     BYTES("be\0hind"),
     ANSWER("username=ann\npassword=be\0hind\n\n")},
};

START_TEST(an_answer_is_byte_exact)
{
    g_autoptr(Secret) password = secret_new(answers[_i].bytes, answers[_i].length);
    Answer answer = {
        .username = answers[_i].username,
        .password = password,
        .password_expiry_utc = answers[_i].password_expiry_utc,
    };
    g_autoptr(Secret) got = answer_format(&answer);
    g_autoptr(Secret) expected = secret_new(answers[_i].answer, answers[_i].answer_length);
    ck_assert_msg(secret_equal(got, expected), "%s: got '%s'", answers[_i].name,
                  secret_reveal(got));
}
END_TEST

START_TEST(a_long_token_is_answered_whole)
{
    g_autofree char *token = g_strnfill(5000, 'e');
    g_autoptr(Secret) password = secret_new(token, strlen(token));
    Answer answer = {.username = "ann", .password = password};
    g_autoptr(Secret) got = answer_format(&answer);
    g_autofree char *expected = g_strdup_printf("username=ann\npassword=%s\n\n", token);
    ck_assert_str_eq(secret_reveal(got), expected);
}
END_TEST

START_TEST(a_bearer_stands_there_as_a_password_too)
{
    g_autoptr(Secret) token = secret_new("token", strlen("token"));
    const Answer answer = {
        .username = "ann",
        .password = token,
        .password_expiry_utc = 1,
        .is_bearer = TRUE,
        .state = "azdo:1",
    };
    g_autoptr(Secret) got = answer_format(&answer);
    ck_assert_str_eq(secret_reveal(got), "capability[]=authtype\ncapability[]=state\n"
                                         "authtype=Bearer\ncredential=token\nephemeral=1\n"
                                         "username=ann\npassword=token\npassword_expiry_utc=1\n"
                                         "state[]=azdo:1\ncontinue=1\n\n");
}
END_TEST

START_TEST(quit_is_a_whole_answer)
{
    ck_assert_str_eq(answer_quit, "quit=1\n\n");
}
END_TEST

START_TEST(capabilities_are_those_of_git_2_46)
{
    ck_assert_str_eq(answer_capabilities, "version 0\ncapability authtype\ncapability state\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answer");
    TCase *format = suite_add_case(suite, "format");
    case_add_rows(format, an_answer_is_byte_exact, answers);
    tcase_add_test(format, a_long_token_is_answered_whole);
    tcase_add_test(format, a_bearer_stands_there_as_a_password_too);
    tcase_add_test(format, quit_is_a_whole_answer);
    tcase_add_test(format, capabilities_are_those_of_git_2_46);
    return suite_run(suite);
}
