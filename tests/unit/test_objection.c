/* SPDX-License-Identifier: MIT */
#include "entra/objection.h"

#include "core/error.h"

#include "answers.h"
#include "suite.h"

#include <string.h>

#define HOST "login.microsoftonline.com"
#define DESCRIPTION(code, text)                                                                    \
    "AADSTS" code ": " text ". Trace ID: 1 Correlation ID: 2 Timestamp: 2026-12-24 10:00:00Z"

static const struct {
    const char *name;
    const char *error;
    const char *description;
    ObjectionKind kind;
    const char *words;
} names[] = {
    {"the person has not typed the code", "authorization_pending",
     DESCRIPTION("70016", "Authorization is pending"), OBJECTION_PENDING,
     "AADSTS70016: Authorization is pending"},
    {"asked too often", "slow_down", NULL, OBJECTION_SLOW_DOWN, "slow_down"},
    {"the person said no, at another device", "authorization_declined", NULL, OBJECTION_DECLINED,
     "authorization_declined"},
    {"the person said no, in a browser", "access_denied", NULL, OBJECTION_DECLINED,
     "access_denied"},
    {"the person did not consent", "access_denied",
     DESCRIPTION("65004", "User declined to consent to access the app"), OBJECTION_DECLINED,
     "AADSTS65004: User declined to consent to access the app"},
    {"a policy said no", "access_denied",
     DESCRIPTION("53003", "Access has been blocked by Conditional Access policies"),
     OBJECTION_REFUSED, "AADSTS53003: Access has been blocked by Conditional Access policies"},
    {"nobody typed the code", "expired_token", NULL, OBJECTION_CODE_EXPIRED, "expired_token"},
    {"a refresh token is no longer good", "invalid_grant",
     DESCRIPTION("700082", "The refresh token has expired due to inactivity"), OBJECTION_SIGN_IN,
     "AADSTS700082: The refresh token has expired due to inactivity"},
    {"a second factor is wanted", "interaction_required",
     DESCRIPTION("50076", "You must use multi-factor authentication"), OBJECTION_SIGN_IN,
     "AADSTS50076: You must use multi-factor authentication"},
    {"consent is wanted", "consent_required", NULL, OBJECTION_SIGN_IN, "consent_required"},
    {"a session is wanted", "login_required", NULL, OBJECTION_SIGN_IN, "login_required"},
    {"an unknown application", "unauthorized_client", NULL, OBJECTION_REFUSED,
     "unauthorized_client"},
    {"a wrong secret", "invalid_client", DESCRIPTION("7000215", "Invalid client secret provided"),
     OBJECTION_REFUSED, "AADSTS7000215: Invalid client secret provided"},
    {"a wrong scope", "invalid_scope", NULL, OBJECTION_REFUSED, "invalid_scope"},
    {"a wrong request", "invalid_request", NULL, OBJECTION_REFUSED, "invalid_request"},
    {"a code that is none", "bad_verification_code", NULL, OBJECTION_REFUSED,
     "bad_verification_code"},
    {"not now", "temporarily_unavailable", NULL, OBJECTION_NOT_NOW, "temporarily_unavailable"},
    {"a fault", "server_error", NULL, OBJECTION_NOT_NOW, "server_error"},
    {"an error that nobody knows", "brand_new", "", OBJECTION_REFUSED, "brand_new"},
    {"an error without a name", NULL, NULL, OBJECTION_REFUSED, "no reason"},
    {"an error with an empty name", "", "", OBJECTION_REFUSED, "no reason"},
    {"a description without a first sentence", "invalid_grant", "\r\nTrace ID: x",
     OBJECTION_SIGN_IN, "invalid_grant"},
    {"a description over several lines", "x", "AADSTS1: a b\r\nTrace ID: 1", OBJECTION_REFUSED,
     "AADSTS1: a b"},
    {"a description without ids", "x", "Just so.", OBJECTION_REFUSED, "Just so"},
    {"control characters are made visible", "x", "a\x1b[31mb", OBJECTION_REFUSED,
     "a\xef\xbf\xbd[31mb"},
    {"a name is text from outside, too", "x\x1by", NULL, OBJECTION_REFUSED, "x\xef\xbf\xbdy"},
};

START_TEST(a_name_has_a_kind_and_words)
{
    g_autoptr(Objection) objection = objection_new(names[_i].error, names[_i].description);
    ck_assert_msg(objection->kind == names[_i].kind, "%s: the kind is %d", names[_i].name,
                  (int)objection->kind);
    assert_row_text(names[_i].name, "the words", objection->words, names[_i].words);
}
END_TEST

static const struct {
    const char *name;
    const char *description;
    gint64 code;
} codes[] = {
    {"a code", "AADSTS50076: x", 50076},
    {"not at the beginning", "x AADSTS50076: x", 0},
    {"no digits", "AADSTS: x", 0},
    {"more than a number has", "AADSTS99999999999999999999: x", 0},
    {"nothing", NULL, 0},
};

START_TEST(words_begin_with_a_code)
{
    g_autoptr(Objection) objection = objection_new("x", codes[_i].description);
    ck_assert_msg(objection->code == codes[_i].code, "%s", codes[_i].name);
}
END_TEST

START_TEST(words_are_limited)
{
    g_autofree char *description = g_strnfill(100000, 'a');
    g_autoptr(Objection) objection = objection_new("x", description);
    ck_assert_int_eq(g_utf8_strlen(objection->words, -1), 300);
}
END_TEST

