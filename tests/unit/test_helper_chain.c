/* SPDX-License-Identifier: MIT */
#include "policy/helper_chain.h"

#include "findings.h"
#include "suite.h"

#define CONFIGURE "git credential-azdo configure"
#define REMOVAL "git config --unset-all x"

/* One letter for each: o(wn), O(wn, missing), r(eset), s(tore), c(ache), x (other), X (missing). */
static ChainLink link_of(char letter)
{
    static const struct {
        char letter;
        LinkKind kind;
        const char *shown;
    } kinds[] = {
        {'o', LINK_OWN, "azdo"},    {'r', LINK_RESET, ""},      {'s', LINK_STORE, "store"},
        {'c', LINK_CACHE, "cache"}, {'x', LINK_OTHER, "other"}, {'m', LINK_MANAGER, "manager"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i].letter == g_ascii_tolower(letter))
            return (ChainLink){kinds[i].kind, g_ascii_isupper(letter), kinds[i].shown, "file:f",
                               kinds[i].kind == LINK_OWN ? NULL : REMOVAL};
    }
    g_assert_not_reached();
}

static const struct {
    const char *name;
    const char *links;
    const char *found;
    const char *code; /* the finding whose command is looked at; NULL = none */
    const char *command;
} rows[] = {
    {"ours alone", "o", "ok helper-chain", NULL, NULL},
    {"ours behind a reset", "sro", "ok helper-chain", NULL, NULL},
    {"none", "", "problem helper-absent", "helper-absent", CONFIGURE},
    {"others alone", "sc", "problem helper-absent", "helper-absent", CONFIGURE},
    {"ours before a reset", "or", "problem helper-dropped", "helper-dropped", CONFIGURE},
    {"ours before a reset and another", "ors", "problem helper-dropped", "helper-dropped",
     CONFIGURE},
    {"ours twice, once forgotten", "oro", "ok helper-chain", NULL, NULL},
    {"ours twice", "oo", "ok helper-chain, warning helper-twice", "helper-twice", CONFIGURE},
    {"a store before", "so", "ok helper-chain, warning helper-before", "helper-before", CONFIGURE},
    {"a manager before", "mo", "ok helper-chain, warning helper-before", "helper-before",
     CONFIGURE},
    {"a store behind", "os", "ok helper-chain, warning helper-plain", "helper-plain", REMOVAL},
    {"a cache behind", "oc", "ok helper-chain, warning helper-behind", "helper-behind", REMOVAL},
    {"ours cannot be found", "O", "ok helper-chain, problem helper-missing", "helper-missing",
     CONFIGURE},
    {"another cannot be found", "Xo", "ok helper-chain, warning helper-other-missing",
     "helper-other-missing", REMOVAL},
    {"one on each side", "xos", "ok helper-chain, warning helper-before, warning helper-plain",
     "helper-plain", REMOVAL},
};

START_TEST(where_ours_stands_is_told)
{
    ChainLink links[8];
    gsize count = 0;
    for (const char *letter = rows[_i].links; *letter; letter++)
        links[count++] = link_of(*letter);
    Checkup *checkup = checkup_new("helpers", "Helpers");
    helper_chain_judge(links, count, "https://dev.azure.com", CONFIGURE, checkup);
    g_autofree char *found = findings_list(checkup);
    assert_row_text(rows[_i].name, "what is found", found, rows[_i].found);
    if (rows[_i].code) {
        const Diagnosis *diagnosis = findings_find(checkup, rows[_i].code);
        assert_row_text(rows[_i].name, "the command", diagnosis->command, rows[_i].command);
    }
    checkup_free(checkup);
}
END_TEST

static const struct {
    const char *program;
    LinkKind kind;
} programs[] = {
    {"store", LINK_STORE},
    {"cache", LINK_CACHE},
    {"/usr/lib/git-core/git-credential-libsecret", LINK_KEYRING},
    {"/usr/local/bin/git-credential-manager", LINK_MANAGER},
    {"manager-core", LINK_MANAGER},
    {"storex", LINK_OTHER},
    {"/opt/store/helper", LINK_OTHER},
    {"", LINK_OTHER},
};

START_TEST(a_helper_is_known_by_its_program)
{
    ck_assert_msg(link_kind_of_program(programs[_i].program) == programs[_i].kind, "%s",
                  programs[_i].program);
}
END_TEST

static const struct {
    const char *name;
    HelperOption option;
    gboolean differs;
} options[] = {
    {"neither says it", {"cache", "azdoCache", NULL, NULL, "900"}, FALSE},
    {"the line alone says it", {"cache", "azdoCache", "60", NULL, "900"}, FALSE},
    {"both say the same", {"cache", "azdoCache", "60", "60", "900"}, FALSE},
    {"the setting says what holds anyway", {"cache", "azdoCache", NULL, "900", "900"}, FALSE},
    {"the setting alone says it", {"cache", "azdoCache", NULL, "60", "900"}, TRUE},
    {"they contradict each other", {"cache", "azdoCache", "60", "900", "900"}, TRUE},
    {"there is nothing usual", {"username", "azdoUsername", NULL, "ann", NULL}, TRUE},
};

START_TEST(an_option_differs_where_git_goes_by_something_else)
{
    ck_assert_msg(helper_option_differs(&options[_i].option) == options[_i].differs, "%s",
                  options[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("helper_chain");
    TCase *test_case = suite_add_case(suite, "helper_chain");
    case_add_rows(test_case, where_ours_stands_is_told, rows);
    case_add_rows(test_case, a_helper_is_known_by_its_program, programs);
    case_add_rows(test_case, an_option_differs_where_git_goes_by_something_else, options);
    return suite_run(suite);
}
