/* SPDX-License-Identifier: MIT */
#include "core/message.h"

#include "core/error.h"
#include "suite.h"

/* A language of four texts. */
static const char *translate(const char *one, const char *several, gulong count)
{
    static const struct {
        const char *text;
        const char *translation;
    } catalog[] = {
        {"keyring '%s' is locked", "Schluesselbund '%s' ist gesperrt"},
        {"unlock it", "entsperren"},
        {"%d token", "%d Marke"},
        {"%d tokens", "%d Marken"},
    };
    const char *text = several && count != 1 ? several : one;
    for (gsize i = 0; i < G_N_ELEMENTS(catalog); i++) {
        if (g_str_equal(catalog[i].text, text))
            return catalog[i].translation;
    }
    return g_str_equal(text, "") ? "the catalog's header" : text;
}

static void in_english(void)
{
    message_translate_with(NULL);
}

static void in_the_language(void)
{
    message_translate_with(translate);
}

START_TEST(texts_stay_as_they_are_until_somebody_translates)
{
    ck_assert_str_eq(_("unlock it"), "unlock it");
    ck_assert_str_eq(N_("unlock it"), "unlock it");
    ck_assert_str_eq(message_counted("%d token", "%d tokens", 1), "%d token");
    ck_assert_str_eq(message_counted("%d token", "%d tokens", 0), "%d tokens");
}
END_TEST

START_TEST(a_text_is_shown_in_the_language_and_a_mark_in_a_table_changes_nothing)
{
    ck_assert_str_eq(_("unlock it"), "entsperren");
    ck_assert_str_eq(N_("unlock it"), "unlock it");
    ck_assert_str_eq(_("nobody translated this"), "nobody translated this");
}
END_TEST

START_TEST(an_empty_text_is_not_looked_up)
{
    ck_assert_str_eq(message_translated(""), "");
}
END_TEST

START_TEST(what_is_counted_takes_the_form_of_its_number)
{
    ck_assert_str_eq(message_counted("%d token", "%d tokens", 1), "%d Marke");
    ck_assert_str_eq(message_counted("%d token", "%d tokens", 3), "%d Marken");
}
END_TEST

START_TEST(an_error_is_in_the_language_and_what_it_is_about_is_not)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, ERROR_STORE_LOCKED, "unlock it", "keyring '%s' is locked", "unlock it");
    ck_assert_str_eq(error->message, "Schluesselbund 'unlock it' ist gesperrt");
    ck_assert_str_eq(error_get_hint(error), "entsperren");
}
END_TEST

START_TEST(words_of_their_own_pass_an_error_as_they_are)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, ERROR_SYSTEM, NULL, MESSAGE_AS_IT_IS, "100%s");
    ck_assert_str_eq(error->message, "100%s");
    ck_assert_ptr_null(error_get_hint(error));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("message");
    TCase *english = suite_add_case(suite, "in English");
    tcase_add_checked_fixture(english, in_english, NULL);
    tcase_add_test(english, texts_stay_as_they_are_until_somebody_translates);

    TCase *translated = suite_add_case(suite, "translated");
    tcase_add_checked_fixture(translated, in_the_language, in_english);
    tcase_add_test(translated,
                   a_text_is_shown_in_the_language_and_a_mark_in_a_table_changes_nothing);
    tcase_add_test(translated, an_empty_text_is_not_looked_up);
    tcase_add_test(translated, what_is_counted_takes_the_form_of_its_number);
    tcase_add_test(translated, an_error_is_in_the_language_and_what_it_is_about_is_not);
    tcase_add_test(translated, words_of_their_own_pass_an_error_as_they_are);
    return suite_run(suite);
}
