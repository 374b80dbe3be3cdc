/* SPDX-License-Identifier: MIT */
#include "entra/redirect.h"

#include "suite.h"

#include <string.h>

#define STATE "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define GET(target) "GET " target " HTTP/1.1\r\nHost: localhost:1\r\n\r\n"

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    RedirectOutcome outcome;
    const char *code;
    const char *error;
    const char *description;
} requests[] = {
    {.name = "a code",
     BYTES(GET("/?code=1.a-b_c&state=" STATE)),
     .outcome = REDIRECT_ARRIVED,
     .code = "1.a-b_c"},
    {.name = "in another order, with more",
     BYTES(GET("/?state=" STATE "&session=x&code=a%2Fb")),
     .outcome = REDIRECT_ARRIVED,
     .code = "a/b"},
    {.name = "an error",
     BYTES(
         GET("/?error=access_denied&error_description=AADSTS65004%3a+User+declined&state=" STATE)),
     .outcome = REDIRECT_ARRIVED,
     .error = "access_denied",
     .description = "AADSTS65004: User declined"},
    {.name = "an error without words",
     BYTES(GET("/?error=x&state=" STATE)),
     .outcome = REDIRECT_ARRIVED,
     .error = "x"},
    {.name = "HTTP/1.0",
     BYTES("GET /?code=a&state=" STATE " HTTP/1.0\r\n\r\n"),
     .outcome = REDIRECT_ARRIVED,
     .code = "a"},

    {.name = "nothing yet", BYTES(""), .outcome = REDIRECT_UNFINISHED},
    {.name = "a part of the method", BYTES("GE"), .outcome = REDIRECT_UNFINISHED},
    {.name = "a head without its end",
     BYTES("GET /?code=a&state=" STATE " HTTP/1.1\r\nHost: x\r\n"),
     .outcome = REDIRECT_UNFINISHED},

    {.name = "an icon", BYTES(GET("/favicon.ico")), .outcome = REDIRECT_ELSEWHERE},
    {.name = "the address alone", BYTES(GET("/")), .outcome = REDIRECT_ELSEWHERE},
    {.name = "another path", BYTES(GET("/x?code=a&state=" STATE)), .outcome = REDIRECT_ELSEWHERE},

    {.name = "another state", BYTES(GET("/?code=a&state=dBjft")), .outcome = REDIRECT_MALFORMED},
    {.name = "a state with another end",
     BYTES(GET("/?code=a&state=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl")),
     .outcome = REDIRECT_MALFORMED},
    {.name = "an empty state", BYTES(GET("/?code=a&state=")), .outcome = REDIRECT_MALFORMED},
    {.name = "no state", BYTES(GET("/?code=a")), .outcome = REDIRECT_MALFORMED},
    {.name = "an error with another state",
     BYTES(GET("/?error=access_denied&state=x")),
     .outcome = REDIRECT_MALFORMED},
    {.name = "two states",
     BYTES(GET("/?code=a&state=" STATE "&state=" STATE)),
     .outcome = REDIRECT_MALFORMED},
    {.name = "two codes",
     BYTES(GET("/?code=a&code=b&state=" STATE)),
     .outcome = REDIRECT_MALFORMED},
    {.name = "a code and an error",
     BYTES(GET("/?code=a&error=b&state=" STATE)),
     .outcome = REDIRECT_MALFORMED},
    {.name = "neither code nor error", BYTES(GET("/?state=" STATE)), .outcome = REDIRECT_MALFORMED},
    {.name = "an empty code", BYTES(GET("/?code=&state=" STATE)), .outcome = REDIRECT_MALFORMED},
    {.name = "a NUL that is escaped",
     BYTES(GET("/?code=a%00b&state=" STATE)),
     .outcome = REDIRECT_MALFORMED},
    {.name = "a NUL as it is",
     BYTES("GET /?code=a\0&state=" STATE " HTTP/1.1\r\n\r\n"),
     .outcome = REDIRECT_MALFORMED},
    {.name = "escapes that are none",
     BYTES(GET("/?code=%zz&state=" STATE)),
     .outcome = REDIRECT_MALFORMED},
    {.name = "names without values", BYTES(GET("/?code&state")), .outcome = REDIRECT_MALFORMED},
    {.name = "another method",
     BYTES("POST /?code=a&state=" STATE " HTTP/1.1\r\n\r\n"),
     .outcome = REDIRECT_MALFORMED},
    {.name = "the start of TLS", BYTES("\x16\x03\x01"), .outcome = REDIRECT_MALFORMED},
    {.name = "no version",
     BYTES("GET /?code=a&state=" STATE "\r\n\r\n"),
     .outcome = REDIRECT_MALFORMED},
    {.name = "another version",
     BYTES("GET /?code=a&state=" STATE " HTTP/2\r\n\r\n"),
     .outcome = REDIRECT_MALFORMED},
    {.name = "a whole address",
     BYTES(GET("http://localhost:1/?code=a&state=" STATE)),
     .outcome = REDIRECT_MALFORMED},
    {.name = "no address", BYTES("GET  HTTP/1.1\r\n\r\n"), .outcome = REDIRECT_MALFORMED},
};

