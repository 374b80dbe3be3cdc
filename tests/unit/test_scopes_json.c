/* SPDX-License-Identifier: MIT */
#include "azure/scopes_json.h"

#include "model/pat_scope.h"
#include "suite.h"

static char *format(const PatScope *scope, const PatScopelessPart *part)
{
    g_autoptr(GPtrArray) scopes = g_ptr_array_new();
    g_autoptr(GPtrArray) parts = g_ptr_array_new();
    if (scope)
        g_ptr_array_add(scopes, (gpointer)scope);
    if (part)
        g_ptr_array_add(parts, (gpointer)part);
    return scopes_json_format(scopes, parts, NULL);
}

START_TEST(nothing_is_an_empty_array)
{
    g_autofree char *text = format(NULL, NULL);
    ck_assert_str_eq(text, "{\n  \"version\": 1,\n  \"scopes\": []\n}\n");
}
END_TEST

START_TEST(a_scope_has_every_member)
{
    g_autofree char *text = format(pat_scope_from_name("code:write"), NULL);
    ck_assert_str_eq(text, "{\n  \"version\": 1,\n  \"scopes\": [\n    {\n"
                           "      \"page\": \"Code\",\n"
                           "      \"right\": \"Read & write\",\n"
                           "      \"name\": \"code:write\",\n"
                           "      \"identifier\": \"vso.code_write\",\n"
                           "      \"inherits\": \"vso.code\",\n"
                           "      \"git\": \"push\",\n"
                           "      \"covered_by\": []\n    }\n  ]\n}\n");
}
END_TEST

START_TEST(what_a_scope_does_not_have_is_null)
{
    g_autofree char *text = format(pat_scope_from_name("app_token"), NULL);
    ck_assert_str_eq(text, "{\n  \"version\": 1,\n  \"scopes\": [\n    {\n"
                           "      \"page\": \"Full access\",\n"
                           "      \"right\": null,\n"
                           "      \"name\": \"full-access\",\n"
                           "      \"identifier\": \"app_token\",\n"
                           "      \"inherits\": null,\n"
                           "      \"git\": null,\n"
                           "      \"covered_by\": []\n    }\n  ]\n}\n");
}
END_TEST

START_TEST(a_part_without_a_scope_has_its_cover_alone)
{
    g_autofree char *text = format(NULL, &pat_scopeless_parts[0]);
    ck_assert_str_eq(text, "{\n  \"version\": 1,\n  \"scopes\": [\n    {\n"
                           "      \"page\": \"Policy\",\n"
                           "      \"right\": null,\n"
                           "      \"name\": null,\n"
                           "      \"identifier\": null,\n"
                           "      \"inherits\": null,\n"
                           "      \"git\": null,\n"
                           "      \"covered_by\": [\n"
                           "        \"vso.code\",\n"
                           "        \"vso.code_write\"\n"
                           "      ]\n    }\n  ]\n}\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scopes_json");
    TCase *documents = suite_add_case(suite, "documents");
    tcase_add_test(documents, nothing_is_an_empty_array);
    tcase_add_test(documents, a_scope_has_every_member);
    tcase_add_test(documents, what_a_scope_does_not_have_is_null);
    tcase_add_test(documents, a_part_without_a_scope_has_its_cover_alone);
    return suite_run(suite);
}
