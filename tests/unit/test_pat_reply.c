/* SPDX-License-Identifier: MIT */
#include "azure/pat_reply.h"

#include "answers.h"
#include "core/error.h"
#include "suite.h"

#include <string.h>

#define JSON "application/json; charset=utf-8; api-version=7.1-preview.1"
#define ID "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11"
#define END_TEXT "2026-12-24T10:00:00Z"
#define END_TIME G_GINT64_CONSTANT(1798106400)
#define TOKEN "SYNTHETICTESTTOKEN"

#define PAT_OF(id, from, to, token)                                                                \
    "{\"displayName\":\"Git\",\"validTo\":" to ",\"scope\":\"vso.code_write\","                    \
    "\"targetAccounts\":[\"" ID "\"],\"validFrom\":" from ",\"authorizationId\":" id               \
    ",\"token\":" token "}"
#define PAT(token)                                                                                 \
    PAT_OF("\"" ID "\"", "\"2026-12-17T10:00:00.1234567Z\"", "\"" END_TEXT "\"", token)
#define RESULT(pat, error) "{\"patToken\":" pat ",\"patTokenError\":" error "}"

static const PatQuestion to_create = {PAT_OPERATION_CREATE, "contoso"};
static const PatQuestion to_list = {PAT_OPERATION_LIST, "contoso"};
static const PatQuestion to_get = {PAT_OPERATION_GET, "contoso"};
static const PatQuestion to_revoke = {PAT_OPERATION_REVOKE, "contoso"};

static const struct {
    const char *name;     /* of the error, as it is sent */
    const char *sentence; /* a part of it */
    const char *hint;     /* likewise */
} errors[] = {
    {"displayNameRequired", "needs a name", "login contoso"},
    {"invalidDisplayName", "the name of the token", "login contoso"},
    {"invalidValidTo", "the date", "clock"},
    {"invalidScope", "a scope", "git credential-azdo scopes"},
    {"userIdRequired", "no person", "--entra=azure-cli contoso"},
    {"invalidUserId", "nobody whom", "--entra contoso"},
    {"invalidUserType", "no person's", "--entra=azure-cli contoso"},
    {"accessDenied", "may not do this", "administrator"},
    {"failedToIssueAccessToken", "failed to issue", "later"},
    {"invalidClient", "the application", "--entra=azure-cli contoso"},
    {"invalidClientType", "the kind of application", "--entra=azure-cli contoso"},
    {"invalidClientId", "is not known", "--entra=azure-cli contoso"},
    {"invalidTargetAccounts", "the organization", "https://dev.azure.com/contoso"},
    {"hostAuthorizationNotFound", "does not know this sign-in", "https://dev.azure.com/contoso"},
    {"authorizationNotFound", "no such token", "--entra contoso"},
    {"failedToUpdateAccessToken", "failed to change", "later"},
    {"sourceNotSupported", "from here", "network"},
    {"invalidSourceIP", "network address", "network"},
    {"invalidSource", "the place", "network"},
    {"duplicateHash", "there already", "try again"},
    {"sshPolicyDisabled", "'SSH authentication'", "administrator"},
    {"invalidToken", "not a valid one", "--entra contoso"},
    {"tokenNotFound", "no such token", "--entra contoso"},
    {"invalidAuthorizationId", "the id of the token", "--entra contoso"},
    {"failedToReadTenantPolicy", "policies of the tenant", "later"},
    {"globalPatPolicyViolation", "'Restrict global personal access token creation'",
     "--entra contoso"},
    {"fullScopePatPolicyViolation", "'Restrict full-scoped personal access token creation'",
     "--scope code:write contoso"},
    {"patLifespanPolicyViolation", "'Enforce maximum personal access token lifespan'",
     "--days 1 contoso"},
    {"invalidTokenType", "of this kind", "login contoso"},
    {"invalidAudience", "another service", "--entra contoso"},
    {"invalidSubject", "for whom", "--entra contoso"},
    {"deploymentHostNotSupported", "at an organization only", "https://dev.azure.com/contoso"},
    {"disablePatCreationPolicyViolation", "'Restrict personal access token (PAT) creation'",
     "git credential-azdo login --entra --kind=entra contoso"},
    {"failedToReadOrgPolicy", "policies of the organization", "later"},
    {"globalPATCreationBlocked", "no more tokens", "--entra contoso"},
    {"expiredPatCannotBeExtended", "has expired", "--entra contoso"},

    {"ACCESSDENIED", "may not do this", "administrator"},
    {"tooManyMoons", "not known here (tooManyMoons)", "login contoso"},
    {"nones", "not known here (nones)", "login contoso"},
    {"", "not known here", "login contoso"},
    {"a\\u001b[2Jb", "not known here (a\xef\xbf\xbd[2Jb)", "login contoso"},
};
/* With "none" 37, and five that are in no documentation. */
G_STATIC_ASSERT(G_N_ELEMENTS(errors) == 37 - 1 + 5);

