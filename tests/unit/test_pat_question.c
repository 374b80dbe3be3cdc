/* SPDX-License-Identifier: MIT */
#include "azure/pat_question.h"

#include "answers.h"
#include "core/error.h"
#include "suite.h"

#include <string.h>

#define JSON "application/json"
#define HTML "text/html; charset=utf-8"
#define ID "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11"
#define URL "https://vssps.dev.azure.com/contoso/_apis/tokens/pats?api-version=7.1-preview.1"
#define PAGE_URL URL "&displayFilterOption=active&sortByOption=displayDate&$top=100"

START_TEST(a_token_has_its_address)
{
    g_autofree char *url = pat_question_url_of(URL, ID);
    ck_assert_str_eq(url, URL "&authorizationId=" ID);
}
END_TEST

START_TEST(every_page_repeats_the_filters)
{
    g_autofree char *first = pat_question_url_of_page(URL, NULL);
    g_autofree char *second = pat_question_url_of_page(URL, "MTAw+/&x=#");
    ck_assert_str_eq(first, PAGE_URL);
    ck_assert_str_eq(second, PAGE_URL "&continuationToken=MTAw%2B%2F%26x%3D%23");
}
END_TEST

static const struct {
    const char *name;
    PatWish wish;
    const char *id;
    const char *body;
} bodies[] = {
    {"a new token",
     {"Git", "vso.code vso.build", 1798106400},
     NULL,
     "{\"displayName\":\"Git\",\"scope\":\"vso.code vso.build\","
     "\"validTo\":\"2026-12-24T10:00:00Z\",\"allOrgs\":false}"},
    {"a longer life alone",
     {NULL, NULL, 1798106400},
     ID,
     "{\"authorizationId\":\"" ID "\",\"validTo\":\"2026-12-24T10:00:00Z\",\"allOrgs\":false}"},
    {"other scopes alone",
     {NULL, "vso.code", 0},
     ID,
     "{\"authorizationId\":\"" ID "\",\"scope\":\"vso.code\",\"allOrgs\":false}"},
    {"a name that would end its text",
     {"a\",\"allOrgs\":true,\"b\":\"\n", NULL, 0},
     NULL,
     "{\"displayName\":\"a\\\",\\\"allOrgs\\\":true,\\\"b\\\":\\\"\\n\",\"allOrgs\":false}"},
    {"a name that is no UTF-8", {"\xff", NULL, 0}, NULL, "{\"allOrgs\":false}"},
};

START_TEST(a_wish_is_for_one_organization)
{
    g_autoptr(Secret) body = pat_question_body(&bodies[_i].wish, bodies[_i].id, NULL);
    assert_row_text(bodies[_i].name, "body", secret_reveal(body), bodies[_i].body);
}
END_TEST

#define CREATE "a token could not be created at 'contoso': "
#define AZURE_CLI                                                                                  \
    "sign in as a person, through the Azure CLI: "                                                 \
    "git credential-azdo login --entra=azure-cli contoso"
#define AGAIN "sign in again: git credential-azdo login --entra contoso"
#define IN_A_BROWSER                                                                               \
    "open https://dev.azure.com/contoso in a browser: its name may be wrong, or a proxy's page "   \
    "be in the way"

