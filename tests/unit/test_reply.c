/* SPDX-License-Identifier: MIT */
#include "net/reply.h"

#include "suite.h"

#include <string.h>

static void take(HttpReply *reply, const char *line)
{
    http_reply_take_header(reply, line, strlen(line));
}

static const struct {
    const char *name;
    const char *line;
    const char *activity_id;
} headers[] = {
    {"a header is kept", "ActivityId: abc\r\n", "abc"},
    {"its name in any case", "activityid: abc\r\n", "abc"},
    {"without a blank", "ActivityId:abc\r\n", "abc"},
    {"with many blanks", "ActivityId: \t abc \t\r\n", "abc"},
    {"with a colon in its value", "ActivityId: a:b\r\n", "a:b"},
    {"without a line end", "ActivityId: abc", "abc"},
    {"another header is not", "ActivityId2: abc\r\n", NULL},
    {"a line without a colon is none", "ActivityId abc\r\n", NULL},
    {"a control character is not kept", "ActivityId: a\x1b[0m\r\n", NULL},
    {"an empty line is none", "\r\n", NULL},
};

START_TEST(a_header_line_is_read)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    take(reply, headers[_i].line);
    assert_row_text(headers[_i].name, "ActivityId", reply->activity_id, headers[_i].activity_id);
}
END_TEST

START_TEST(bytes_behind_the_length_are_not_read)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    http_reply_take_header(reply, "ActivityId: abcdef", 15);
    ck_assert_str_eq(reply->activity_id, "abc");
}
END_TEST

START_TEST(the_first_of_several_counts)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    take(reply, "Date: 1\r\n");
    take(reply, "Date: 2\r\n");
    ck_assert_str_eq(reply->date, "1");
}
END_TEST

START_TEST(a_long_header_is_cut)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    g_autofree char *value = g_strnfill(100000, 'x');
    g_autofree char *line = g_strconcat("X-TFS-ServiceError: ", value, "\r\n", NULL);
    take(reply, line);
    ck_assert_uint_le(strlen(reply->service_error), 2048);
}
END_TEST

START_TEST(the_last_answer_counts)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    take(reply, "HTTP/1.1 103 Early Hints\r\n");
    take(reply, "ActivityId: early\r\n");
    take(reply, "X-VSS-UserData: x\r\n");
    take(reply, "Retry-After: 1\r\n");
    take(reply, "HTTP/1.1 200 OK\r\n");
    ck_assert_ptr_null(reply->activity_id);
    ck_assert(!reply->names_the_user);
    ck_assert_int_eq((int)reply->retry_after_s, -1);
}
END_TEST

static const struct {
    const char *name;
    const char *line;
    int seconds;
} patience[] = {
    {"seconds", "Retry-After: 17\r\n", 17},
    {"no seconds at all", "Retry-After: 0\r\n", 0},
    {"a date is not read", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", -1},
    {"a negative number is none", "Retry-After: -5\r\n", -1},
    {"a fraction is none", "Retry-After: 1.5\r\n", -1},
    {"a year is none", "Retry-After: 31536000\r\n", -1},
    {"an enormous number is none", "Retry-After: 99999999999999999999\r\n", -1},
    {"nothing is none", "Retry-After:\r\n", -1},
};

START_TEST(patience_is_counted_in_seconds)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    take(reply, patience[_i].line);
    ck_assert_msg(reply->retry_after_s == patience[_i].seconds, "%s", patience[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *line;
    gboolean wants_pause;
} pauses[] = {
    {"a time to wait", "Retry-After: 17\r\n", TRUE},
    {"a date to wait for", "retry-after: Fri, 31 Dec 1999 23:59:59 GMT\r\n", TRUE},
    {"that it was delayed", "X-RateLimit-Delay: 0.130\r\n", TRUE},
    {"that nothing is left", "X-RateLimit-Remaining: 0\r\n", TRUE},
    {"that something is left", "X-RateLimit-Remaining: 10\r\n", FALSE},
    {"what there is in all", "X-RateLimit-Limit: 0\r\n", FALSE},
    {"something else", "Date: x\r\n", FALSE},
};

START_TEST(a_pause_is_asked_for)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    take(reply, pauses[_i].line);
    take(reply, "X-RateLimit-Remaining: 5\r\n");
    ck_assert_msg(reply->wants_pause == pauses[_i].wants_pause, "%s", pauses[_i].name);
    take(reply, "HTTP/1.1 200 OK\r\n");
    ck_assert_msg(!reply->wants_pause, "%s", pauses[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *line;
    gboolean is_page;
} types[] = {
    {"a page", "Content-Type: text/html\r\n", TRUE},
    {"a page with parameters", "Content-Type: text/html; charset=utf-8\r\n", TRUE},
    {"a page in capitals", "Content-Type: TEXT/HTML;x\r\n", TRUE},
    {"a type that begins alike", "Content-Type: text/html5\r\n", FALSE},
    {"a type that it begins with", "Content-Type: text/htm\r\n", FALSE},
    {"JSON", "Content-Type: application/json\r\n", FALSE},
    {"no type", "Date: x\r\n", FALSE},
};

START_TEST(a_type_is_compared_without_its_parameters)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    take(reply, types[_i].line);
    ck_assert_msg(http_reply_has_type(reply, "text/html") == types[_i].is_page, "%s",
                  types[_i].name);
}
END_TEST

START_TEST(a_body_grows_to_its_limit_and_no_further)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    g_autofree char *half = g_strnfill(HTTP_BODY_MAX / 2, 'x');
    reply->outcome = HTTP_ANSWERED;
    ck_assert(http_reply_take_body(reply, half, HTTP_BODY_MAX / 2));
    ck_assert(http_reply_take_body(reply, half, HTTP_BODY_MAX / 2));
    ck_assert(http_reply_take_body(reply, half, 0));
    ck_assert(!http_reply_take_body(reply, half, 1));
    ck_assert_uint_eq(reply->body_length, HTTP_BODY_MAX);
    ck_assert_uint_eq(strlen(reply->body), HTTP_BODY_MAX);
    ck_assert_int_eq((int)reply->outcome, HTTP_TOO_LARGE);
}
END_TEST

START_TEST(an_enormous_piece_of_a_body_is_refused)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    ck_assert(http_reply_take_body(reply, "abc", 3));
    ck_assert(!http_reply_take_body(reply, "abc", G_MAXSIZE));
    ck_assert_str_eq(reply->body, "abc");
}
END_TEST

START_TEST(every_outcome_has_a_sentence)
{
    ck_assert_int_gt((int)strlen(http_outcome_sentence((HttpOutcome)_i)), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reply");
    TCase *header = suite_add_case(suite, "header");
    case_add_rows(header, a_header_line_is_read, headers);
    tcase_add_test(header, bytes_behind_the_length_are_not_read);
    tcase_add_test(header, the_first_of_several_counts);
    tcase_add_test(header, a_long_header_is_cut);
    tcase_add_test(header, the_last_answer_counts);
    case_add_rows(header, patience_is_counted_in_seconds, patience);
    case_add_rows(header, a_pause_is_asked_for, pauses);
    case_add_rows(header, a_type_is_compared_without_its_parameters, types);
    TCase *body = suite_add_case(suite, "body");
    tcase_add_test(body, a_body_grows_to_its_limit_and_no_further);
    tcase_add_test(body, an_enormous_piece_of_a_body_is_refused);
    tcase_add_loop_test(body, every_outcome_has_a_sentence, HTTP_ANSWERED, HTTP_FAILED + 1);
    return suite_run(suite);
}