static void assert_error(const char *row, const GError *error, ErrorCode code, const char *message,
                         const char *hint)
{
    ck_assert_msg(g_error_matches(error, AZDO_ERROR, (int)code), "%s: %s", row,
                  error ? error->message : "no error");
    ck_assert_msg(strstr(error->message, message) != NULL, "%s: '%s'", row, error->message);
    ck_assert_msg(strstr(error_get_hint(error), hint) != NULL, "%s: '%s'", row,
                  error_get_hint(error));
}

/* A token beside an error is none. */
START_TEST(an_error_in_a_result_is_a_refusal_with_a_way_out)
{
    g_autofree char *body =
        g_strdup_printf(RESULT(PAT("\"" TOKEN "\""), "\"%s\""), errors[_i].name);
    g_autoptr(HttpReply) reply = answer_of(200, JSON, body);
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(pat_reply_decode(reply, &to_create, &error));
    assert_error(errors[_i].name, error, ERROR_REFUSED, errors[_i].sentence, errors[_i].hint);
    ck_assert_msg(g_str_has_prefix(error->message, "a token could not be created at 'contoso': "),
                  "%s", error->message);
    ck_assert_ptr_null(strchr(error_get_hint(error), '<'));
    ck_assert_ptr_null(strstr(error->message, TOKEN));
}
END_TEST

START_TEST(the_words_of_an_error_are_shown_printable)
{
    g_autoptr(HttpReply) reply = answer_of(
        200, JSON,
        "{\"patTokenError\":\"accessDenied\",\"patTokenErrorMessage\":\"No.\\u0007\\n\"}");
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(pat_reply_decode(reply, &to_create, &error));
    assert_error("words", error, ERROR_REFUSED, "may not do this (No.\xef\xbf\xbd)",
                 "administrator");
}
END_TEST

START_TEST(a_created_token_is_read)
{
    g_autoptr(HttpReply) reply =
        answer_of(200, JSON, "\xef\xbb\xbf" RESULT(PAT("\"" TOKEN "\""), "\"None\""));
    g_autoptr(GError) error = NULL;
    g_autoptr(IssuedPat) pat = pat_reply_decode(reply, &to_create, &error);
    g_autoptr(Secret) expected = secret_new(TOKEN, strlen(TOKEN));
    ck_assert_ptr_null(error);
    ck_assert_str_eq(pat->authorization_id, ID);
    ck_assert_str_eq(pat->display_name, "Git");
    ck_assert_str_eq(pat->scopes, "vso.code_write");
    ck_assert_int_eq(pat->valid_from, END_TIME - 7 * 24 * 3600);
    ck_assert_int_eq(pat->valid_to, END_TIME);
    ck_assert(secret_equal(pat->token, expected));
}
END_TEST

START_TEST(a_token_that_was_looked_up_is_not_shown)
{
    g_autoptr(HttpReply) reply = answer_of(200, JSON, RESULT(PAT("\"" TOKEN "\""), "\"none\""));
    g_autoptr(GError) error = NULL;
    g_autoptr(IssuedPat) pat = pat_reply_decode(reply, &to_get, &error);
    ck_assert_ptr_null(error);
    ck_assert_str_eq(pat->authorization_id, ID);
    ck_assert_ptr_null(pat->token);
}
END_TEST

