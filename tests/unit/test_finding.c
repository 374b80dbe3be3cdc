/* SPDX-License-Identifier: MIT */
#include "azure/finding.h"

#include "answers.h"
#include "suite.h"

#define ID "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11"
#define ANONYMOUS "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
#define PROFILE "{\"displayName\":\"Ada\",\"emailAddress\":\"ada@example.com\",\"id\":\"" ID "\"}"
#define EXPIRED "The Personal Access Token used has expired."
#define JSON_ERROR(message) "{\"$id\":\"1\",\"message\":\"" message "\",\"errorCode\":0}"
#define PAGE(title) "<!DOCTYPE html><html><head><title>" title "</title></head></html>"
#define JSON "application/json; charset=utf-8; api-version=7.1"
#define HTML "text/html; charset=utf-8"

static const struct {
    const char *name;
    int status;
    const char *type;
    const char *body;
    const char *headers[3];
    FindingKind kind;
    RefusalReason reason;
    UnknownCause cause; /* only of FINDING_UNKNOWN */
} rows[] = {
    {.name = "a profile", .status = 200, .type = JSON, .body = PROFILE, .kind = FINDING_ACCEPTED},
    {.name = "a profile with a byte order mark",
     .status = 200,
     .type = JSON,
     .body = "\xef\xbb\xbf" PROFILE,
     .kind = FINDING_ACCEPTED},
    {.name = "a profile of no type", .status = 200, .body = PROFILE, .kind = FINDING_ACCEPTED},
    {.name = "a profile of nobody",
     .status = 200,
     .type = JSON,
     .body = "{\"id\":\"" ANONYMOUS "\"}",
     .kind = FINDING_REFUSED},
    {.name = "a profile of nobody in capitals",
     .status = 200,
     .type = JSON,
     .body = "{\"id\":\"AAAAAAAA-aaaa-aaaa-aaaa-aaaaaaaaaaaa\"}",
     .kind = FINDING_REFUSED},
    {.name = "a profile that calls itself a page",
     .status = 200,
     .type = HTML,
     .body = PROFILE,
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "a profile without an id",
     .status = 200,
     .type = JSON,
     .body = "{\"displayName\":\"Ada\"}",
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "a profile with an id that is none",
     .status = 200,
     .type = JSON,
     .body = "{\"id\":\"me\"}",
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "an empty 200",
     .status = 200,
     .type = JSON,
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "an array",
     .status = 200,
     .type = JSON,
     .body = "[]",
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "half a profile",
     .status = 200,
     .type = JSON,
     .body = "{\"id\":\"" ID "\"",
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "204 is none of its answers",
     .status = 204,
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},

    {.name = "an empty 401", .status = 401, .kind = FINDING_REFUSED},
    {.name = "401 with a header that says why",
     .status = 401,
     .headers = {"X-TFS-ServiceError: The%20Personal%20Access%20Token%20used%20has%20expired."},
     .kind = FINDING_REFUSED,
     .reason = REFUSAL_EXPIRED},
    {.name = "401 with a body that says why",
     .status = 401,
     .type = JSON,
     .body = JSON_ERROR(EXPIRED),
     .kind = FINDING_REFUSED,
     .reason = REFUSAL_EXPIRED},
    {.name = "a body that says why behind a header that does not",
     .status = 401,
     .type = JSON,
     .body = JSON_ERROR(EXPIRED),
     .headers = {"X-TFS-ServiceError: No"},
     .kind = FINDING_REFUSED,
     .reason = REFUSAL_EXPIRED},
    {.name = "401 with a page that says why",
     .status = 401,
     .type = HTML,
     .body = PAGE(EXPIRED),
     .kind = FINDING_REFUSED,
     .reason = REFUSAL_EXPIRED},
    {.name = "401 with a page that does not",
     .status = 401,
     .type = HTML,
     .body = PAGE("Oops"),
     .kind = FINDING_REFUSED},
    {.name = "401 of a policy, though the user is known",
     .status = 401,
     .type = JSON,
     .body = JSON_ERROR("VS403463: no"),
     .headers = {"X-VSS-UserData: x"},
     .kind = FINDING_REFUSED,
     .reason = REFUSAL_CONDITIONAL_ACCESS},
    {.name = "403 of a policy",
     .status = 403,
     .type = HTML,
     .body = PAGE("VS403463: no"),
     .kind = FINDING_REFUSED,
     .reason = REFUSAL_CONDITIONAL_ACCESS},
    {.name = "401 of a user who has to sign in",
     .status = 401,
     .type = JSON,
     .body = JSON_ERROR("TF401444: Please sign-in at least once"),
     .kind = FINDING_REFUSED,
     .reason = REFUSAL_SIGN_IN_ONCE},
    {.name = "401 of a user who is known",
     .status = 401,
     .headers = {"X-VSS-UserData: x"},
     .kind = FINDING_NOT_ALLOWED},
    {.name = "403 of a user who is known",
     .status = 403,
     .headers = {"x-vss-userdata: x"},
     .kind = FINDING_NOT_ALLOWED},
    {.name = "404 of a user who is known",
     .status = 404,
     .headers = {"X-VSS-UserData: x"},
     .kind = FINDING_NOT_ALLOWED},
    {.name = "an empty user is none",
     .status = 404,
     .headers = {"X-VSS-UserData: "},
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "403 of nobody", .status = 403, .kind = FINDING_UNKNOWN, .cause = CAUSE_STRANGE_REPLY},
    {.name = "404 of nobody", .status = 404, .kind = FINDING_UNKNOWN, .cause = CAUSE_STRANGE_REPLY},
    {.name = "400 of a user who is known",
     .status = 400,
     .headers = {"X-VSS-UserData: x"},
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "407 is of a proxy",
     .status = 407,
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},

    {.name = "the page to sign in",
     .status = 203,
     .type = HTML,
     .body = PAGE("Anything"),
     .kind = FINDING_REFUSED},
    {.name = "203 that is no page",
     .status = 203,
     .type = JSON,
     .body = PROFILE,
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "the page to sign in as 200",
     .status = 200,
     .type = HTML,
     .body = PAGE("Azure DevOps Services | Sign In"),
     .kind = FINDING_REFUSED},
    {.name = "another page",
     .status = 200,
     .type = "TEXT/HTML",
     .body = PAGE("Hotel Wi-Fi"),
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "the way to sign in",
     .status = 302,
     .headers = {"Location: https://app.vssps.visualstudio.com/_signin?realm=dev.azure.com"},
     .kind = FINDING_REFUSED},
    {.name = "the way to sign in at the organization",
     .status = 302,
     .headers = {"Location: https://DEV.azure.com/contoso/_signin"},
     .kind = FINDING_REFUSED},
    {.name = "the way to Microsoft Entra",
     .status = 302,
     .headers = {"Location: https://login.microsoftonline.com/x"},
     .kind = FINDING_REFUSED},
    {.name = "the way to somebody else's page to sign in",
     .status = 302,
     .headers = {"Location: https://evil.example/_signin"},
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "the way to a host that ends alike",
     .status = 302,
     .headers = {"Location: https://evilvisualstudio.com/_signin"},
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "the way to a page of Microsoft that is another one",
     .status = 302,
     .headers = {"Location: https://dev.azure.com/contoso"},
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "the way to clear text",
     .status = 302,
     .headers = {"Location: http://login.microsoftonline.com/x"},
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},
    {.name = "a way to nowhere",
     .status = 302,
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_STRANGE_REPLY},

    {.name = "429",
     .status = 429,
     .headers = {"Retry-After: 17"},
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_THROTTLED},
    {.name = "429 with the words of a refusal",
     .status = 429,
     .type = JSON,
     .body = JSON_ERROR(EXPIRED),
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_THROTTLED},
    {.name = "500", .status = 500, .kind = FINDING_UNKNOWN, .cause = CAUSE_SERVER_FAULT},
    {.name = "503 with the page to sign in",
     .status = 503,
     .type = HTML,
     .body = PAGE("Azure DevOps Services | Sign In"),
     .kind = FINDING_UNKNOWN,
     .cause = CAUSE_SERVER_FAULT},
};

