/* SPDX-License-Identifier: MIT */
#include "core/error.h"

#include "suite.h"

#include <string.h>

START_TEST(an_error_says_what_happened_and_what_to_do)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, ERROR_STORE_LOCKED, "unlock it", "keyring '%s' is locked", "login");
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_LOCKED));
    ck_assert_str_eq(error->message, "keyring 'login' is locked");
    ck_assert_str_eq(error_get_hint(error), "unlock it");
}
END_TEST

START_TEST(a_caller_who_wants_no_error_gets_none)
{
    error_set(NULL, ERROR_INPUT, "hint", "message");
    g_autoptr(GError) error = NULL;
    error_set(&error, ERROR_INPUT, "hint", "the next error is set as ever");
    ck_assert_str_eq(error->message, "the next error is set as ever");
}
END_TEST

START_TEST(an_error_without_a_next_step_has_no_hint)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, ERROR_SYSTEM, NULL, "message");
    ck_assert_ptr_null(error_get_hint(error));
}
END_TEST

START_TEST(the_hint_is_a_copy_and_no_format)
{
    char hint[] = "100%s sure";
    g_autoptr(GError) error = NULL;
    error_set(&error, ERROR_SYSTEM, hint, "message");
    memset(hint, 'x', sizeof(hint) - 1);
    ck_assert_str_eq(error_get_hint(error), "100%s sure");
}
END_TEST

START_TEST(a_copy_of_an_error_keeps_a_hint_of_its_own)
{
    GError *error = NULL;
    error_set(&error, ERROR_SYSTEM, "hint", "message");
    g_autoptr(GError) copy = g_error_copy(error);
    g_error_free(error);
    ck_assert(g_error_matches(copy, AZDO_ERROR, ERROR_SYSTEM));
    ck_assert_str_eq(copy->message, "message");
    ck_assert_str_eq(error_get_hint(copy), "hint");
}
END_TEST

START_TEST(context_added_on_the_way_up_keeps_the_hint)
{
    g_autoptr(GError) error = NULL;
    GError *inner = NULL;
    error_set(&inner, ERROR_STORE_FAILED, "hint", "message");
    g_propagate_prefixed_error(&error, inner, "context: ");
    ck_assert_str_eq(error->message, "context: message");
    ck_assert_str_eq(error_get_hint(error), "hint");
}
END_TEST

START_TEST(an_error_of_another_library_has_no_hint)
{
    g_autoptr(GError) error = g_error_new_literal(G_CONVERT_ERROR, ERROR_SYSTEM, "message");
    ck_assert_ptr_null(error_get_hint(error));
}
END_TEST

static const struct {
    const char *name;
    int code;
    int exit_status;
} statuses[] = {
    {.name = "usage exits as Git's own usage does", .code = ERROR_USAGE, .exit_status = 129},
    {.name = "input exits with 1", .code = ERROR_INPUT, .exit_status = 1},
    {.name = "ambiguity exits with 1", .code = ERROR_AMBIGUOUS, .exit_status = 1},
    {.name = "the system exits with 1", .code = ERROR_SYSTEM, .exit_status = 1},
    {.name = "a setting exits with 1", .code = ERROR_CONFIG, .exit_status = 1},
    {.name = "an unknown state exits with 3", .code = ERROR_UNDETERMINED, .exit_status = 3},
    {.name = "an absent store exits with 1", .code = ERROR_STORE_ABSENT, .exit_status = 1},
    {.name = "a locked store exits with 1", .code = ERROR_STORE_LOCKED, .exit_status = 1},
    {.name = "a closed prompt exits with 1", .code = ERROR_STORE_DISMISSED, .exit_status = 1},
    {.name = "a silent store exits with 1", .code = ERROR_STORE_TIMED_OUT, .exit_status = 1},
    {.name = "a failing store exits with 1", .code = ERROR_STORE_FAILED, .exit_status = 1},
};

START_TEST(the_code_decides_the_exit_status)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, (ErrorCode)statuses[_i].code, NULL, "message");
    ck_assert_msg(error_exit_status(error) == statuses[_i].exit_status, "%s: got %d",
                  statuses[_i].name, error_exit_status(error));
}
END_TEST

START_TEST(another_library_s_error_of_the_number_of_usage_exits_with_1)
{
    g_autoptr(GError) error = g_error_new_literal(G_CONVERT_ERROR, ERROR_USAGE, "message");
    ck_assert_int_eq(error_exit_status(error), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("error");
    TCase *content = suite_add_case(suite, "content");
    tcase_add_test(content, an_error_says_what_happened_and_what_to_do);
    tcase_add_test(content, a_caller_who_wants_no_error_gets_none);
    tcase_add_test(content, an_error_without_a_next_step_has_no_hint);
    tcase_add_test(content, the_hint_is_a_copy_and_no_format);
    tcase_add_test(content, a_copy_of_an_error_keeps_a_hint_of_its_own);
    tcase_add_test(content, context_added_on_the_way_up_keeps_the_hint);
    tcase_add_test(content, an_error_of_another_library_has_no_hint);

    TCase *status = suite_add_case(suite, "exit status");
    case_add_rows(status, the_code_decides_the_exit_status, statuses);
    tcase_add_test(status, another_library_s_error_of_the_number_of_usage_exits_with_1);
    return suite_run(suite);
}