static const struct {
    const char *name;
    const char *body;
} strange[] = {
    {"nothing", NULL},
    {"half of it", "{\"patToken\":{\"authorizationId\":\"" ID "\",\"tok"},
    {"an array", "[]"},
    {"an empty object", "{}"},
    {"a token without a word about errors", "{\"patToken\":" PAT("\"x\"") "}"},
    {"an error that is null", RESULT(PAT("\"x\""), "null")},
    {"an error that is a number", RESULT(PAT("\"x\""), "0")},
    {"two errors", "{\"patTokenError\":\"accessDenied\",\"patTokenError\":\"none\"}"},
    {"neither a token nor an error", RESULT("null", "\"none\"")},
    {"a token that is a text", RESULT("\"" TOKEN "\"", "\"none\"")},
    {"no token inside", RESULT(PAT("null"), "\"none\"")},
    {"an empty token", RESULT(PAT("\"\""), "\"none\"")},
    {"a token of two lines", RESULT(PAT("\"a\\nb\""), "\"none\"")},
    {"a token with a NUL", RESULT(PAT("\"a\\u0000b\""), "\"none\"")},
    {"no id", RESULT(PAT_OF("null", "null", "\"" END_TEXT "\"", "\"x\""), "\"none\"")},
    {"an id that is none",
     RESULT(PAT_OF("\"5e7b&x=\"", "null", "\"" END_TEXT "\"", "\"x\""), "\"none\"")},
    {"no end", RESULT(PAT_OF("\"" ID "\"", "null", "null", "\"x\""), "\"none\"")},
    {"an end that is none", RESULT(PAT_OF("\"" ID "\"", "null", "\"soon\"", "\"x\""), "\"none\"")},
    {"an end in local time",
     RESULT(PAT_OF("\"" ID "\"", "null", "\"2026-12-24T10:00:00\"", "\"x\""), "\"none\"")},
};

START_TEST(a_strange_result_says_nothing)
{
    g_autoptr(HttpReply) reply = answer_of(200, JSON, strange[_i].body);
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(pat_reply_decode(reply, &to_create, &error));
    assert_error(strange[_i].name, error, ERROR_UNREACHABLE,
                 "does not look like one of Azure DevOps", "https://dev.azure.com/contoso");
}
END_TEST

START_TEST(a_deep_result_says_nothing)
{
    g_autofree char *brackets = g_strnfill(100000, '[');
    g_autofree char *body = g_strconcat("{\"patTokenError\":", brackets, NULL);
    g_autoptr(HttpReply) reply = answer_of(200, JSON, body);
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(pat_reply_decode(reply, &to_create, &error));
    assert_error("deep", error, ERROR_UNREACHABLE, "does not look like", "browser");
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    gint64 time;
} dates[] = {
    {"no fraction", "2026-12-24T10:00:00Z", END_TIME},
    {"one digit", "2026-12-24T10:00:00.9Z", END_TIME},
    {"two digits", "2026-12-24T10:00:00.12Z", END_TIME},
    {"three digits", "2026-12-24T10:00:00.123Z", END_TIME},
    {"four digits", "2026-12-24T10:00:00.1234Z", END_TIME},
    {"five digits", "2026-12-24T10:00:00.12345Z", END_TIME},
    {"six digits", "2026-12-24T10:00:00.123456Z", END_TIME},
    {"seven digits", "2026-12-24T10:00:00.9999999Z", END_TIME},
    {"eight digits", "2026-12-24T10:00:00.12345678Z", 0},
    {"a point alone", "2026-12-24T10:00:00.Z", 0},
    {"a day that is none", "2026-02-30T10:00:00Z", 0},
    {"what .NET has for no time", "0001-01-01T00:00:00Z", 0},
};

START_TEST(an_end_has_up_to_seven_digits_of_a_fraction)
{
    g_autofree char *body = g_strdup_printf(
        RESULT(PAT_OF("\"" ID "\"", "null", "\"%s\"", "null"), "\"none\""), dates[_i].text);
    g_autoptr(HttpReply) reply = answer_of(200, JSON, body);
    g_autoptr(GError) error = NULL;
    g_autoptr(IssuedPat) pat = pat_reply_decode(reply, &to_get, &error);
    ck_assert_msg((pat ? pat->valid_to : 0) == dates[_i].time, "%s", dates[_i].name);
    ck_assert_msg((error == NULL) == (pat != NULL), "%s", dates[_i].name);
}
END_TEST

