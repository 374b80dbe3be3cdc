/* SPDX-License-Identifier: MIT */
#include "policy/import.h"

#include "suite.h"

static const struct {
    const char *name;
    ImportFacts facts;
    ImportFate fate;
    gboolean goes_unasked;
    gboolean goes_if_named;
} rows[] = {
    {"a good token where none is",
     {TRUE, TRUE, IMPORT_CHECK_GOOD, IMPORT_ROOM_FREE},
     IMPORT_STORE,
     TRUE,
     TRUE},
    {"one that could not be checked",
     {TRUE, TRUE, IMPORT_CHECK_DOUBTFUL, IMPORT_ROOM_FREE},
     IMPORT_UNCHECKED,
     FALSE,
     TRUE},
    {"one that is refused",
     {TRUE, TRUE, IMPORT_CHECK_REFUSED, IMPORT_ROOM_FREE},
     IMPORT_REFUSED,
     FALSE,
     FALSE},
    {"one that is stored",
     {TRUE, TRUE, IMPORT_CHECK_GOOD, IMPORT_ROOM_SAME},
     IMPORT_STORED,
     FALSE,
     FALSE},
    {"one that is stored and refused is stored all the same",
     {TRUE, TRUE, IMPORT_CHECK_REFUSED, IMPORT_ROOM_SAME},
     IMPORT_STORED,
     FALSE,
     FALSE},
    {"one that is stored, whoever it is for",
     {TRUE, FALSE, IMPORT_CHECK_DOUBTFUL, IMPORT_ROOM_SAME},
     IMPORT_STORED,
     FALSE,
     FALSE},
    {"a good token in the place of another",
     {TRUE, TRUE, IMPORT_CHECK_GOOD, IMPORT_ROOM_OTHER},
     IMPORT_REPLACE,
     FALSE,
     TRUE},
    {"a doubtful token in the place of another",
     {TRUE, TRUE, IMPORT_CHECK_DOUBTFUL, IMPORT_ROOM_OTHER},
     IMPORT_REPLACE,
     FALSE,
     FALSE},
    {"a refused token in the place of another",
     {TRUE, TRUE, IMPORT_CHECK_REFUSED, IMPORT_ROOM_OTHER},
     IMPORT_REFUSED,
     FALSE,
     FALSE},
    {"one of no organization",
     {TRUE, FALSE, IMPORT_CHECK_DOUBTFUL, IMPORT_ROOM_FREE},
     IMPORT_NAMELESS,
     FALSE,
     FALSE},
    {"what is no token",
     {FALSE, TRUE, IMPORT_CHECK_GOOD, IMPORT_ROOM_SAME},
     IMPORT_NO_PAT,
     FALSE,
     FALSE},
};

START_TEST(a_token_has_its_fate)
{
    ImportFate fate = import_decide(&rows[_i].facts);
    ImportCheck check = rows[_i].facts.check;
    ck_assert_msg(fate == rows[_i].fate, "%s: %d", rows[_i].name, fate);
    ck_assert_msg(import_goes_unasked(fate, check, FALSE) == rows[_i].goes_unasked, "%s",
                  rows[_i].name);
    ck_assert_msg(import_goes_unasked(fate, check, TRUE) == rows[_i].goes_if_named, "%s",
                  rows[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import");
    TCase *fates = suite_add_case(suite, "fates");
    case_add_rows(fates, a_token_has_its_fate, rows);
    return suite_run(suite);
}
