/* SPDX-License-Identifier: MIT */
#include "azure/probe_reply.h"

#include "answers.h"
#include "suite.h"

#define JSON "application/json; charset=utf-8; api-version=7.1"
#define NOT_AUTHORIZED                                                                             \
    "{\"message\":\"TF400813: not authorized\",\"typeKey\":\"UnauthorizedRequestException\"}"
#define CONDITIONAL_ACCESS "{\"message\":\"VS403463: The conditional access policy has failed.\"}"

static const struct {
    const char *name;
    int status;
    const char *type;
    const char *body;
    const char *header; /* one more */
    ProbeAnswer answer;
} rows[] = {
    {"JSON is a yes", 200, JSON, "{\"count\":0,\"value\":[]}", NULL, PROBE_CAN},
    {"so is JSON with a pause", 200, JSON, "{}", "Retry-After: 5", PROBE_CAN},
    {"a page is none", 200, "text/html", "<title>Sign In</title>", NULL, PROBE_UNKNOWN},
    {"neither is what has no type", 200, NULL, "{}", NULL, PROBE_UNKNOWN},
    {"the page to sign in says nothing", 203, "text/html", "<title>Sign In</title>", NULL,
     PROBE_UNKNOWN},
    {"a missing scope is a no", 401, NULL, NULL, NULL, PROBE_CANNOT},
    {"also with words", 401, JSON, NOT_AUTHORIZED, NULL, PROBE_CANNOT},
    {"also where the user is known", 401, NULL, NULL, "X-VSS-UserData: id:a@example.com",
     PROBE_CANNOT},
    {"a policy says nothing of the token", 401, JSON, CONDITIONAL_ACCESS, NULL, PROBE_UNKNOWN},
    {"nor does one that has expired meanwhile", 401, NULL, NULL,
     "X-TFS-ServiceError: The%20Personal%20Access%20Token%20used%20has%20expired.", PROBE_UNKNOWN},
    {"a missing permission is a no", 403, JSON, NOT_AUTHORIZED, NULL, PROBE_CANNOT},
    {"also without words, of a known user", 403, NULL, NULL, "X-VSS-UserData: id:a@example.com",
     PROBE_CANNOT},
    {"a proxy's is none", 403, "text/html", "<title>Blocked</title>", NULL, PROBE_UNKNOWN},
    {"what is not there says nothing", 404, JSON, "{\"message\":\"TF200016\"}", NULL,
     PROBE_UNKNOWN},
    {"a wrong version says nothing", 400, JSON, "{}", NULL, PROBE_UNKNOWN},
    {"the way elsewhere says nothing", 302, NULL, NULL, "Location: https://x.example",
     PROBE_UNKNOWN},
    {"too many requests say nothing", 429, JSON, "{\"message\":\"TF400733\"}", "Retry-After: 5",
     PROBE_UNKNOWN},
    {"a fault says nothing", 503, "text/html", "<title>Error</title>", NULL, PROBE_UNKNOWN},
    {"no content says nothing", 204, JSON, NULL, NULL, PROBE_UNKNOWN},
};

START_TEST(a_reply_is_a_yes_a_no_or_nothing)
{
    g_autoptr(HttpReply) reply = answer_of(rows[_i].status, rows[_i].type, rows[_i].body);
    if (rows[_i].header)
        answer_add_header(reply, rows[_i].header, "");
    ProbeAnswer answer = probe_answer_from_reply(reply);
    ck_assert_msg(answer == rows[_i].answer, "%s: %d", rows[_i].name, (int)answer);
}
END_TEST

START_TEST(a_list_that_is_too_long_is_one)
{
    g_autoptr(HttpReply) reply = answer_of(200, JSON, "{");
    reply->outcome = HTTP_TOO_LARGE;
    ck_assert_int_eq((int)probe_answer_from_reply(reply), PROBE_CAN);
    reply->status = 401;
    ck_assert_int_eq((int)probe_answer_from_reply(reply), PROBE_UNKNOWN);
}
END_TEST

START_TEST(what_went_wrong_on_the_way_says_nothing)
{
    g_autoptr(HttpReply) reply = answer_of(_i % 2 ? 200 : 401, JSON, "{}");
    reply->outcome = (HttpOutcome)_i;
    if (reply->outcome != HTTP_TOO_LARGE)
        ck_assert_int_eq((int)probe_answer_from_reply(reply), PROBE_UNKNOWN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probe_reply");
    TCase *replies = suite_add_case(suite, "replies");
    case_add_rows(replies, a_reply_is_a_yes_a_no_or_nothing, rows);
    tcase_add_test(replies, a_list_that_is_too_long_is_one);
    tcase_add_loop_test(replies, what_went_wrong_on_the_way_says_nothing, HTTP_ANSWERED + 1,
                        HTTP_FAILED + 1);
    return suite_run(suite);
}