START_TEST(a_begin_that_is_no_time_is_not_told)
{
    g_autoptr(HttpReply) reply = answer_of(
        200, JSON,
        RESULT(PAT_OF("\"" ID "\"", "\"0001-01-01T00:00:00\"", "\"" END_TEXT "\"", "null"),
               "\"none\""));
    g_autoptr(GError) error = NULL;
    g_autoptr(IssuedPat) pat = pat_reply_decode(reply, &to_get, &error);
    ck_assert_ptr_null(error);
    ck_assert_int_eq(pat->valid_from, 0);
}
END_TEST

START_TEST(what_is_shown_of_a_token_is_printable)
{
    g_autoptr(HttpReply) reply = answer_of(
        200, JSON,
        RESULT(
            "{\"authorizationId\":\"5E7BC78C-3A4B-4D0E-9D5A-3F4A8E1C0B11\",\"validTo\":\"" END_TEXT
            "\",\"displayName\":\"a\\u001b]0;b\\u202e\"}",
            "\"none\""));
    g_autoptr(GError) error = NULL;
    g_autoptr(IssuedPat) pat = pat_reply_decode(reply, &to_get, &error);
    ck_assert_ptr_null(error);
    ck_assert_str_eq(pat->display_name, "a\xef\xbf\xbd]0;b\xef\xbf\xbd");
    ck_assert_str_eq(pat->scopes, "");
    ck_assert_str_eq(pat->authorization_id, ID);
}
END_TEST

#define PAGE(continuation, pats) "{\"continuationToken\":" continuation ",\"patTokens\":" pats "}"

static const struct {
    const char *name;
    const char *body;
    gint tokens; /* -1 = not a page */
    const char *continuation;
} pages[] = {
    {"an empty list", PAGE("\"\"", "[]"), 0, NULL},
    {"one token", PAGE("\"\"", "[" PAT("null") "]"), 1, NULL},
    {"two, and more to come", PAGE("\"MTAw+/==\"", "[" PAT("null") "," PAT("null") "]"), 2,
     "MTAw+/=="},
    {"an empty page with more to come", PAGE("\"x\"", "[]"), 0, "x"},
    {"a continuation of null", PAGE("null", "[]"), 0, NULL},
    {"no continuation", "{\"patTokens\":[]}", 0, NULL},
    {"no list", "{\"continuationToken\":\"\"}", -1, NULL},
    {"a list of null", PAGE("\"\"", "null"), -1, NULL},
    {"a list that is an object", PAGE("\"\"", "{}"), -1, NULL},
    {"a token without an id among good ones", PAGE("\"\"", "[" PAT("null") ",{}]"), -1, NULL},
    {"a list as other services have it", "{\"count\":0,\"value\":[]}", -1, NULL},
    {"half of it", "{\"continuationToken\":\"\",\"patTokens\":[", -1, NULL},
};

START_TEST(a_page_holds_tokens_and_the_way_to_the_next)
{
    g_autoptr(HttpReply) reply = answer_of(200, JSON, pages[_i].body);
    g_autoptr(GPtrArray) pats = g_ptr_array_new_with_free_func((GDestroyNotify)issued_pat_free);
    g_autofree char *continuation = NULL;
    g_autoptr(GError) error = NULL;
    gboolean is_page = pat_reply_decode_page(reply, &to_list, pats, &continuation, &error);
    ck_assert_msg(is_page == (pages[_i].tokens >= 0), "%s", pages[_i].name);
    assert_row_text(pages[_i].name, "continuation", continuation, pages[_i].continuation);
    if (is_page)
        ck_assert_msg(pats->len == (guint)pages[_i].tokens, "%s: %u", pages[_i].name, pats->len);
    else
        assert_error(pages[_i].name, error, ERROR_UNREACHABLE, "could not be listed", "browser");
}
END_TEST

START_TEST(a_continuation_has_a_limit)
{
    g_autofree char *continuation = g_strnfill(2049, 'x');
    g_autofree char *body = g_strdup_printf(PAGE("\"%s\"", "[]"), continuation);
    g_autoptr(HttpReply) reply = answer_of(200, JSON, body);
    g_autoptr(GPtrArray) pats = g_ptr_array_new_with_free_func((GDestroyNotify)issued_pat_free);
    g_autofree char *following = NULL;
    g_autoptr(GError) error = NULL;
    ck_assert(!pat_reply_decode_page(reply, &to_list, pats, &following, &error));
    assert_error("long", error, ERROR_UNREACHABLE, "does not look like", "browser");
}
END_TEST

