/* SPDX-License-Identifier: MIT */
#include "azure/verdict.h"

#include "suite.h"

/* What an endpoint may have said. */
typedef enum {
    NOBODY, /* was asked: no finding at all */
    ACCEPTED,
    NOT_ALLOWED,
    REFUSED,
    EXPIRED, /* refused, and it says so */
    FAULT,
    UNASKED, /* a finding, but no time was left */
} Said;

static const struct {
    const char *name;
    Said profile;
    Said connection;
    VerdictKind kind;
    Said evidence; /* whose finding the verdict rests on */
} rows[] = {
    {"who the profile names has a good token", ACCEPTED, NOBODY, VERDICT_VALID, ACCEPTED},
    {"a scope may be missing for the profile alone", REFUSED, ACCEPTED,
     VERDICT_VALID_NO_PROFILE_SCOPE, ACCEPTED},
    {"also where the profile says that it is not allowed", NOT_ALLOWED, ACCEPTED,
     VERDICT_VALID_NO_PROFILE_SCOPE, ACCEPTED},
    {"who is connected is believed more than a reason", EXPIRED, ACCEPTED,
     VERDICT_VALID_NO_PROFILE_SCOPE, ACCEPTED},
    {"a profile service out of order does not matter", FAULT, ACCEPTED, VERDICT_VALID, ACCEPTED},
    {"a user who is known has a good token", NOT_ALLOWED, REFUSED, VERDICT_VALID_NOT_ALLOWED_HERE,
     NOT_ALLOWED},
    {"also where only connectionData knows the user", REFUSED, NOT_ALLOWED,
     VERDICT_VALID_NOT_ALLOWED_HERE, NOT_ALLOWED},
    {"a user who is known outweighs a fault", NOT_ALLOWED, FAULT, VERDICT_VALID_NOT_ALLOWED_HERE,
     NOT_ALLOWED},
    {"refused by both is refused", REFUSED, REFUSED, VERDICT_REFUSED, REFUSED},
    {"the reason of the profile counts", EXPIRED, REFUSED, VERDICT_REFUSED, EXPIRED},
    {"the reason of connectionData counts", REFUSED, EXPIRED, VERDICT_REFUSED, EXPIRED},
    {"a reason is enough beside a fault", EXPIRED, FAULT, VERDICT_REFUSED, EXPIRED},
    {"a reason is enough after a fault", FAULT, EXPIRED, VERDICT_REFUSED, EXPIRED},
    {"a reason is enough without time for more", EXPIRED, UNASKED, VERDICT_REFUSED, EXPIRED},
    {"a refused profile alone may lack the scope", REFUSED, FAULT, VERDICT_UNKNOWN, FAULT},
    {"a refused profile without time for more", REFUSED, UNASKED, VERDICT_UNKNOWN, UNASKED},
    {"a refused profile and nothing else", REFUSED, NOBODY, VERDICT_UNKNOWN, UNASKED},
    {"a refusal after a fault is half a refusal", FAULT, REFUSED, VERDICT_UNKNOWN, FAULT},
    {"two faults are no refusal", FAULT, FAULT, VERDICT_UNKNOWN, FAULT},
    {"a fault and nothing else", FAULT, NOBODY, VERDICT_UNKNOWN, FAULT},
    {"a server accepts", NOBODY, ACCEPTED, VERDICT_VALID, ACCEPTED},
    {"a server refuses", NOBODY, REFUSED, VERDICT_REFUSED, REFUSED},
    {"a server knows the user", NOBODY, NOT_ALLOWED, VERDICT_VALID_NOT_ALLOWED_HERE, NOT_ALLOWED},
    {"a server has a fault", NOBODY, FAULT, VERDICT_UNKNOWN, FAULT},
    {"nobody was asked", NOBODY, NOBODY, VERDICT_UNKNOWN, UNASKED},
};

static Finding *finding_of(Said said)
{
    static const FindingKind kinds[] = {
        [NOBODY] = FINDING_UNKNOWN,          [ACCEPTED] = FINDING_ACCEPTED,
        [NOT_ALLOWED] = FINDING_NOT_ALLOWED, [REFUSED] = FINDING_REFUSED,
        [EXPIRED] = FINDING_REFUSED,         [FAULT] = FINDING_UNKNOWN,
        [UNASKED] = FINDING_UNKNOWN,
    };
    if (said == NOBODY)
        return NULL;
    Finding *finding = finding_new();
    finding->kind = kinds[said];
    finding->reason = said == EXPIRED ? REFUSAL_EXPIRED : REFUSAL_UNSPECIFIED;
    finding->cause = said == FAULT ? CAUSE_SERVER_FAULT : CAUSE_NOT_ASKED;
    return finding;
}

