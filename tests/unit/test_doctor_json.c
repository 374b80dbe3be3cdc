/* SPDX-License-Identifier: MIT */
#include "azure/doctor_json.h"

#include "net/json.h"
#include "suite.h"

#include <string.h>

START_TEST(every_check_and_every_finding_has_all_its_members)
{
    g_autoptr(GPtrArray) checkups = g_ptr_array_new_with_free_func((GDestroyNotify)checkup_free);
    Checkup *git = checkup_new("git", "Git");
    Diagnosis *diagnosis = checkup_add(git, DIAGNOSIS_WARNING, "git-old", "it is \"old\"");
    diagnosis->command = g_strdup("apt");
    g_ptr_array_add(checkups, git);
    g_ptr_array_add(checkups, checkup_new("store", "Store"));
    g_autofree char *text = doctor_json_format(checkups, NULL);
    ck_assert_str_eq(text, "{\n"
                           "  \"version\": 1,\n"
                           "  \"checks\": [\n"
                           "    {\n"
                           "      \"check\": \"git\",\n"
                           "      \"title\": \"Git\",\n"
                           "      \"level\": \"warning\"\n"
                           "    },\n"
                           "    {\n"
                           "      \"check\": \"store\",\n"
                           "      \"title\": \"Store\",\n"
                           "      \"level\": \"ok\"\n"
                           "    }\n"
                           "  ],\n"
                           "  \"findings\": [\n"
                           "    {\n"
                           "      \"check\": \"git\",\n"
                           "      \"level\": \"warning\",\n"
                           "      \"code\": \"git-old\",\n"
                           "      \"sentence\": \"it is \\\"old\\\"\",\n"
                           "      \"advice\": null,\n"
                           "      \"command\": \"apt\"\n"
                           "    }\n"
                           "  ]\n"
                           "}\n");
}
END_TEST

START_TEST(it_is_read_as_json_whatever_the_texts_hold)
{
    g_autoptr(GPtrArray) checkups = g_ptr_array_new_with_free_func((GDestroyNotify)checkup_free);
    Checkup *git = checkup_new("git", "Git");
    checkup_add(git, DIAGNOSIS_OK, "git-version", "%s", "\xff\"\n\\");
    g_ptr_array_add(checkups, git);
    g_autofree char *text = doctor_json_format(checkups, NULL);
    g_autoptr(JsonDocument) document = json_document_parse(text, strlen(text));
    ck_assert_ptr_nonnull(document);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("doctor_json");
    TCase *test_case = suite_add_case(suite, "doctor_json");
    tcase_add_test(test_case, every_check_and_every_finding_has_all_its_members);
    tcase_add_test(test_case, it_is_read_as_json_whatever_the_texts_hold);
    return suite_run(suite);
}