static const struct {
    const char *name;
    int status;
    const char *type;
    const char *body;
    const char *header;
    gboolean is_revoked;
    ErrorCode code;
} revocations[] = {
    {"204", 204, NULL, NULL, NULL, TRUE, 0},
    {"an empty 200", 200, NULL, NULL, NULL, TRUE, 0},
    {"a result without an error", 200, JSON, RESULT("null", "\"none\""), NULL, TRUE, 0},
    {"404 of a user who is known", 404, JSON, "{\"message\":\"not found\"}", "X-VSS-UserData: x",
     TRUE, 0},
    {"an authorization that is not there", 200, JSON, RESULT("null", "\"authorizationNotFound\""),
     NULL, TRUE, 0},
    {"a token that is not there", 200, JSON, RESULT("null", "\"tokenNotFound\""), NULL, TRUE, 0},
    {"an error that is another one", 200, JSON, RESULT("null", "\"accessDenied\""), NULL, FALSE,
     ERROR_REFUSED},
    {"404 of anybody, perhaps of a proxy", 404, JSON, "{}", NULL, FALSE, ERROR_UNREACHABLE},
    {"a portal's page", 200, "text/html", "<title>Hotel</title>", NULL, FALSE, ERROR_UNREACHABLE},
    {"the page to sign in", 203, "text/html", "<title>Sign In</title>", NULL, FALSE, ERROR_REFUSED},
    {"JSON that says nothing", 200, JSON, "{}", NULL, FALSE, ERROR_UNREACHABLE},
    {"401", 401, NULL, NULL, NULL, FALSE, ERROR_REFUSED},
    {"503", 503, NULL, NULL, NULL, FALSE, ERROR_UNREACHABLE},
};

START_TEST(a_token_is_revoked_if_it_works_no_more)
{
    g_autoptr(HttpReply) reply =
        answer_of(revocations[_i].status, revocations[_i].type, revocations[_i].body);
    if (revocations[_i].header)
        answer_add_header(reply, revocations[_i].header, "");
    g_autoptr(GError) error = NULL;
    gboolean is_revoked = pat_reply_is_revoked(reply, &to_revoke, &error);
    ck_assert_msg(is_revoked == revocations[_i].is_revoked, "%s", revocations[_i].name);
    if (is_revoked)
        ck_assert_ptr_null(error);
    else
        assert_error(revocations[_i].name, error, revocations[_i].code,
                     "the token could not be revoked at 'contoso': ", "");
}
END_TEST

START_TEST(an_answer_that_broke_off_revokes_nothing)
{
    g_autoptr(HttpReply) reply = answer_of(200, NULL, NULL);
    reply->outcome = HTTP_CUT_OFF;
    g_autoptr(GError) error = NULL;
    ck_assert(!pat_reply_is_revoked(reply, &to_revoke, &error));
    assert_error("cut off", error, ERROR_UNREACHABLE, "the server broke the connection off",
                 "network");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pat_reply");
    TCase *results = suite_add_case(suite, "results");
    case_add_rows(results, an_error_in_a_result_is_a_refusal_with_a_way_out, errors);
    tcase_add_test(results, the_words_of_an_error_are_shown_printable);
    tcase_add_test(results, a_created_token_is_read);
    tcase_add_test(results, a_token_that_was_looked_up_is_not_shown);
    case_add_rows(results, a_strange_result_says_nothing, strange);
    tcase_add_test(results, a_deep_result_says_nothing);
    case_add_rows(results, an_end_has_up_to_seven_digits_of_a_fraction, dates);
    tcase_add_test(results, a_begin_that_is_no_time_is_not_told);
    tcase_add_test(results, what_is_shown_of_a_token_is_printable);

    TCase *lists = suite_add_case(suite, "pages");
    case_add_rows(lists, a_page_holds_tokens_and_the_way_to_the_next, pages);
    tcase_add_test(lists, a_continuation_has_a_limit);

    TCase *ends = suite_add_case(suite, "revocations");
    case_add_rows(ends, a_token_is_revoked_if_it_works_no_more, revocations);
    tcase_add_test(ends, an_answer_that_broke_off_revokes_nothing);
    return suite_run(suite);
}
