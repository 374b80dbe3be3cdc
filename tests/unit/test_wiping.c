/* SPDX-License-Identifier: MIT */
/* No block that the pure core gives back still holds a secret. */
#include "core/secret.h"
#include "model/payload.h"
#include "protocol/answer.h"
#include "protocol/request.h"

#include "record.h"
#include "suite.h"
#include "watch.h"

#include <string.h>

#define PASSWORD WATCHED

static void use_secret(void)
{
    secret_free(secret_from_text(PASSWORD));
}

static void use_equality(void)
{
    g_autoptr(Secret) a = secret_from_text(PASSWORD);
    g_autoptr(Secret) b = secret_from_text(PASSWORD);
    ck_assert(secret_equal(a, b));
}

static void use_digest(void)
{
    g_autoptr(Secret) secret = secret_from_text(PASSWORD);
    g_free(secret_digest(secret));
}

static void use_growing_buffer(void)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    for (guint i = 0; i < 100; i++)
        secret_buffer_append_text(buffer, PASSWORD);
}

static void use_stolen_buffer(void)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_text(buffer, PASSWORD);
    secret_free(secret_buffer_steal(buffer));
}

static void parse_and_free(const char *text, RequestOutcome expected)
{
    g_autoptr(Request) request = NULL;
    ck_assert_int_eq(request_parse(text, strlen(text), &request), expected);
}

static void use_request(void)
{
    parse_and_free("password=" PASSWORD "\n"
                   "credential=" PASSWORD "\n"
                   "oauth_refresh_token=" PASSWORD "\n",
                   REQUEST_UNDERSTOOD);
}

static void use_hostile_request(void)
{
    parse_and_free("password=" PASSWORD "\npassword=" PASSWORD "\n", REQUEST_HOSTILE);
}

static void use_malformed_request(void)
{
    parse_and_free("password=" PASSWORD "\nmalformed\n", REQUEST_MALFORMED);
}

static void use_answer(void)
{
    g_autoptr(Secret) password = secret_from_text(PASSWORD);
    Answer answer = {.username = "ann", .password = password, .password_expiry_utc = 1893456000};
    secret_free(answer_format(&answer));
}

static void use_credential(void)
{
    static const Record record = PAT_CREATED("contoso", "ann", PASSWORD, 1);
    g_autoptr(Credential) credential = record_to_credential(&record, "dev.azure.com");
    g_autoptr(Secret) payload = payload_encode(credential);
    g_autoptr(Credential) decoded = payload_decode(secret_reveal(payload), secret_length(payload));
    ck_assert_ptr_nonnull(decoded);
    ck_assert(secret_equal(decoded->secret, credential->secret));
}

static void use_unreadable_payload(void)
{
    static const char payload[] = PASSWORD "\tkind=pat\t.";
    ck_assert_ptr_null(payload_decode(payload, strlen(payload)));
}

static const WatchedUse uses[] = {
    {.name = "a secret", .use = use_secret},
    {.name = "two secrets that were compared", .use = use_equality},
    {.name = "a secret of which a digest was made", .use = use_digest},
    {.name = "a buffer that outgrew its blocks", .use = use_growing_buffer},
    {.name = "a buffer whose content was taken", .use = use_stolen_buffer},
    {.name = "a request with three secrets", .use = use_request},
    {.name = "a hostile request", .use = use_hostile_request},
    {.name = "a request that breaks off as malformed", .use = use_malformed_request},
    {.name = "an answer", .use = use_answer},
    {.name = "a credential, its payload, and what was read from it", .use = use_credential},
    {.name = "a payload that is unreadable", .use = use_unreadable_payload},
};

START_TEST(no_block_is_given_back_with_the_secret_in_it)
{
    watch_check(&uses[_i]);
}
END_TEST

static void leave_it_unwiped(void)
{
    g_free(g_strdup("x" PASSWORD));
}

START_TEST(the_watch_sees_a_secret_that_is_not_wiped)
{
    ck_assert_uint_eq(watch_run(leave_it_unwiped).unwiped, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wiping");
    TCase *wiping = suite_add_case(suite, "wiping");
    tcase_add_test(wiping, the_watch_sees_a_secret_that_is_not_wiped);
    case_add_rows(wiping, no_block_is_given_back_with_the_secret_in_it, uses);
    return suite_run(suite);
}