static const struct {
    const char *name;
    int status;
    const char *body;
    int kind; /* -1 = nothing stands against it */
    const char *words;
} replies[] = {
    {"tokens", 200, "{}", -1, NULL},
    {"an error of Entra's", 400,
     "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS1: a\"}", OBJECTION_SIGN_IN,
     "AADSTS1: a"},
    {"one with another status", 401, "{\"error\":\"invalid_client\"}", OBJECTION_REFUSED,
     "invalid_client"},
    {"one with a mark before it", 400, "\xef\xbb\xbf{\"error\":\"slow_down\"}", OBJECTION_SLOW_DOWN,
     "slow_down"},
    {"too many questions", 429, "{\"error\":\"invalid_grant\"}", OBJECTION_NOT_NOW,
     "'" HOST "' asks to come back later (status 429)"},
    {"a fault, whatever it says", 503, "{\"error\":\"invalid_grant\"}", OBJECTION_NOT_NOW,
     "'" HOST "' has a fault of its own (status 503)"},
    {"a page of a proxy's", 403, "<html>blocked</html>", OBJECTION_NOT_NOW,
     "'" HOST "' does not answer as Microsoft Entra does (status 403)"},
    {"a way elsewhere", 302, NULL, OBJECTION_NOT_NOW,
     "'" HOST "' does not answer as Microsoft Entra does (status 302)"},
    {"JSON without an error", 400, "{\"message\":\"x\"}", OBJECTION_NOT_NOW,
     "'" HOST "' does not answer as Microsoft Entra does (status 400)"},
};

START_TEST(a_reply_may_be_an_objection)
{
    g_autoptr(HttpReply) reply = answer_of(replies[_i].status, NULL, replies[_i].body);
    g_autoptr(Objection) objection = objection_from_reply(reply, HOST);
    ck_assert_msg((objection ? (int)objection->kind : -1) == replies[_i].kind, "%s",
                  replies[_i].name);
    assert_row_text(replies[_i].name, "the words", objection ? objection->words : NULL,
                    replies[_i].words);
}
END_TEST

START_TEST(no_answer_is_an_objection)
{
    g_autoptr(HttpReply) reply = http_reply_new();
    reply->outcome = HTTP_TIMED_OUT;
    reply->words = g_strdup("after a while");
    g_autoptr(Objection) objection = objection_from_reply(reply, HOST);
    ck_assert_int_eq(objection->kind, OBJECTION_NOT_NOW);
    ck_assert_str_eq(objection->words, "'" HOST "' did not answer in time (after a while)");
}
END_TEST

static const struct {
    const char *name;
    const char *error;
    const char *description;
    gboolean has_person;
    ErrorCode code;
    const char *message;
    const char *hint;
} errors[] = {
    {"a refresh token is no longer good", "invalid_grant", "AADSTS50173: It was revoked", TRUE,
     ERROR_SIGN_IN, "Microsoft Entra wants a new sign-in: AADSTS50173: It was revoked",
     "sign in again: git credential-azdo login --entra <org>"},
    {"a second factor is wanted", "interaction_required", "AADSTS50076: x", TRUE, ERROR_SIGN_IN,
     "Microsoft Entra wants a new sign-in: AADSTS50076: x",
     "sign in again and complete the second factor: git credential-azdo login --entra=browser "
     "<org>"},
    {"a machine cannot sign in again", "invalid_grant", "AADSTS1: x", FALSE, ERROR_REFUSED,
     "Microsoft Entra says no: AADSTS1: x",
     "https://login.microsoftonline.com/error?code=1 says more"},
    {"a refusal without a code has a way out of ours", "brand_new", NULL, TRUE, ERROR_REFUSED,
     "Microsoft Entra says no: brand_new", "sign in another way: git credential-azdo help login"},
    {"a known refusal has its way out", "invalid_client", "AADSTS7000222: x", FALSE, ERROR_REFUSED,
     "Microsoft Entra says no: AADSTS7000222: x",
     "create a new client secret, and set AZURE_CLIENT_SECRET"},
    {"the person did not want to", "access_denied", NULL, TRUE, ERROR_CANCELLED,
     "the sign-in was declined: access_denied",
     "sign in again: git credential-azdo login --entra <org>"},
    {"nobody typed the code", "expired_token", NULL, TRUE, ERROR_CANCELLED,
     "nobody typed the code in time", "sign in again: git credential-azdo login --entra <org>"},
    {"not now", "temporarily_unavailable", "AADSTS90033: x", TRUE, ERROR_UNREACHABLE,
     "Microsoft Entra cannot be asked: AADSTS90033: x",
     "try again later, or look at Git's http.proxy"},
};

START_TEST(an_objection_becomes_an_error)
{
    g_autoptr(Objection) objection = objection_new(errors[_i].error, errors[_i].description);
    g_autoptr(GError) error = NULL;
    objection_set_error(objection, errors[_i].has_person, &error);
    ck_assert_msg(error->code == (int)errors[_i].code, "%s: the code", errors[_i].name);
    assert_row_text(errors[_i].name, "the message", error->message, errors[_i].message);
    assert_row_text(errors[_i].name, "the hint", error_get_hint(error), errors[_i].hint);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("objection");
    TCase *objection = suite_add_case(suite, "objection");
    case_add_rows(objection, a_name_has_a_kind_and_words, names);
    case_add_rows(objection, words_begin_with_a_code, codes);
    tcase_add_test(objection, words_are_limited);
    case_add_rows(objection, a_reply_may_be_an_objection, replies);
    tcase_add_test(objection, no_answer_is_an_objection);
    case_add_rows(objection, an_objection_becomes_an_error, errors);
    return suite_run(suite);
}