START_TEST(a_reply_says_something_of_the_token)
{
    g_autoptr(HttpReply) reply = answer_of(rows[_i].status, rows[_i].type, rows[_i].body);
    for (gsize i = 0; i < G_N_ELEMENTS(rows[_i].headers) && rows[_i].headers[i]; i++)
        answer_add_header(reply, rows[_i].headers[i], "");
    g_autoptr(Finding) finding = finding_from_profile(reply);
    ck_assert_msg(finding->kind == rows[_i].kind, "%s: kind %d", rows[_i].name, (int)finding->kind);
    if (finding->kind == FINDING_REFUSED)
        ck_assert_msg(finding->reason == rows[_i].reason, "%s: reason %d", rows[_i].name,
                      (int)finding->reason);
    if (finding->kind == FINDING_UNKNOWN)
        ck_assert_msg(finding->cause == rows[_i].cause, "%s: cause %d", rows[_i].name,
                      (int)finding->cause);
    ck_assert_msg((finding->identity != NULL) == (finding->kind == FINDING_ACCEPTED), "%s",
                  rows[_i].name);
}
END_TEST

/* Every way in which there is no answer. */
START_TEST(no_answer_says_nothing_of_the_token)
{
    g_autoptr(HttpReply) reply = answer_of(401, NULL, NULL);
    reply->outcome = (HttpOutcome)_i;
    reply->words = g_strdup("words");
    g_autoptr(Finding) finding = finding_from_profile(reply);
    ck_assert_int_eq((int)finding->kind, FINDING_UNKNOWN);
    ck_assert_int_eq((int)finding->cause, CAUSE_NOT_REACHED);
    ck_assert_int_eq((int)finding->outcome, _i);
    ck_assert_str_eq(finding->words, "words");
}
END_TEST