static const struct {
    const char *name;
    PatOperation operation;
    int status;
    const char *type;
    const char *body;
    const char *header;
    ErrorCode code;
    const char *message;
    const char *hint;
} failures[] = {
    {"a bare 401 for a new token", PAT_OPERATION_CREATE, 401, NULL, NULL, NULL, ERROR_REFUSED,
     CREATE "Azure DevOps does not let this sign-in do that", AZURE_CLI},
    {"401 with its words for a new token", PAT_OPERATION_CREATE, 401, JSON,
     "{\"message\":\"TF400813: The user 'x' is not authorized.\"}", NULL, ERROR_REFUSED,
     CREATE "Azure DevOps does not let this sign-in do that (TF400813: The user 'x' is not "
            "authorized.)",
     AZURE_CLI},
    {"401 of a user who is known, for a change", PAT_OPERATION_UPDATE, 401, NULL, NULL,
     "X-VSS-UserData: x", ERROR_REFUSED,
     "the token could not be changed at 'contoso': Azure DevOps does not let this sign-in do that",
     AZURE_CLI},
    {"a bare 401 for a list", PAT_OPERATION_LIST, 401, NULL, NULL, NULL, ERROR_REFUSED,
     "the tokens could not be listed at 'contoso': Azure DevOps does not accept this sign-in",
     AGAIN},
    {"401 of a policy", PAT_OPERATION_CREATE, 401, JSON, "{\"message\":\"VS403463: no\"}", NULL,
     ERROR_REFUSED,
     CREATE "a conditional access policy of your organization does not allow it from here "
            "(VS403463)",
     "use the network or device that the policy asks for, or ask your administrator, then try "
     "again"},
    {"403 of a policy", PAT_OPERATION_LIST, 403, HTML, "<title>VS403463: no</title>", NULL,
     ERROR_REFUSED,
     "the tokens could not be listed at 'contoso': a conditional access policy of your "
     "organization does not allow it from here (VS403463)",
     "use the network or device that the policy asks for, or ask your administrator, then try "
     "again"},
    {"401 of somebody who was never there", PAT_OPERATION_CREATE, 401, JSON,
     "{\"message\":\"TF401444: Please sign-in at least once\"}", NULL, ERROR_REFUSED,
     CREATE "its owner has to sign in once in a web browser (TF401444)",
     "sign in once in a web browser: https://dev.azure.com/contoso, then try again"},
    {"the page to sign in", PAT_OPERATION_LIST, 203, HTML, "<title>Sign In</title>", NULL,
     ERROR_REFUSED,
     "the tokens could not be listed at 'contoso': Azure DevOps does not accept this sign-in "
     "(Sign In)",
     AGAIN},
    {"the way to sign in", PAT_OPERATION_GET, 302, NULL, NULL,
     "Location: https://app.vssps.visualstudio.com/_signin", ERROR_REFUSED,
     "the token could not be looked up at 'contoso': Azure DevOps does not accept this sign-in",
     AGAIN},
    {"the way to elsewhere", PAT_OPERATION_GET, 302, NULL, NULL, "Location: https://evil.example",
     ERROR_UNREACHABLE,
     "the token could not be looked up at 'contoso': the answer does not look like one of Azure "
     "DevOps (status 302)",
     IN_A_BROWSER},
    {"400 of Azure DevOps", PAT_OPERATION_CREATE, 400, JSON, "{\"message\":\"Bad\\u001b body\"}",
     "ActivityId: 1", ERROR_REFUSED, CREATE "Azure DevOps says no (Bad\xef\xbf\xbd body)",
     "create it in a browser, and store it: git credential-azdo login contoso"},
    {"400 of Azure DevOps for a change", PAT_OPERATION_UPDATE, 400, JSON, "{\"message\":\"Bad\"}",
     "ActivityId: 1", ERROR_REFUSED,
     "the token could not be changed at 'contoso': Azure DevOps says no (Bad)",
     "do it in a browser: https://dev.azure.com/contoso/_usersSettings/tokens"},
    {"403 of a proxy", PAT_OPERATION_CREATE, 403, HTML, "<title>Blocked</title>", NULL,
     ERROR_UNREACHABLE, CREATE "the answer does not look like one of Azure DevOps (status 403)",
     IN_A_BROWSER},
    {"a portal's page", PAT_OPERATION_CREATE, 200, HTML, "<title>Hotel</title>", NULL,
     ERROR_UNREACHABLE, CREATE "the answer does not look like one of Azure DevOps (status 200)",
     IN_A_BROWSER},
    {"429 with a time", PAT_OPERATION_CREATE, 429, NULL, NULL, "Retry-After: 17", ERROR_UNREACHABLE,
     CREATE "the server asks to come back in 17 seconds", "wait for that long, then try again"},
    {"429 without a time", PAT_OPERATION_CREATE, 429, NULL, NULL, NULL, ERROR_UNREACHABLE,
     CREATE "the server asks to come back later", "wait for a while, then try again"},
    {"500", PAT_OPERATION_CREATE, 500, NULL, NULL, NULL, ERROR_UNREACHABLE,
     CREATE "the server has a fault of its own (status 500)", "try again later"},
    {"503 with an id for the support", PAT_OPERATION_CREATE, 503, HTML, "<title>Sign In</title>",
     "ActivityId: a-1", ERROR_UNREACHABLE, CREATE "the server has a fault of its own (status 503)",
     "try again later; Microsoft's support asks for the activity id a-1"},
};

START_TEST(a_reply_that_is_no_answer_has_words_and_a_way_out)
{
    const PatQuestion question = {failures[_i].operation, "contoso"};
    g_autoptr(HttpReply) reply =
        answer_of(failures[_i].status, failures[_i].type, failures[_i].body);
    if (failures[_i].header)
        answer_add_header(reply, failures[_i].header, "");
    g_autoptr(GError) error = NULL;
    pat_question_fail(&question, reply, &error);
    ck_assert_msg(g_error_matches(error, AZDO_ERROR, (int)failures[_i].code), "%s",
                  failures[_i].name);
    assert_row_text(failures[_i].name, "message", error->message, failures[_i].message);
    assert_row_text(failures[_i].name, "hint", error_get_hint(error), failures[_i].hint);
}
END_TEST

/* Every way in which there is no answer, whatever came before it ended. */
START_TEST(no_answer_is_not_reached)
{
    const PatQuestion question = {PAT_OPERATION_CREATE, "contoso"};
    g_autoptr(HttpReply) reply = answer_of(403, NULL, NULL);
    reply->outcome = (HttpOutcome)_i;
    reply->words = g_strdup("words");
    g_autoptr(GError) error = NULL;
    g_autofree char *message =
        g_strconcat(CREATE "the server ", http_outcome_sentence((HttpOutcome)_i), " (words)", NULL);
    pat_question_fail(&question, reply, &error);
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_UNREACHABLE));
    ck_assert_str_eq(error->message, message);
    ck_assert_ptr_nonnull(strstr(error_get_hint(error), "http.proxy"));
}
END_TEST

START_TEST(what_was_not_asked_is_said)
{
    const PatQuestion question = {PAT_OPERATION_CREATE, "contoso"};
    g_autoptr(GError) error = NULL;
    pat_question_fail(&question, NULL, &error);
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_UNREACHABLE));
    ck_assert_str_eq(error->message, CREATE "there was no time left to ask");
    ck_assert_str_eq(error_get_hint(error), "try again");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pat_question");
    TCase *questions = suite_add_case(suite, "questions");
    tcase_add_test(questions, a_token_has_its_address);
    tcase_add_test(questions, every_page_repeats_the_filters);
    case_add_rows(questions, a_wish_is_for_one_organization, bodies);

    TCase *answers = suite_add_case(suite, "failures");
    case_add_rows(answers, a_reply_that_is_no_answer_has_words_and_a_way_out, failures);
    tcase_add_loop_test(answers, no_answer_is_not_reached, HTTP_NAME_NOT_FOUND, HTTP_FAILED + 1);
    tcase_add_test(answers, what_was_not_asked_is_said);
    return suite_run(suite);
}
