/* SPDX-License-Identifier: MIT */
#include "policy/audit.h"

#include "model/pat_scope.h"
#include "record.h"
#include "suite.h"

#define NOW G_GINT64_CONSTANT(1795000000) /* 2026-11-18 */
#define DAY (24 * 60 * 60)
/* Of no form that tells its month, and of 2026-11 and 2026-09. */
#define PLAIN "SYNTHETIC"
#define NOISE "SYNTHETICaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OF_NOVEMBER NOISE "JQQJ99CKAAAAAAAAAAAAAAASAZDOAAAA"
#define OF_SEPTEMBER NOISE "JQQJ99CIAAAAAAAAAAAAAAASAZDOAAAA"

enum {
    EXCESS = 1 << AUDIT_EXCESS,
    GLOBAL = 1 << AUDIT_GLOBAL,
    LONG = 1 << AUDIT_LONG_LIFE,
    ENDLESS = 1 << AUDIT_END_UNKNOWN,
    UNUSED = 1 << AUDIT_UNUSED,
};

static const struct {
    const char *name;
    const char *secret;
    const char *scopes;
    gint64 created;
    gint64 ends;
    gint64 used;
    gboolean is_accepted;
    gboolean is_bad;
    gboolean is_global;
    gboolean can_more;
    guint concerns;
} rows[] = {
    {.name = "a week for Git is all that is needed",
     .secret = PLAIN,
     .scopes = "vso.code_write",
     .created = NOW,
     .ends = NOW + 7 * DAY},
    {.name = "the day of a told date may end later",
     .secret = PLAIN,
     .created = NOW,
     .ends = NOW + 9 * DAY - 1},
    {.name = "two days more are more",
     .secret = PLAIN,
     .created = NOW,
     .ends = NOW + 9 * DAY,
     .concerns = LONG},
    {.name = "what is left of a month is not its life",
     .secret = PLAIN,
     .created = NOW - 28 * DAY,
     .ends = NOW + 2 * DAY,
     .concerns = LONG},
    {.name = "nobody said when it ends", .secret = PLAIN, .created = NOW, .concerns = ENDLESS},
    {.name = "nobody did, but it is long there and works",
     .secret = PLAIN,
     .created = NOW - 20 * DAY,
     .is_accepted = TRUE,
     .concerns = LONG},
    {.name = "it is long there, and nobody knows whether it works",
     .secret = PLAIN,
     .created = NOW - 20 * DAY,
     .concerns = ENDLESS},
    {.name = "its form tells that it is from September",
     .secret = OF_SEPTEMBER,
     .created = NOW,
     .ends = NOW + DAY,
     .concerns = LONG},
    {.name = "a month that is not over tells nothing",
     .secret = OF_NOVEMBER,
     .created = NOW,
     .ends = NOW + DAY},
    {.name = "nothing is known of its beginning", .secret = PLAIN, .ends = NOW + 300 * DAY},
    {.name = "a told date that was wrong does not make it short",
     .secret = PLAIN,
     .created = NOW - 20 * DAY,
     .ends = NOW - 15 * DAY,
     .is_accepted = TRUE,
     .concerns = LONG},
    {.name = "a scope more than Git needs",
     .secret = PLAIN,
     .scopes = "vso.code_write vso.packaging",
     .created = NOW,
     .ends = NOW + DAY,
     .concerns = EXCESS},
    {.name = "full access",
     .secret = PLAIN,
     .scopes = "app_token",
     .created = NOW,
     .ends = NOW + DAY,
     .concerns = EXCESS},
    {.name = "a scope that is not known here",
     .secret = PLAIN,
     .scopes = "vso.new_thing",
     .created = NOW,
     .ends = NOW + DAY,
     .concerns = EXCESS},
    {.name = "more was found",
     .secret = PLAIN,
     .created = NOW,
     .ends = NOW + DAY,
     .can_more = TRUE,
     .concerns = EXCESS},
    {.name = "it is for all organizations",
     .secret = PLAIN,
     .created = NOW,
     .ends = NOW + DAY,
     .is_global = TRUE,
     .concerns = GLOBAL},
    {.name = "it is unused for long",
     .secret = PLAIN,
     .created = NOW,
     .ends = NOW + DAY,
     .used = NOW - 81 * DAY,
     .concerns = UNUSED},
    {.name = "of one that is refused only its use counts",
     .secret = PLAIN,
     .scopes = "app_token",
     .created = NOW - 100 * DAY,
     .used = NOW - 81 * DAY,
     .is_bad = TRUE,
     .is_global = TRUE,
     .concerns = UNUSED},
    {.name = "one that is refused and in use has no other concern",
     .secret = PLAIN,
     .scopes = "app_token",
     .created = NOW - 100 * DAY,
     .used = NOW - DAY,
     .is_bad = TRUE},
    {.name = "concerns come together",
     .secret = PLAIN,
     .scopes = "app_token",
     .created = NOW - 90 * DAY,
     .ends = NOW + 200 * DAY,
     .used = NOW - 90 * DAY,
     .is_accepted = TRUE,
     .is_global = TRUE,
     .concerns = EXCESS | GLOBAL | LONG | UNUSED},
};

