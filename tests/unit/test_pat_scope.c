/* SPDX-License-Identifier: MIT */
#include "model/pat_scope.h"

#include "core/error.h"
#include "suite.h"

#include <string.h>

/* The groups of the token page, with their identifiers; written down apart from the table. */
static const struct {
    const char *name;
    const char *identifiers;
} groups[] = {
    {"Full access", "app_token"},
    {"Advanced Security", "vso.advsec vso.advsec_write vso.advsec_manage"},
    {"Agent Pools", "vso.agentpools vso.agentpools_manage"},
    {"Environment", "vso.environment_manage"},
    {"Deployment Groups", "vso.machinegroup_manage"},
    {"Analytics", "vso.analytics"},
    {"Audit Log", "vso.auditlog vso.auditstreams_manage"},
    {"Build", "vso.build vso.build_execute"},
    {"Code", "vso.code vso.code_write vso.code_manage vso.code_full vso.code_status"},
    {"PR threads", "vso.threads_full"},
    {"Connected Server", "vso.connected_server"},
    {"Entitlements", "vso.entitlements"},
    {"Member Entitlement Management",
     "vso.memberentitlementmanagement vso.memberentitlementmanagement_write"},
    {"Extensions", "vso.extension vso.extension_manage"},
    {"Extension data", "vso.extension.data vso.extension.data_write"},
    {"GitHub Connections", "vso.githubconnections vso.githubconnections_manage"},
    {"Graph", "vso.graph vso.graph_manage"},
    {"Identity", "vso.identity vso.identity_manage"},
    {"Marketplace", "vso.gallery vso.gallery_acquire vso.gallery_publish vso.gallery_manage"},
    {"Notifications", "vso.notification vso.notification_write vso.notification_manage "
                      "vso.notification_diagnostics"},
    {"Packaging", "vso.packaging vso.packaging_write vso.packaging_manage"},
    {"Pipeline Resources", "vso.pipelineresources_use vso.pipelineresources_manage"},
    {"Project and Team", "vso.project vso.project_write vso.project_manage"},
    {"Release", "vso.release vso.release_execute vso.release_manage"},
    {"Secure Files", "vso.securefiles_read vso.securefiles_write vso.securefiles_manage"},
    {"Security", "vso.security_manage"},
    {"Service Connections",
     "vso.serviceendpoint vso.serviceendpoint_query vso.serviceendpoint_manage"},
    {"Settings", "vso.settings vso.settings_write"},
    {"Symbols", "vso.symbols vso.symbols_write vso.symbols_manage"},
    {"Task Groups", "vso.taskgroups_read vso.taskgroups_write vso.taskgroups_manage"},
    {"Team Dashboards", "vso.dashboards vso.dashboards_manage"},
    {"Test Management", "vso.test vso.test_write"},
    {"Tokens", "vso.tokens"},
    {"Token Administration", "vso.tokenadministration"},
    {"User Profile", "vso.profile vso.profile_write"},
    {"Variable Groups",
     "vso.variablegroups_read vso.variablegroups_write vso.variablegroups_manage"},
    {"Wiki", "vso.wiki vso.wiki_write"},
    {"Work Items", "vso.work vso.work_write vso.work_full"},
};
#define GROUP_COUNT 38
#define SCOPE_COUNT 83

START_TEST(a_group_has_its_scopes_and_no_other)
{
    g_autoptr(GString) found = g_string_new(NULL);
    for (gsize i = 0; i < pat_scope_count; i++) {
        if (g_str_equal(pat_scopes[i].group, groups[_i].name))
            g_string_append_printf(found, "%s%s", found->len > 0 ? " " : "",
                                   pat_scopes[i].identifier);
    }
    assert_row_text(groups[_i].name, "the identifiers", found->str, groups[_i].identifiers);
}
END_TEST