START_TEST(a_failure_accepts_nothing)
{
    g_autoptr(HttpReply) reply = answer_of(200, JSON, PROFILE);
    g_autoptr(Finding) finding = finding_from_failure(reply);
    ck_assert_int_eq((int)finding->kind, FINDING_UNKNOWN);
    ck_assert_int_eq((int)finding->cause, CAUSE_STRANGE_REPLY);
}
END_TEST

START_TEST(what_is_to_be_shown_is_kept)
{
    g_autoptr(HttpReply) reply = answer_of(429, JSON, JSON_ERROR("slow\\u001b[0m"));
    answer_add_header(reply, "ActivityId: ", "abc-1");
    answer_add_header(reply, "Retry-After: ", "17");
    g_autoptr(Finding) finding = finding_from_profile(reply);
    ck_assert_str_eq(finding->activity_id, "abc-1");
    ck_assert_str_eq(finding->words, "slow\xef\xbf\xbd[0m");
    ck_assert_int_eq((int)finding->retry_after_s, 17);
    ck_assert_int_eq(finding->status, 429);
}
END_TEST

#define CONNECTION(user) "{\"authenticatedUser\":{" user "},\"deploymentType\":\"hosted\"}"
#define ACCOUNT "\"properties\":{\"Account\":{\"$type\":\"System.String\",\"$value\":\"a@b.c\"}}"

static const struct {
    const char *name;
    const char *body;
    FindingKind kind;
    const char *display_name;
    const char *account;
} connections[] = {
    {"a user with everything",
     CONNECTION("\"id\":\"" ID
                "\",\"providerDisplayName\":\"P\",\"customDisplayName\":\"C\"," ACCOUNT),
     FINDING_ACCEPTED, "C", "a@b.c"},
    {"a user without a name of their own",
     CONNECTION("\"id\":\"" ID "\",\"providerDisplayName\":\"P\",\"customDisplayName\":\"\""),
     FINDING_ACCEPTED, "P", NULL},
    {"a user with an id alone", CONNECTION("\"id\":\"" ID "\""), FINDING_ACCEPTED, NULL, NULL},
    {"an account that is no text",
     CONNECTION("\"id\":\"" ID "\",\"properties\":{\"Account\":\"a@b.c\"}"), FINDING_ACCEPTED, NULL,
     NULL},
    {"nobody", CONNECTION("\"id\":\"" ANONYMOUS "\"," ACCOUNT), FINDING_REFUSED, NULL, NULL},
    {"a user without an id", CONNECTION(ACCOUNT), FINDING_UNKNOWN, NULL, NULL},
    {"no user", "{\"instanceId\":\"" ID "\"}", FINDING_UNKNOWN, NULL, NULL},
    {"a user who is a text", "{\"authenticatedUser\":\"" ID "\"}", FINDING_UNKNOWN, NULL, NULL},
};

START_TEST(connection_data_names_a_user)
{
    g_autoptr(HttpReply) reply = answer_of(200, JSON, connections[_i].body);
    g_autoptr(Finding) finding = finding_from_connection_data(reply);
    const Identity *user = finding->identity;
    ck_assert_msg(finding->kind == connections[_i].kind, "%s", connections[_i].name);
    assert_row_text(connections[_i].name, "display name", user ? user->display_name : NULL,
                    connections[_i].display_name);
    assert_row_text(connections[_i].name, "account", user ? user->account : NULL,
                    connections[_i].account);
}
END_TEST

START_TEST(a_profile_names_a_user_in_printable_text)
{
    g_autoptr(HttpReply) reply =
        answer_of(200, JSON,
                  "{\"displayName\":\"A\\u001bda\\u202e\",\"emailAddress\":\"a@b.c\","
                  "\"id\":\"" ID "\"}");
    g_autoptr(Finding) finding = finding_from_profile(reply);
    ck_assert_str_eq(finding->identity->display_name, "A\xef\xbf\xbd"
                                                      "da\xef\xbf\xbd");
    ck_assert_str_eq(finding->identity->account, "a@b.c");
    ck_assert_str_eq(finding->identity->id, ID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("finding");
    TCase *finding = suite_add_case(suite, "finding");
    case_add_rows(finding, a_reply_says_something_of_the_token, rows);
    tcase_add_loop_test(finding, no_answer_says_nothing_of_the_token, HTTP_NAME_NOT_FOUND,
                        HTTP_FAILED + 1);
    tcase_add_test(finding, a_failure_accepts_nothing);
    tcase_add_test(finding, what_is_to_be_shown_is_kept);
    case_add_rows(finding, connection_data_names_a_user, connections);
    tcase_add_test(finding, a_profile_names_a_user_in_printable_text);
    return suite_run(suite);
}