static Credential *credential_of_row(int row, CredentialKind kind)
{
    const Record record = PAT_CREATED("contoso", "", rows[row].secret, rows[row].created);
    Credential *credential = record_to_credential(&record, "dev.azure.com");
    credential_set_scopes(credential, rows[row].scopes ? rows[row].scopes : "");
    credential->kind = kind;
    return credential;
}

static guint judge(int row, const Credential *credential)
{
    const AuditSubject subject = {
        .credential = credential,
        .ends = rows[row].ends,
        .used = rows[row].used,
        .is_accepted = rows[row].is_accepted,
        .is_bad = rows[row].is_bad,
        .is_global = rows[row].is_global,
        .can_more = rows[row].can_more,
    };
    return audit_judge(&subject, NOW);
}

START_TEST(a_token_has_its_concerns)
{
    g_autoptr(Credential) credential = credential_of_row(_i, CREDENTIAL_PAT);
    guint concerns = judge(_i, credential);
    ck_assert_msg(concerns == rows[_i].concerns, "%s: %x", rows[_i].name, concerns);
}
END_TEST

START_TEST(an_access_token_has_none)
{
    g_autoptr(Credential) credential = credential_of_row(_i, CREDENTIAL_ACCESS_TOKEN);
    ck_assert_msg(judge(_i, credential) == 0, "%s", rows[_i].name);
}
END_TEST

START_TEST(of_a_sign_in_the_scopes_count_alone)
{
    g_autoptr(Credential) credential = credential_of_row(_i, CREDENTIAL_SIGN_IN);
    g_auto(GStrv) excess = pat_scopes_list_excess(credential->scopes);
    guint expected = *excess || rows[_i].can_more ? (guint)EXCESS : 0;
    ck_assert_msg(judge(_i, credential) == expected, "%s", rows[_i].name);
}
END_TEST

START_TEST(each_concern_has_a_word_of_its_own)
{
    for (int other = 0; other < _i; other++)
        ck_assert_str_ne(audit_concern_name((AuditConcern)_i),
                         audit_concern_name((AuditConcern)other));
    ck_assert(audit_has(1U << _i, (AuditConcern)_i));
    ck_assert(!audit_has(~(1U << _i), (AuditConcern)_i));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit");
    TCase *concerns = suite_add_case(suite, "concerns");
    case_add_rows(concerns, a_token_has_its_concerns, rows);
    case_add_rows(concerns, an_access_token_has_none, rows);
    case_add_rows(concerns, of_a_sign_in_the_scopes_count_alone, rows);
    tcase_add_loop_test(concerns, each_concern_has_a_word_of_its_own, 0, AUDIT_CONCERN_COUNT);
    return suite_run(suite);
}