START_TEST(there_is_no_other_group)
{
    ck_assert_uint_eq(G_N_ELEMENTS(groups), GROUP_COUNT);
    ck_assert_uint_eq(pat_scope_count, SCOPE_COUNT);
    gsize count = 0;
    for (gsize i = 0; i < pat_scope_count; i++)
        count += i == 0 || !g_str_equal(pat_scopes[i].group, pat_scopes[i - 1].group);
    ck_assert_uint_eq(count, GROUP_COUNT);
}
END_TEST

START_TEST(every_scope_is_found_by_what_it_is_called)
{
    for (gsize i = 0; i < pat_scope_count; i++) {
        const PatScope *scope = &pat_scopes[i];
        g_autofree char *loud = g_ascii_strup(scope->name, -1);
        ck_assert_msg(pat_scope_from_name(scope->identifier) == scope, "%s", scope->identifier);
        ck_assert_msg(pat_scope_from_name(scope->name) == scope, "%s", scope->name);
        ck_assert_msg(pat_scope_from_name(loud) == scope, "%s", loud);
    }
}
END_TEST

START_TEST(a_scope_stands_behind_those_it_includes_of_its_group)
{
    for (gsize i = 0; i < pat_scope_count; i++) {
        const PatScope *base = pat_scopes[i].inherits;
        if (base && g_str_equal(base->group, pat_scopes[i].group))
            ck_assert_msg(base < &pat_scopes[i], "%s", pat_scopes[i].name);
    }
}
END_TEST

static const struct {
    const char *name;
    const char *covered_by;
} parts[] = {
    {"Policy", "vso.code vso.code_write"},
    {"Process", "vso.work vso.work_write"},
    {"Source Providers", "vso.build vso.build_execute"},
    {"YAML pipelines", "vso.build vso.build_execute"},
    {"Project analysis", "vso.analytics"},
};

START_TEST(a_part_without_a_scope_is_covered_by_another)
{
    ck_assert_uint_eq(pat_scopeless_part_count, G_N_ELEMENTS(parts));
    const PatScopelessPart *part = &pat_scopeless_parts[_i];
    ck_assert_str_eq(part->name, parts[_i].name);
    g_autoptr(GString) found = g_string_new(NULL);
    for (gsize i = 0; part->covered_by[i]; i++)
        g_string_append_printf(found, "%s%s", i > 0 ? " " : "", part->covered_by[i]->identifier);
    assert_row_text(parts[_i].name, "the cover", found->str, parts[_i].covered_by);
}
END_TEST

static const struct {
    const char *name;
    const char *scope;
    const char *text;
} descriptions[] = {
    {"a right is in the words of the page", "code:write", "Code (Read & write)"},
    {"so is one with three verbs", "release:execute", "Release (Read, write, & execute)"},
    {"a group with one right and no word for it is its name", "full-access", "Full access"},
};

START_TEST(a_scope_is_described_as_on_the_page)
{
    g_autofree char *text = pat_scope_describe(pat_scope_from_name(descriptions[_i].scope));
    assert_row_text(descriptions[_i].name, "the text", text, descriptions[_i].text);
}
END_TEST

