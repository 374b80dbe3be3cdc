/* SPDX-License-Identifier: MIT */
#include "azure/status_json.h"

#include "net/json.h"
#include "suite.h"

#include <string.h>

static char *format(const StatusToken *token)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(StatusToken));
    if (token)
        g_array_append_vals(tokens, token, 1);
    return status_json_format(tokens, NULL);
}

static Credential *bare_credential(void)
{
    g_autoptr(Secret) secret = secret_new("SYNTHETIC", 9);
    return credential_new("dev.azure.com", "contoso", "", secret);
}

START_TEST(no_token_is_an_empty_array)
{
    g_autofree char *text = format(NULL);
    ck_assert_str_eq(text, "{\n  \"version\": 1,\n  \"tokens\": []\n}\n");
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
    g_autoptr(Credential) credential = bare_credential();
    const StatusToken token = {
        .credential = credential,
        .store = "secret-service",
        .masked = "****",
        .state = "good",
        .summary = "not checked",
        .days_left = -20000,
    };
    static const char *const unknown[] = {
        "kept_until",   "username",          "account",     "scopes",    "all_organizations",
        "expires",      "days_left",         "created",     "validated", "check",
        "check_reason", "check_description", "activity_id", "command",
    };
    g_autofree char *text = format(&token);
    for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_autofree char *member = g_strdup_printf("\"%s\": null", unknown[i]);
        ck_assert_msg(strstr(text, member) != NULL, "%s is not null in %s", unknown[i], text);
    }
    ck_assert_ptr_nonnull(strstr(text, "\"notes\": []"));
}
END_TEST

START_TEST(it_is_read_as_json_whatever_the_texts_hold)
{
    g_autoptr(Secret) secret = secret_new("SYNTHETIC", 9);
    g_autoptr(Credential) credential =
        credential_new("dev.azure.com", "a\"b\\c", "\xff\x1b[2K\n", secret);
    const char *const notes[] = {"one \"note\"", "another", NULL};
    const StatusToken token = {
        .credential = credential,
        .store = "secret-service",
        .masked = "****",
        .state = "good",
        .summary = "s",
        .notes = notes,
        .command = "c",
    };
    g_autofree char *text = format(&token);
    g_autoptr(JsonDocument) document = json_document_parse(text, strlen(text));
    ck_assert_ptr_nonnull(document);
    ck_assert_ptr_nonnull(strstr(text, "\"organization\": \"a\\\"b\\\\c\""));
    ck_assert_ptr_null(strchr(text, '\x1b'));
    ck_assert_ptr_null(strstr(text, "SYNTHETIC"));
}
END_TEST

START_TEST(a_date_is_in_utc)
{
    g_autoptr(Credential) credential = bare_credential();
    const StatusToken token = {
        .credential = credential,
        .store = "secret-service",
        .masked = "****",
        .state = "good",
        .summary = "s",
        .ends = 1893553200,
        .ends_certainty = VALID_TO_CERTAIN,
        .days_left = 1,
    };
    g_autofree char *text = format(&token);
    ck_assert_ptr_nonnull(strstr(text, "\"expires\": \"2030-01-02T03:00:00Z\""));
    ck_assert_ptr_nonnull(strstr(text, "\"expires_certainty\": \"certain\""));
    ck_assert_ptr_nonnull(strstr(text, "\"days_left\": 1,"));
}
END_TEST

static const struct {
    const char *name;
    TokenReach reach;
    const char *member;
} reaches[] = {
    {"not known", REACH_UNKNOWN, "\"all_organizations\": null,"},
    {"for one", REACH_ORGANIZATION, "\"all_organizations\": false,"},
    {"for all", REACH_ALL, "\"all_organizations\": true,"},
};

START_TEST(the_reach_is_a_flag_or_null)
{
    g_autoptr(Credential) credential = bare_credential();
    g_autoptr(Verdict) verdict = verdict_decide(finding_new(), NULL);
    verdict->reach = reaches[_i].reach;
    const StatusToken token = {
        .credential = credential,
        .verdict = verdict,
        .store = "secret-service",
        .masked = "****",
        .state = "good",
        .summary = "s",
    };
    g_autofree char *text = format(&token);
    ck_assert_msg(strstr(text, reaches[_i].member) != NULL, "%s: %s", reaches[_i].name, text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("status_json");
    TCase *documents = suite_add_case(suite, "documents");
    tcase_add_test(documents, no_token_is_an_empty_array);
    tcase_add_test(documents, what_is_not_known_is_null);
    tcase_add_test(documents, it_is_read_as_json_whatever_the_texts_hold);
    tcase_add_test(documents, a_date_is_in_utc);
    case_add_rows(documents, the_reach_is_a_flag_or_null, reaches);
    return suite_run(suite);
}
