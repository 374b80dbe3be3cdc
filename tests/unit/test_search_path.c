/* SPDX-License-Identifier: MIT */
#include "core/search_path.h"

#include "suite.h"

static const struct {
    const char *name;
    const char *path;
    const char *expected; /* joined with blanks */
} paths[] = {
    {"in order", "/b:/a", "/b/git /a/git"},
    {"no PATH", NULL, "/usr/local/bin/git /usr/bin/git /bin/git"},
    {"an empty PATH", "", ""},
    {"relative folders are left out", ".:/a:bin:../x:~/bin", "/a/git"},
    {"empty ones, which mean the current folder", ":/a::/b:", "/a/git /b/git"},
    {"a slash at the end", "/a/", "/a/git"},
};

START_TEST(a_program_is_looked_for_in_absolute_folders)
{
    g_auto(GStrv) candidates = search_path_candidates(paths[_i].path, "git");
    g_autofree char *got = g_strjoinv(" ", candidates);
    assert_row_text(paths[_i].name, "the candidates", got, paths[_i].expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("search_path");
    TCase *folders = suite_add_case(suite, "folders");
    case_add_rows(folders, a_program_is_looked_for_in_absolute_folders, paths);
    return suite_run(suite);
}