static const struct {
    const char *name;
    const char *scope;
    const char *other;
    gboolean includes;
} inclusions[] = {
    {"a scope includes itself", "code:read", "code:read", TRUE},
    {"writing includes reading", "code:write", "code:read", TRUE},
    {"reading does not include writing", "code:read", "code:write", FALSE},
    {"all of code includes its reading", "code:full", "code:read", TRUE},
    {"all of code does not include the status", "code:full", "code:status", FALSE},
    {"code includes the profile", "code:full", "profile:read", TRUE},
    {"build includes the profile", "build:execute", "profile:read", TRUE},
    {"work items include the profile", "work:full", "profile:read", TRUE},
    {"packages include the profile", "packaging:manage", "profile:read", TRUE},
    {"releases include the profile", "release:manage", "profile:read", TRUE},
    {"tests include the profile", "test:write", "profile:read", TRUE},
    {"extensions include the profile", "extension:manage", "profile:read", TRUE},
    {"the wiki does not include the profile", "wiki:write", "profile:read", FALSE},
    {"code does not include writing the profile", "code:full", "profile:write", FALSE},
    {"code does not include packages", "code:full", "packaging:read", FALSE},
    {"environments include agent pools", "environment:manage", "agentpools:read", TRUE},
    {"deployment groups include agent pools", "machinegroup:manage", "agentpools:read", TRUE},
    {"environments do not include deployment groups", "environment:manage", "machinegroup:manage",
     FALSE},
    {"managing the marketplace includes publishing", "gallery:manage", "gallery:publish", TRUE},
    {"managing the marketplace does not include acquiring", "gallery:manage", "gallery:acquire",
     FALSE},
    {"diagnostics include no writing", "notification:diagnostics", "notification:write", FALSE},
    {"streams include the audit log", "auditstreams:manage", "auditlog:read", TRUE},
    {"full access includes everything", "full-access", "tokens:manage", TRUE},
    {"nothing else includes full access", "code:full", "full-access", FALSE},
};

