/* SPDX-License-Identifier: MIT */
#include "model/sign_in.h"

#include "suite.h"

static const struct {
    const char *name;
    SignInSource source;
    gboolean needs_person;
    gboolean is_user;
} sources[] = {
    {"browser", SIGN_IN_BROWSER, TRUE, TRUE},
    {"device-code", SIGN_IN_DEVICE_CODE, TRUE, TRUE},
    {"azure-cli", SIGN_IN_AZURE_CLI, FALSE, TRUE},
    {"workload-identity", SIGN_IN_WORKLOAD_IDENTITY, FALSE, FALSE},
    {"service-principal", SIGN_IN_SERVICE_PRINCIPAL, FALSE, FALSE},
    {"managed-identity", SIGN_IN_MANAGED_IDENTITY, FALSE, FALSE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(sources) == SIGN_IN_SOURCE_COUNT);

START_TEST(a_source_has_a_name_and_says_who_must_be_there_and_who_it_is)
{
    SignInSource found = SIGN_IN_SOURCE_COUNT;
    ck_assert_str_eq(sign_in_source_name(sources[_i].source), sources[_i].name);
    ck_assert(sign_in_source_from_name(sources[_i].name, &found));
    ck_assert_int_eq(found, sources[_i].source);
    ck_assert_int_eq(sign_in_source_needs_person(found), sources[_i].needs_person);
    ck_assert_int_eq(sign_in_source_is_user(found), sources[_i].is_user);
}
END_TEST

START_TEST(a_name_in_other_letters_is_no_source)
{
    SignInSource source;
    ck_assert(!sign_in_source_from_name("Browser", &source));
    ck_assert(!sign_in_source_from_name("", &source));
}
END_TEST

START_TEST(every_source_is_in_the_list)
{
    g_autofree char *list = sign_in_source_list();
    ck_assert_str_eq(list, "browser, device-code, azure-cli, workload-identity, service-principal, "
                           "managed-identity");
}
END_TEST

START_TEST(a_goal_has_the_name_of_the_setting)
{
    SignInGoal goal = SIGN_IN_HANDS_ON;
    ck_assert(sign_in_goal_from_name("pat", &goal));
    ck_assert_int_eq(goal, SIGN_IN_CREATES_PATS);
    ck_assert(sign_in_goal_from_name("entra", &goal));
    ck_assert_int_eq(goal, SIGN_IN_HANDS_ON);
    ck_assert_str_eq(sign_in_goal_name(SIGN_IN_HANDS_ON), "entra");
    ck_assert(!sign_in_goal_from_name("token", &goal));
}
END_TEST

static SignIn *new_sign_in(void)
{
    return sign_in_new(SIGN_IN_BROWSER, SIGN_IN_CREATES_PATS, "tenant", "client", 7);
}

START_TEST(a_new_one_is_tidy)
{
    g_autoptr(SignIn) sign_in = new_sign_in();
    ck_assert(!sign_in_is_untidy(sign_in));
}
END_TEST

START_TEST(a_token_that_was_asked_for_is_untidy)
{
    g_autoptr(SignIn) sign_in = new_sign_in();
    sign_in_add_word(&sign_in->pending, "id");
    ck_assert(sign_in_is_untidy(sign_in));
    sign_in_drop_word(&sign_in->pending, "id");
    ck_assert(!sign_in_is_untidy(sign_in));
}
END_TEST

START_TEST(words_are_kept_each_once_until_they_are_dropped)
{
    g_autoptr(SignIn) sign_in = new_sign_in();
    sign_in_add_word(&sign_in->orphans, "a");
    sign_in_add_word(&sign_in->orphans, "b");
    sign_in_add_word(&sign_in->orphans, "a");
    sign_in_add_word(&sign_in->orphans, "");
    ck_assert_str_eq(sign_in->orphans, "a b");
    ck_assert(sign_in_has_word(sign_in->orphans, "b"));
    ck_assert(!sign_in_has_word(sign_in->orphans, "a b"));
    sign_in_drop_word(&sign_in->orphans, "x");
    sign_in_drop_word(&sign_in->orphans, "a");
    ck_assert_str_eq(sign_in->orphans, "b");
    ck_assert(sign_in_is_untidy(sign_in));
    sign_in_drop_word(&sign_in->orphans, "b");
    ck_assert(!sign_in_is_untidy(sign_in));
}
END_TEST

START_TEST(a_copy_has_a_ledger_of_its_own)
{
    g_autoptr(SignIn) sign_in = new_sign_in();
    sign_in_add_word(&sign_in->orphans, "a");
    g_autoptr(SignIn) copy = sign_in_copy(sign_in);
    sign_in_drop_word(&sign_in->orphans, "a");
    ck_assert_str_eq(copy->orphans, "a");
    ck_assert_ptr_null(sign_in_copy(NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sign_in");
    TCase *names = suite_add_case(suite, "names");
    case_add_rows(names, a_source_has_a_name_and_says_who_must_be_there_and_who_it_is, sources);
    tcase_add_test(names, a_name_in_other_letters_is_no_source);
    tcase_add_test(names, every_source_is_in_the_list);
    tcase_add_test(names, a_goal_has_the_name_of_the_setting);

    TCase *ledger = suite_add_case(suite, "ledger");
    tcase_add_test(ledger, a_new_one_is_tidy);
    tcase_add_test(ledger, a_token_that_was_asked_for_is_untidy);
    tcase_add_test(ledger, words_are_kept_each_once_until_they_are_dropped);
    tcase_add_test(ledger, a_copy_has_a_ledger_of_its_own);
    return suite_run(suite);
}
