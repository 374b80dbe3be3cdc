/* SPDX-License-Identifier: MIT */
#include "model/diagnosis.h"

#include "suite.h"

static GPtrArray *checkups_of(const DiagnosisLevel *levels, gsize count)
{
    GPtrArray *checkups = g_ptr_array_new_with_free_func((GDestroyNotify)checkup_free);
    Checkup *checkup = checkup_new("git", "Git");
    for (gsize i = 0; i < count; i++)
        checkup_add(checkup, levels[i], "code", "sentence %d", (int)i);
    g_ptr_array_add(checkups, checkup);
    g_ptr_array_add(checkups, checkup_new("store", "Store"));
    return checkups;
}

static const struct {
    const char *name;
    DiagnosisLevel levels[4];
    gsize count;
    int exit_status;
    const char *told;
} rows[] = {
    {"nothing at all", {DIAGNOSIS_OK}, 0, 0, NULL},
    {"what is good", {DIAGNOSIS_OK, DIAGNOSIS_NOTE}, 2, 0, NULL},
    {"what could not be found out", {DIAGNOSIS_UNKNOWN, DIAGNOSIS_OK}, 2, 3, "1 unknown"},
    {"a warning outweighs it",
     {DIAGNOSIS_UNKNOWN, DIAGNOSIS_WARNING},
     2,
     1,
     "1 warning, 1 unknown"},
    {"a problem outweighs all",
     {DIAGNOSIS_PROBLEM, DIAGNOSIS_WARNING, DIAGNOSIS_WARNING, DIAGNOSIS_PROBLEM},
     4,
     2,
     "2 problems, 2 warnings"},
};

START_TEST(the_worst_decides)
{
    g_autoptr(GPtrArray) checkups = checkups_of(rows[_i].levels, rows[_i].count);
    g_autofree char *told = checkups_count(checkups);
    ck_assert_msg(diagnosis_exit_status(checkups_worst(checkups)) == rows[_i].exit_status, "%s",
                  rows[_i].name);
    assert_row_text(rows[_i].name, "the count", told, rows[_i].told);
}
END_TEST

START_TEST(the_same_words_are_said_once)
{
    Checkup *checkup = checkup_new("network", "Network");
    checkup_add(checkup, DIAGNOSIS_PROBLEM, "dns", "one");
    checkup_add(checkup, DIAGNOSIS_PROBLEM, "dns", "another");
    checkup_add(checkup, DIAGNOSIS_PROBLEM, "dns", "one");
    checkup_add(checkup, DIAGNOSIS_PROBLEM, "connect", "one");
    checkup_unify(checkup);
    ck_assert_uint_eq(checkup->diagnoses->len, 3);
    const Diagnosis *first = g_ptr_array_index(checkup->diagnoses, 0);
    ck_assert_str_eq(first->sentence, "one");
    checkup_free(checkup);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("diagnosis");
    TCase *test_case = suite_add_case(suite, "diagnosis");
    case_add_rows(test_case, the_worst_decides, rows);
    tcase_add_test(test_case, the_same_words_are_said_once);
    return suite_run(suite);
}