START_TEST(a_scope_includes_what_it_inherits)
{
    gboolean includes = pat_scope_includes(pat_scope_from_name(inclusions[_i].scope),
                                           pat_scope_from_name(inclusions[_i].other));
    ck_assert_msg(includes == inclusions[_i].includes, "%s", inclusions[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *scope;
    const char *pattern;
    gboolean matches;
} patterns[] = {
    {"nothing is a part of everything", "code:read", "", TRUE},
    {"a part of the name", "code:write", "de:wr", TRUE},
    {"a part of the identifier", "code:write", "vso.code_", TRUE},
    {"a part of the group", "serviceendpoint:read", "service conn", TRUE},
    {"a part of the right", "agentpools:manage", "read & manage", TRUE},
    {"group and right together", "code:write", "Code (Read & write)", TRUE},
    {"what Git does", "code:write", "push", TRUE},
    {"what Git does with another", "code:read", "push", FALSE},
    {"letters of either case", "code:write", "CODE:Write", TRUE},
    {"something else", "code:write", "wiki", FALSE},
};

START_TEST(a_pattern_is_a_part_of_any_column)
{
    const PatScope *scope = pat_scope_from_name(patterns[_i].scope);
    ck_assert_msg(pat_scope_matches(scope, patterns[_i].pattern) == patterns[_i].matches, "%s",
                  patterns[_i].name);
}
END_TEST

START_TEST(a_part_without_a_scope_is_found_by_its_name_and_its_cover)
{
    const PatScopelessPart *policy = &pat_scopeless_parts[0];
    ck_assert(pat_scopeless_part_matches(policy, "polic"));
    ck_assert(pat_scopeless_part_matches(policy, "code:write"));
    ck_assert(pat_scopeless_part_matches(policy, "VSO.code"));
    ck_assert(!pat_scopeless_part_matches(policy, "wiki"));
}
END_TEST

#define A_32 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const char *name;
    const char *word;
    const char *suggestion; /* NULL = nothing is near */
} mistakes[] = {
    {"two letters changed places", "cdoe:read", "code:read"},
    {"a letter is missing", "code:writ", "code:write"},
    {"a letter too many", "packagging:read", "packaging:read"},
    {"an identifier with a mistake", "vso.code_wirte", "code:write"},
    {"another case", "COED:READ", "code:read"},
    {"a dash for a colon", "code-write", "code:write"},
    {"an identifier without its beginning", "code_write", "code:write"},
    {"a name without its right", "packaging", "packaging:read"},
    {"a group alone means what Git needs of it", "code", "code:write"},
    {"an identifier's part without its right", "vso.taskgroups", "taskgroups:read"},
    {"a right that the group does not have", "tokens:read", "tokens:manage"},
    {"a right that the group calls otherwise", "work:manage", "work:full"},
    {"a right in the word of the page", "securefiles:create", "securefiles:write"},
    {"full access with a mistake", "full-acess", "full-access"},
    {"a word like no other", "banana", NULL},
    {"a word that is a part of many", "read", NULL},
    {"nothing", "", NULL},
    {"a word of the greatest length", A_32 A_32, NULL},
    {"a word that is too long", A_32 A_32 "a", NULL},
    {"a long word that begins well", "code:" A_32 A_32, NULL},
};

static const struct {
    const char *name;
    const char *pattern;
    const char *suggestion; /* NULL = nothing is near */
} near_patterns[] = {
    {.name = "swapped letters", .pattern = "wirte", .suggestion = "write"},
    {.name = "in capitals", .pattern = "WIRTE", .suggestion = "write"},
    {.name = "a group", .pattern = "cdoe", .suggestion = "code"},
    {.name = "a right", .pattern = "manag3", .suggestion = "manage"},
    {.name = "a word that is far from all", .pattern = "banana", .suggestion = NULL},
    {.name = "one letter is near to nothing", .pattern = "\xc3", .suggestion = NULL},
    {.name = "nothing", .pattern = "", .suggestion = NULL},
};

START_TEST(a_pattern_that_matches_nothing_has_a_word_that_does)
{
    g_autofree char *word = pat_scope_suggest_pattern(near_patterns[_i].pattern);
    assert_row_text(near_patterns[_i].name, "the suggestion", word, near_patterns[_i].suggestion);
}
END_TEST

START_TEST(a_pattern_without_a_letter_matches_nothing)
{
    for (gsize i = 0; i < pat_scope_count; i++) {
        ck_assert(!pat_scope_matches(&pat_scopes[i], "("));
        ck_assert(!pat_scope_matches(&pat_scopes[i], " & "));
        ck_assert(pat_scope_matches(&pat_scopes[i], ""));
    }
    for (gsize i = 0; i < pat_scopeless_part_count; i++)
        ck_assert(!pat_scopeless_part_matches(&pat_scopeless_parts[i], ":"));
}
END_TEST

START_TEST(a_misspelt_word_has_a_suggestion)
{
    const PatScope *scope = pat_scope_suggest(mistakes[_i].word);
    assert_row_text(mistakes[_i].name, "the suggestion", scope ? scope->name : NULL,
                    mistakes[_i].suggestion);
}
END_TEST

#define TEXTS_MAX 4

static const struct {
    const char *name;
    const char *texts[TEXTS_MAX];
    PatScopesOutcome outcome;
    const char *scopes;
    const char *word;
} wishes[] = {
    {.name = "a name becomes its identifier", .texts = {"code:write"}, .scopes = "vso.code_write"},
    {.name = "an identifier stays", .texts = {"vso.code_write"}, .scopes = "vso.code_write"},
    {.name = "letters of either case are the same",
     .texts = {"VSO.Code_Write"},
     .scopes = "vso.code_write"},
    {.name = "several texts are one list",
     .texts = {"packaging:read", "code:write"},
     .scopes = "vso.code_write vso.packaging"},
    {.name = "commas, blanks and line feeds stand between words",
     .texts = {"wiki:read,code:read\n\twork:read , graph:read,"},
     .scopes = "vso.code vso.graph vso.wiki vso.work"},
    {.name = "the same twice is once",
     .texts = {"code:read", "vso.code,code:read"},
     .scopes = "vso.code"},
    {.name = "what another includes is left out",
     .texts = {"profile:read code:read code:full"},
     .scopes = "vso.code_full"},
    {.name = "what another includes by way of others is left out, whatever the order",
     .texts = {"environment:manage agentpools:read"},
     .scopes = "vso.environment_manage"},
    {.name = "what no other includes stays",
     .texts = {"code:full code:status"},
     .scopes = "vso.code_full vso.code_status"},
    {.name = "a group with a full stop in its name",
     .texts = {"extension.data:write,extension:read"},
     .scopes = "vso.extension.data_write vso.extension"},
    {.name = "a misspelt word is returned as it was typed",
     .texts = {"code:read", "wiki:read, Cdoe:Read nonsense"},
     .outcome = PAT_SCOPES_UNKNOWN,
     .word = "Cdoe:Read"},
    {.name = "a misspelt word is told before full access is",
     .texts = {"app_token banana"},
     .outcome = PAT_SCOPES_UNKNOWN,
     .word = "banana"},
    {.name = "full access by its identifier",
     .texts = {"app_token"},
     .outcome = PAT_SCOPES_FULL_ACCESS,
     .scopes = "app_token"},
    {.name = "full access by its name",
     .texts = {"Full-Access"},
     .outcome = PAT_SCOPES_FULL_ACCESS,
     .scopes = "app_token"},
    {.name = "full access in the words of the page",
     .texts = {" full access "},
     .outcome = PAT_SCOPES_FULL_ACCESS,
     .scopes = "app_token"},
    {.name = "full access includes all that is named with it",
     .texts = {"code:write", "full-access,wiki:read"},
     .outcome = PAT_SCOPES_FULL_ACCESS,
     .scopes = "app_token"},
    {.name = "no text is empty", .outcome = PAT_SCOPES_EMPTY},
    {.name = "blanks and commas are empty",
     .texts = {"", " , ", "\t"},
     .outcome = PAT_SCOPES_EMPTY},
};

START_TEST(what_is_typed_becomes_what_the_api_takes)
{
    g_autofree char *scopes = NULL;
    g_autofree char *word = NULL;
    PatScopesOutcome outcome = pat_scopes_parse(wishes[_i].texts, &scopes, &word);
    ck_assert_msg(outcome == wishes[_i].outcome, "%s: %d", wishes[_i].name, (int)outcome);
    assert_row_text(wishes[_i].name, "the list", scopes, wishes[_i].scopes);
    assert_row_text(wishes[_i].name, "the word", word, wishes[_i].word);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *message; /* NULL = it is taken */
    const char *hint;
    gboolean allows_full_access;
} requirements[] = {
    {.name = "scopes are taken", .text = "code:read"},
    {.name = "allowing full access refuses nothing else",
     .text = "code:read",
     .allows_full_access = TRUE},
    {.name = "full access is taken if it is allowed",
     .text = "app_token",
     .allows_full_access = TRUE},
    {.name = "full access is refused, with the reason",
     .text = "app_token",
     .message = "full access is refused: whoever gets the token can do all that you can",
     .hint = "Git needs --scope=code:write; or add --full-access"},
    {.name = "a misspelt word has a suggestion",
     .text = "cdoe:read",
     .message = "there is no scope 'cdoe:read'",
     .hint = "did you mean 'code:read'? all of them: git credential-azdo scopes"},
    {.name = "a strange word has none",
     .text = "banana",
     .message = "there is no scope 'banana'",
     .hint = "all of them: git credential-azdo scopes"},
    {.name = "a word does not reach the terminal as it is",
     .text = "\x1b[2Jx",
     .message = "there is no scope '\xef\xbf\xbd[2Jx'",
     .hint = "all of them: git credential-azdo scopes"},
    {.name = "no word is refused",
     .text = " ",
     .message = "no scope is named",
     .hint = "for Git: code:write"},
};

START_TEST(what_is_refused_says_why)
{
    g_autofree char *scopes = NULL;
    g_autoptr(GError) error = NULL;
    gboolean is_taken = pat_scopes_require((const char *const[]){requirements[_i].text, NULL},
                                           requirements[_i].allows_full_access, &scopes, &error);
    const char *name = requirements[_i].name;
    assert_row_text(name, "the message", error ? error->message : NULL, requirements[_i].message);
    assert_row_text(name, "the hint", error ? error_get_hint(error) : NULL, requirements[_i].hint);
    ck_assert_msg(is_taken == (error == NULL) && is_taken == (scopes != NULL), "%s", name);
    ck_assert_msg(is_taken || error_exit_status(error) == 129, "%s", name);
}
END_TEST

START_TEST(the_default_is_a_scope_for_git)
{
    const PatScope *scope = pat_scope_from_name(PAT_SCOPE_DEFAULT);
    ck_assert_ptr_nonnull(scope);
    ck_assert_str_eq(scope->git, "push");
    ck_assert_str_eq(scope->inherits->git, "clone and fetch");
}
END_TEST

static const struct {
    const char *name;
    const char *scopes;
    const char *text;
    const char *excess;
} stored[] = {
    {"what is needed to push is not too much", "vso.code_write", "Code (Read & write)", ""},
    {"nor is less", "vso.code", "Code (Read)", ""},
    {"nor is what it includes", "vso.profile", "User Profile (Read)", ""},
    {"managing repositories is", "vso.code_manage", "Code (Read, write, & manage)",
     "vso.code_manage"},
    {"only what is too much is told", "vso.code_write vso.packaging vso.wiki_write",
     "Code (Read & write), Packaging (Read), Wiki (Read & write)", "vso.packaging vso.wiki_write"},
    {"full access is too much", "app_token", "Full access", "app_token"},
    {"what is not known here stays, and may be too much", "vso.code vso.hooks_write",
     "Code (Read), vso.hooks_write", "vso.hooks_write"},
    {"what is not known is made printable", "vso.\x1b", "vso.\xef\xbf\xbd", "vso.\x1b"},
    {"blanks do not matter", "  vso.code  ", "Code (Read)", ""},
    {"nothing is nothing", "", "", ""},
};

START_TEST(stored_scopes_are_told_in_the_words_of_the_page)
{
    g_autofree char *text = pat_scopes_describe(stored[_i].scopes);
    assert_row_text(stored[_i].name, "the text", text, stored[_i].text);
}
END_TEST

START_TEST(more_than_git_needs_is_found)
{
    g_auto(GStrv) excess = pat_scopes_list_excess(stored[_i].scopes);
    g_autofree char *joined = g_strjoinv(" ", excess);
    assert_row_text(stored[_i].name, "the excess", joined, stored[_i].excess);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pat_scope");
    TCase *table = suite_add_case(suite, "table");
    case_add_rows(table, a_group_has_its_scopes_and_no_other, groups);
    tcase_add_test(table, there_is_no_other_group);
    tcase_add_test(table, every_scope_is_found_by_what_it_is_called);
    tcase_add_test(table, a_scope_stands_behind_those_it_includes_of_its_group);
    case_add_rows(table, a_part_without_a_scope_is_covered_by_another, parts);

    TCase *scope = suite_add_case(suite, "scope");
    case_add_rows(scope, a_scope_is_described_as_on_the_page, descriptions);
    case_add_rows(scope, a_scope_includes_what_it_inherits, inclusions);
    case_add_rows(scope, a_pattern_is_a_part_of_any_column, patterns);
    tcase_add_test(scope, a_part_without_a_scope_is_found_by_its_name_and_its_cover);
    case_add_rows(scope, a_misspelt_word_has_a_suggestion, mistakes);
    case_add_rows(scope, a_pattern_that_matches_nothing_has_a_word_that_does, near_patterns);
    tcase_add_test(scope, a_pattern_without_a_letter_matches_nothing);

    TCase *several = suite_add_case(suite, "several");
    case_add_rows(several, what_is_typed_becomes_what_the_api_takes, wishes);
    case_add_rows(several, what_is_refused_says_why, requirements);
    tcase_add_test(several, the_default_is_a_scope_for_git);
    case_add_rows(several, stored_scopes_are_told_in_the_words_of_the_page, stored);
    case_add_rows(several, more_than_git_needs_is_found, stored);
    return suite_run(suite);
}
