/* SPDX-License-Identifier: MIT */
#include "azure/audit_json.h"

#include "net/json.h"
#include "suite.h"

#include <string.h>

static char *format(const AuditToken *token, const AuditPlace *place)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(AuditToken));
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(AuditPlace));
    if (token)
        g_array_append_vals(tokens, token, 1);
    if (place)
        g_array_append_vals(places, place, 1);
    return audit_json_format(tokens, places, NULL);
}

static void assert_has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "%s is not in %s", part, text);
}

static Credential *bare_credential(void)
{
    g_autoptr(Secret) secret = secret_new("SYNTHETIC", 9);
    return credential_new("dev.azure.com", "contoso", "", secret);
}

START_TEST(nothing_is_two_empty_arrays)
{
    g_autofree char *text = format(NULL, NULL);
    ck_assert_str_eq(text, "{\n  \"version\": 1,\n  \"tokens\": [],\n  \"plain_text\": []\n}\n");
}
END_TEST

START_TEST(what_is_not_known_of_a_token_is_null)
{
    g_autoptr(Credential) credential = bare_credential();
    const AuditToken token = {
        .credential = credential, .store = "secret-service", .masked = "****", .state = "good"};
    static const char *const members[] = {
        "\"username\": null",  "\"scopes\": null",
        "\"probes\": null",    "\"can\": []",
        "\"cannot\": []",      "\"unknown\": []",
        "\"not_asked\": []",   "\"expires\": null",
        "\"used\": null",      "\"life_days\": null",
        "\"days_left\": null", "\"check\": null",
        "\"concerns\": []",    "\"notes\": []",
        "\"command\": null",   "\"all_organizations\": null",
    };
    g_autofree char *text = format(&token, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        assert_has(text, members[i]);
}
END_TEST

START_TEST(probes_are_told_by_their_scopes)
{
    g_autoptr(Credential) credential = bare_credential();
    ProbeReport report = {.end = PROBES_PAUSED, .retry_after_s = 5};
    report.answers[0] = PROBE_CAN;
    report.answers[1] = PROBE_CANNOT;
    report.answers[2] = PROBE_UNKNOWN;
    const char *const concerns[] = {"excess", NULL};
    const AuditToken token = {.credential = credential,
                              .report = &report,
                              .store = "secret-service",
                              .masked = "****",
                              .state = "improve",
                              .concerns = concerns};
    g_autofree char *text = format(&token, NULL);
    assert_has(text, "\"probes\": \"paused\"");
    assert_has(text, "\"can\": [\n        \"vso.advsec\"\n      ]");
    assert_has(text, "\"cannot\": [\n        \"vso.agentpools\"\n      ]");
    assert_has(text, "\"unknown\": [\n        \"vso.auditlog\"\n      ]");
    assert_has(text, "\"not_asked\": [\n        \"vso.build\",");
    assert_has(text, "\"concerns\": [\n        \"excess\"\n      ]");
    ck_assert_ptr_null(strstr(text, "SYNTHETIC"));
}
END_TEST

START_TEST(a_place_is_told_without_its_secret)
{
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(PlainSecret) plain =
        plain_secret_from_url(span_of("https://a:SYNTHETIC@dev.azure.com/contoso"), servers);
    plain->line = 3;
    const AuditPlace place = {.kind = "netrc",
                              .plain = plain,
                              .masked = "****",
                              .path = "/home/ann/.netrc",
                              .where = "/home/ann/.netrc, line 3",
                              .is_shared = TRUE};
    g_autofree char *text = format(NULL, &place);
    g_autoptr(JsonDocument) document = json_document_parse(text, strlen(text));
    ck_assert_ptr_nonnull(document);
    assert_has(text, "\"address\": \"https://dev.azure.com/contoso\"");
    assert_has(text, "\"line\": 3");
    assert_has(text, "\"others_can_read\": true");
    assert_has(text, "\"stored_for\": null");
    ck_assert_ptr_null(strstr(text, "SYNTHETIC"));
}
END_TEST

START_TEST(a_place_that_could_not_be_read_says_why)
{
    const AuditPlace place = {.kind = "netrc",
                              .problem = "cannot be read",
                              .path = "/home/ann/.netrc",
                              .where = "/home/ann/.netrc"};
    g_autofree char *text = format(NULL, &place);
    assert_has(text, "\"problem\": \"cannot be read\"");
    assert_has(text, "\"token\": null");
    assert_has(text, "\"address\": null");
    assert_has(text, "\"line\": null");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit_json");
    TCase *documents = suite_add_case(suite, "documents");
    tcase_add_test(documents, nothing_is_two_empty_arrays);
    tcase_add_test(documents, what_is_not_known_of_a_token_is_null);
    tcase_add_test(documents, probes_are_told_by_their_scopes);
    tcase_add_test(documents, a_place_is_told_without_its_secret);
    tcase_add_test(documents, a_place_that_could_not_be_read_says_why);
    return suite_run(suite);
}
