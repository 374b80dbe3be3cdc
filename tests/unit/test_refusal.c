/* SPDX-License-Identifier: MIT */
#include "azure/refusal.h"

#include "suite.h"

#include <string.h>

static const struct {
    const char *name;
    const char *words;
    RefusalReason reason;
} reasons[] = {
    {"a token that has expired", "Access Denied: The Personal Access Token used has expired.",
     REFUSAL_EXPIRED},
    {"in other letters", "ACCESS DENIED: THE PERSONAL ACCESS TOKEN USED HAS EXPIRED.",
     REFUSAL_EXPIRED},
    {"a conditional access policy", "VS403463: The conditional access policy has failed.",
     REFUSAL_CONDITIONAL_ACCESS},
    {"a user who never signed in",
     "TF401444: Please sign-in at least once as user@example.com in a web browser.",
     REFUSAL_SIGN_IN_ONCE},
    {"a refusal without a reason",
     "TF400813: The user 'aaaaaaaa' is not authorized to access this resource.",
     REFUSAL_UNSPECIFIED},
    {"a password that has expired is another thing", "The password has expired.",
     REFUSAL_UNSPECIFIED},
    {"no words at all", NULL, REFUSAL_UNSPECIFIED},
    {"empty words", "", REFUSAL_UNSPECIFIED},
};

START_TEST(words_have_a_reason)
{
    ck_assert_msg(refusal_reason_from_words(reasons[_i].words) == reasons[_i].reason, "%s",
                  reasons[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *header;
    const char *words;
} headers[] = {
    {"escapes are decoded", "Access%20Denied%3A%20x%2e", "Access Denied: x."},
    {"small letters are digits, too", "a%2fb%2Fc", "a/b/c"},
    {"UTF-8 is put together", "%C3%98verby", "Øverby"},
    {"what is no escape stands as it is", "100% %zz %4", "100% %zz %4"},
    {"a plus is a plus", "a+b", "a+b"},
    {"a NUL ends it", "a%00b", "a"},
    {"controls are made visible", "a%1B[31mb%7f", "a\xef\xbf\xbd[31mb\xef\xbf\xbd"},
    {"line ends become blanks", "a%0D%0Ab", "a  b"},
    {"bytes that are no UTF-8 are made visible", "a%ff", "a\xef\xbf\xbd"},
    {"blanks around are cut", "%20a%20", "a"},
    {"nothing is nothing", "", NULL},
    {"blanks alone are nothing", "%20", NULL},
    {"no header is nothing", NULL, NULL},
};

START_TEST(a_header_is_decoded)
{
    g_autofree char *words = refusal_words_from_header(headers[_i].header);
    assert_row_text(headers[_i].name, "text", words, headers[_i].words);
}
END_TEST

static const struct {
    const char *name;
    const char *html;
    const char *words;
} pages[] = {
    {"a title is found", "<html><head><title>Sign In</title></head></html>", "Sign In"},
    {"in any case and with attributes", "<TITLE id=\"x\">a b</TITLE>", "a b"},
    {"over several lines", "<title>\n  a\n</title>", "a"},
    {"less-than signs before it do no harm", "a < b << <title>x</title>", "x"},
    {"the first one counts", "<title>a</title><title>b</title>", "a"},
    {"without an end it is none", "<title>a", NULL},
    {"cut off in the tag it is none", "<title", NULL},
    {"an empty one is none", "<title></title>", NULL},
    {"a page without one has none", "<html></html>", NULL},
    {"no page has none", NULL, NULL},
};

START_TEST(a_page_has_a_title)
{
    g_autofree char *words = refusal_words_from_page(pages[_i].html);
    assert_row_text(pages[_i].name, "text", words, pages[_i].words);
}
END_TEST

START_TEST(words_are_limited_in_characters)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append(text, "ø");
    g_autofree char *words = refusal_words_from_text(text->str);
    ck_assert_int_eq(g_utf8_strlen(words, -1), 400);
    ck_assert(g_utf8_validate(words, -1, NULL));
}
END_TEST

#define TOKENS "https://dev.azure.com/contoso/_usersSettings/tokens"
static const struct {
    const char *name;
    RefusalReason reason;
    const char *hint;
} hints[] = {
    {"without a reason, to the list of tokens", REFUSAL_UNSPECIFIED,
     "look whether it is among your tokens, and make a new one if not: " TOKENS},
    {"after its end, to the page that makes another", REFUSAL_EXPIRED, "make a new one: " TOKENS},
    {"of a policy, to nowhere", REFUSAL_CONDITIONAL_ACCESS,
     "use the network or device that the policy asks for, or ask your administrator"},
    {"of who was never there, to the organization", REFUSAL_SIGN_IN_ONCE,
     "sign in once in a web browser: https://dev.azure.com/contoso"},
};

START_TEST(a_hint_leads_to_where_it_is_mended)
{
    const Target target = {.server = (char *)TARGET_SERVICES, .organization = (char *)"contoso"};
    g_autofree char *hint = refusal_hint(hints[_i].reason, &target);
    assert_row_text(hints[_i].name, "hint", hint, hints[_i].hint);
    ck_assert_int_gt((int)strlen(refusal_sentence(hints[_i].reason)), 0);
}
END_TEST

START_TEST(without_an_organization_a_hint_has_no_address)
{
    const Target target = {.server = (char *)TARGET_SERVICES};
    g_autofree char *hint = refusal_hint(REFUSAL_EXPIRED, &target);
    ck_assert_str_eq(hint, "make a new one");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("refusal");
    TCase *words = suite_add_case(suite, "words");
    case_add_rows(words, words_have_a_reason, reasons);
    case_add_rows(words, a_header_is_decoded, headers);
    case_add_rows(words, a_page_has_a_title, pages);
    tcase_add_test(words, words_are_limited_in_characters);
    case_add_rows(words, a_hint_leads_to_where_it_is_mended, hints);
    tcase_add_test(words, without_an_organization_a_hint_has_no_address);
    return suite_run(suite);
}