START_TEST(two_findings_make_a_verdict)
{
    g_autoptr(Verdict) verdict =
        verdict_decide(finding_of(rows[_i].profile), finding_of(rows[_i].connection));
    g_autoptr(Finding) evidence = finding_of(rows[_i].evidence);
    ck_assert_msg(verdict->kind == rows[_i].kind, "%s: got %d", rows[_i].name, (int)verdict->kind);
    ck_assert_msg(verdict->finding->kind == evidence->kind, "%s", rows[_i].name);
    ck_assert_msg(verdict->finding->reason == evidence->reason, "%s", rows[_i].name);
    ck_assert_msg(verdict->finding->cause == evidence->cause, "%s", rows[_i].name);
}
END_TEST

START_TEST(of_two_refusals_the_one_with_words_is_kept)
{
    Finding *silent = finding_of(REFUSED);
    Finding *speaking = finding_of(REFUSED);
    speaking->words = g_strdup("TF400813");
    g_autoptr(Verdict) verdict = verdict_decide(silent, speaking);
    ck_assert_str_eq(verdict->finding->words, "TF400813");
}
END_TEST

static const struct {
    const char *name;
    int said;
    TokenReach reach;
} reaches[] = {
    {"known above the organizations is for all", ACCEPTED, REACH_ALL},
    {"not known there is for one", REFUSED, REACH_ORGANIZATION},
    {"refused for a reason is not known", EXPIRED, REACH_UNKNOWN},
    {"not allowed is not known", NOT_ALLOWED, REACH_UNKNOWN},
    {"a fault is not known", FAULT, REACH_UNKNOWN},
    {"no time is not known", UNASKED, REACH_UNKNOWN},
};

START_TEST(what_is_known_above_the_organizations_tells_the_reach)
{
    g_autoptr(Finding) finding = finding_of(reaches[_i].said);
    ck_assert_msg(verdict_reach(finding) == reaches[_i].reach, "%s", reaches[_i].name);
}
END_TEST

static const struct {
    const char *name;
    VerdictKind kind;
    Finding finding;
    const char *text;
} descriptions[] = {
    {"a good token", VERDICT_VALID, {.kind = FINDING_ACCEPTED}, "valid"},
    {"an expired one",
     VERDICT_REFUSED,
     {.kind = FINDING_REFUSED, .reason = REFUSAL_EXPIRED},
     "refused: it has expired"},
    {"a fault",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_SERVER_FAULT, .status = 503},
     "could not be checked: the server has a fault of its own (status 503)"},
    {"patience for a time",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_THROTTLED, .retry_after_s = 5},
     "could not be checked: the server asks to come back in 5 seconds"},
    {"patience without a time",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_THROTTLED, .retry_after_s = -1},
     "could not be checked: the server asks to come back later"},
    {"a name that is not found",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_NOT_REACHED, .outcome = HTTP_NAME_NOT_FOUND, .words = (char *)"No such host"},
     "could not be checked: the server cannot be found (No such host)"},
    {"a proxy that wants a password",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_NOT_REACHED,
      .outcome = HTTP_PROXY_FAILED,
      .status = 407,
      .words = (char *)"CONNECT tunnel failed, response 407"},
     "could not be checked: the proxy wants a user name and a password, or other ones than it got "
     "(status 407): mend Git's http.proxy, or https_proxy, as NAME:PASSWORD@HOST:PORT; no "
     "credential helper is asked for them"},
    {"a proxy that does not want to",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_NOT_REACHED, .outcome = HTTP_PROXY_FAILED, .status = 403},
     "could not be checked: the server cannot be reached through the proxy"},
    {"a failure without words",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_NOT_REACHED, .outcome = HTTP_TIMED_OUT},
     "could not be checked: the server did not answer in time"},
    {"a portal",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_STRANGE_REPLY, .status = 200},
     "could not be checked: the answer does not look like one of Azure DevOps (status 200)"},
    {"settings that cannot be read",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_NO_SETTINGS, .words = (char *)"git config failed"},
     "could not be checked: git config failed"},
    {"no time",
     VERDICT_UNKNOWN,
     {.cause = CAUSE_NOT_ASKED},
     "could not be checked: there was no time left to ask"},
};

START_TEST(a_verdict_has_words)
{
    Finding finding = descriptions[_i].finding;
    const Verdict verdict = {.kind = descriptions[_i].kind, .finding = &finding};
    g_autofree char *text = verdict_describe(&verdict);
    assert_row_text(descriptions[_i].name, "text", text, descriptions[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verdict");
    TCase *verdict = suite_add_case(suite, "verdict");
    case_add_rows(verdict, two_findings_make_a_verdict, rows);
    tcase_add_test(verdict, of_two_refusals_the_one_with_words_is_kept);
    case_add_rows(verdict, a_verdict_has_words, descriptions);
    case_add_rows(verdict, what_is_known_above_the_organizations_tells_the_reach, reaches);
    return suite_run(suite);
}