START_TEST(a_request_is_looked_at)
{
    g_autoptr(Secret) state = secret_new(STATE, strlen(STATE));
    g_autoptr(Redirect) redirect = NULL;
    const char *name = requests[_i].name;
    RedirectOutcome outcome =
        redirect_parse(requests[_i].bytes, requests[_i].length, state, &redirect);
    ck_assert_msg(outcome == requests[_i].outcome, "%s: the outcome is %d", name, (int)outcome);
    ck_assert_msg(!redirect == (outcome != REDIRECT_ARRIVED), "%s: a redirect", name);
    if (!redirect)
        return;
    assert_row_text(name, "the code", redirect->code ? secret_reveal(redirect->code) : NULL,
                    requests[_i].code);
    assert_row_text(name, "the error", redirect->error, requests[_i].error);
    assert_row_text(name, "the description", redirect->description, requests[_i].description);
}
END_TEST

START_TEST(a_head_without_end_is_refused)
{
    g_autoptr(Secret) state = secret_new(STATE, strlen(STATE));
    g_autoptr(GString) head = g_string_new("GET /");
    while (head->len <= REDIRECT_HEAD_MAX)
        g_string_append_c(head, 'a');
    Redirect *redirect = NULL;
    ck_assert_int_eq(redirect_parse(head->str, REDIRECT_HEAD_MAX, state, &redirect),
                     REDIRECT_UNFINISHED);
    ck_assert_int_eq(redirect_parse(head->str, head->len, state, &redirect), REDIRECT_MALFORMED);
}
END_TEST

static const struct {
    RedirectOutcome outcome;
    const char *error;
    const char *status;
    const char *text;
} answers[] = {
    {REDIRECT_ARRIVED, NULL, "HTTP/1.1 200 OK\r\n", "Thank you. Git goes on in the terminal"},
    {REDIRECT_ARRIVED, "<script>", "HTTP/1.1 200 OK\r\n", "You are not signed in."},
    {REDIRECT_ELSEWHERE, NULL, "HTTP/1.1 404 Not Found\r\n", "There is nothing here."},
    {REDIRECT_MALFORMED, NULL, "HTTP/1.1 400 Bad Request\r\n", "There is nothing here."},
};

START_TEST(an_answer_is_short_and_repeats_nothing)
{
    const char *error = answers[_i].error;
    const Redirect redirect = {
        .code = error ? NULL : secret_new("secret-code", strlen("secret-code")),
        .error = (char *)error,
        .description = (char *)error,
    };
    g_autofree char *answer = redirect_format_answer(answers[_i].outcome, &redirect);
    ck_assert(g_str_has_prefix(answer, answers[_i].status));
    ck_assert_ptr_nonnull(strstr(answer, answers[_i].text));
    ck_assert_ptr_nonnull(strstr(answer, "\r\nConnection: close\r\n"));
    ck_assert_ptr_nonnull(strstr(answer, "\r\nCache-Control: no-store\r\n"));
    ck_assert_ptr_null(strstr(answer, "script"));
    ck_assert_ptr_null(strstr(answer, "secret-code"));
    const char *body = strstr(answer, "\r\n\r\n") + strlen("\r\n\r\n");
    g_autofree char *length = g_strdup_printf("\r\nContent-Length: %d\r\n", (int)strlen(body));
    ck_assert_ptr_nonnull(strstr(answer, length));
    secret_free(redirect.code);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("redirect");
    TCase *redirect = suite_add_case(suite, "redirect");
    case_add_rows(redirect, a_request_is_looked_at, requests);
    tcase_add_test(redirect, a_head_without_end_is_refused);
    case_add_rows(redirect, an_answer_is_short_and_repeats_nothing, answers);
    return suite_run(suite);
}
