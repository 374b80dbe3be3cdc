/* SPDX-License-Identifier: MIT */
#include "policy/git_version.h"

#include "findings.h"
#include "suite.h"

#define SINCE_2_46 "note git-no-interactive"
#define SINCE_2_41 "note git-no-state, " SINCE_2_46
#define SINCE_2_40 "note git-no-challenge, " SINCE_2_41
#define SINCE_2_39 "note git-no-expiry, " SINCE_2_40

static const struct {
    const char *text;
    gboolean is_version;
    const char *found;
} rows[] = {
    {"git version 2.55.0", TRUE, ""},
    {"git version 2.47.0", TRUE, ""},
    {"git version 3.0.0", TRUE, ""},
    {"git version 2.46.2", TRUE, SINCE_2_46},
    {"git version 2.41.0.windows.1", TRUE, SINCE_2_41},
    {"git version 2.40.1", TRUE, SINCE_2_40},
    {"git version 2.39.5 (Apple Git-154)", TRUE, SINCE_2_39},
    {"git version 2.30.2", TRUE, "warning git-old, " SINCE_2_39},
    {"git version 1.9.5", TRUE, "warning git-old, " SINCE_2_39},
    {"git version 2.rc", FALSE, NULL},
    {"git version 99999.1", FALSE, NULL},
    {"git version", FALSE, NULL},
    {"", FALSE, NULL},
};

START_TEST(what_a_git_is_too_old_for_is_told)
{
    GitVersion version = {0};
    ck_assert_msg(git_version_parse(rows[_i].text, &version) == rows[_i].is_version, "%s",
                  rows[_i].text);
    if (!rows[_i].is_version)
        return;
    Checkup *checkup = checkup_new("git", "Git");
    git_version_judge(&version, checkup);
    g_autofree char *found = findings_list(checkup);
    assert_row_text(rows[_i].text, "what is found", found, rows[_i].found);
    checkup_free(checkup);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("git_version");
    case_add_rows(suite_add_case(suite, "git_version"), what_a_git_is_too_old_for_is_told, rows);
    return suite_run(suite);
}
