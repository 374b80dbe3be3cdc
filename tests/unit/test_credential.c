/* SPDX-License-Identifier: MIT */
#include "model/credential.h"

#include "record.h"
#include "suite.h"

#include <string.h>

START_TEST(a_new_credential_is_a_copy_whose_facts_are_unknown)
{
    char texts[3][8] = {"server", "org", "user"};
    g_autoptr(Secret) secret = secret_from_text("token");
    g_autoptr(Credential) credential = credential_new(texts[0], texts[1], texts[2], secret);
    memset(texts, 'x', sizeof(texts));
    ck_assert_str_eq(credential->server, "server");
    ck_assert_str_eq(credential->organization, "org");
    ck_assert_str_eq(credential->username, "user");
    ck_assert_ptr_ne(credential->secret, secret);
    ck_assert(secret_equal(credential->secret, secret));
    ck_assert_int_eq(credential->kind, CREDENTIAL_PAT);
    ck_assert_int_eq(credential->valid_to_certainty, VALID_TO_UNKNOWN);
    ck_assert_int_eq(credential->valid_to, 0);
    ck_assert_int_eq(credential->created, 0);
    ck_assert_int_eq(credential->validated, 0);
}
END_TEST

START_TEST(a_token_that_is_stored_again_has_replaced_what_it_had_before)
{
    const Record records[] = {PAT_REPLACING("contoso", "", "B", "A"), PAT("contoso", "", "B")};
    g_autoptr(Credential) stored = record_to_credential(&records[0], "dev.azure.com");
    g_autoptr(Credential) again = record_to_credential(&records[1], "dev.azure.com");
    credential_set_replaced(again, stored);
    ck_assert_str_eq(again->replaced, stored->replaced);
    ck_assert_str_ne(again->replaced, "");
}
END_TEST

static const struct {
    const char *name;
    const char *server;
    Record record;
    const char *label;
} labels[] = {
    {.name = "an organization",
     .server = "dev.azure.com",
     .record = PAT("contoso", "", "A"),
     .label = "Azure DevOps: contoso"},
    {.name = "an organization and a person",
     .server = "dev.azure.com",
     .record = PAT("contoso", "u@example.com", "A"),
     .label = "Azure DevOps: contoso (u@example.com)"},
    {.name = "a collection says which server",
     .server = "https://tfs.example.com/tfs",
     .record = PAT("main", "ann", "A"),
     .label = "Azure DevOps: https://tfs.example.com/tfs/main (ann)"},
    {.name = "a record of the server",
     .server = "dev.azure.com",
     .record = PAT("", "contoso", "A"),
     .label = "Azure DevOps: dev.azure.com (contoso)"},
    {.name = "a record of another server, without a name",
     .server = "https://tfs.example.com",
     .record = PAT("", "", "A"),
     .label = "Azure DevOps: https://tfs.example.com"},
    {.name = "control bytes in a user name are shown as such",
     .server = "dev.azure.com",
     .record = PAT("contoso", "a\x1b[2K\n", "A"),
     .label = "Azure DevOps: contoso (a\xef\xbf\xbd[2K\xef\xbf\xbd)"},
    {.name = "bytes that are no UTF-8 are shown as such",
     .server = "dev.azure.com",
     .record = PAT("contoso", "ann\xff", "A"),
     .label = "Azure DevOps: contoso (ann\xef\xbf\xbd)"},
    {.name = "a user name cannot turn the text around",
     .server = "dev.azure.com",
     .record = PAT("contoso",
                   "\xe2\x80\xae"
                   "a",
                   "A"),
     .label = "Azure DevOps: contoso (\xef\xbf\xbd"
              "a)"},
    {.name = "a per cent sign is no format",
     .server = "dev.azure.com",
     .record = PAT("contoso", "%s%n", "A"),
     .label = "Azure DevOps: contoso (%s%n)"},
};

START_TEST(a_label_tells_a_person_which_credential_it_is)
{
    g_autoptr(Credential) credential = record_to_credential(&labels[_i].record, labels[_i].server);
    g_autofree char *label = credential_label(credential);
    assert_row_text(labels[_i].name, "the label", label, labels[_i].label);
}
END_TEST

#define NOW 1700000000

static const struct {
    const char *name;
    Record record;
    gboolean is_expired;
} expiries[] = {
    {.name = "an unknown date has not passed", .record = PAT("contoso", "", "A")},
    {.name = "a date that was told never withholds a token",
     .record = PAT_TOLD("contoso", "", "A", NOW - 1)},
    {.name = "a certain date ahead has not passed",
     .record = PAT_CERTAIN("contoso", "", "A", NOW + 1)},
    {.name = "a certain date has passed when it is reached",
     .record = PAT_CERTAIN("contoso", "", "A", NOW),
     .is_expired = TRUE},
    {.name = "a certain date behind has passed",
     .record = PAT_CERTAIN("contoso", "", "A", NOW - 1),
     .is_expired = TRUE},
};

START_TEST(only_a_certain_date_expires)
{
    g_autoptr(Credential) credential = record_to_credential(&expiries[_i].record, "dev.azure.com");
    ck_assert_msg(credential_is_expired(credential, NOW) == expiries[_i].is_expired, "%s",
                  expiries[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *server;
    Record other;
    gboolean is_same;
} identities[] = {
    {.name = "facts are no part of the identity",
     .server = "dev.azure.com",
     .other = PAT_CERTAIN("contoso", "ann", "B", NOW),
     .is_same = TRUE},
    {.name = "another server", .server = "https://a.example", .other = PAT("contoso", "ann", "A")},
    {.name = "another organization", .server = "dev.azure.com", .other = PAT("x", "ann", "A")},
    {.name = "the record of the server", .server = "dev.azure.com", .other = PAT("", "ann", "A")},
    {.name = "another person", .server = "dev.azure.com", .other = PAT("contoso", "bob", "A")},
    {.name = "nobody", .server = "dev.azure.com", .other = PAT("contoso", "", "A")},
    {.name = "a person in other letters",
     .server = "dev.azure.com",
     .other = PAT("contoso", "Ann", "A")},
};

START_TEST(server_organization_and_user_name_identify_a_credential)
{
    static const Record record = PAT("contoso", "ann", "A");
    g_autoptr(Credential) credential = record_to_credential(&record, "dev.azure.com");
    g_autoptr(Credential) other =
        record_to_credential(&identities[_i].other, identities[_i].server);
    ck_assert_msg(credential_same_identity(credential, other) == identities[_i].is_same, "%s",
                  identities[_i].name);
}
END_TEST

START_TEST(a_sign_in_is_another_record_than_the_token_of_its_account)
{
    g_autoptr(Credential) sign_in = record_sign_in();
    static const Record record = PAT("contoso", "ann", "A");
    g_autoptr(Credential) token = record_to_credential(&record, "dev.azure.com");
    ck_assert(!credential_same_identity(sign_in, token));
    ck_assert_int_eq(credential_role(sign_in), CREDENTIAL_ROLE_SIGN_IN);
    ck_assert_int_eq(credential_role(token), CREDENTIAL_ROLE_TOKEN);
}
END_TEST

START_TEST(an_access_token_takes_the_place_of_the_token_of_its_account)
{
    static const Record record = PAT("contoso", "ann", "A");
    g_autoptr(Credential) pat = record_to_credential(&record, "dev.azure.com");
    g_autoptr(Credential) access_token = credential_copy(pat);
    access_token->kind = CREDENTIAL_ACCESS_TOKEN;
    ck_assert(credential_same_identity(pat, access_token));
}
END_TEST

START_TEST(kinds_and_roles_have_names_of_their_own)
{
    ck_assert_str_eq(credential_kind_name(CREDENTIAL_PAT), "pat");
    ck_assert_str_eq(credential_kind_name(CREDENTIAL_ACCESS_TOKEN), "access-token");
    ck_assert_str_eq(credential_kind_name(CREDENTIAL_SIGN_IN), "sign-in");
    ck_assert_str_eq(credential_role_name(CREDENTIAL_ROLE_TOKEN), "token");
    ck_assert_str_eq(credential_role_name(CREDENTIAL_ROLE_SIGN_IN), "sign-in");
}
END_TEST

START_TEST(a_sign_in_says_so_in_its_label)
{
    g_autoptr(Credential) sign_in = record_sign_in();
    g_autofree char *label = credential_label(sign_in);
    ck_assert_str_eq(label, "Azure DevOps sign-in: contoso (ann)");
}
END_TEST

START_TEST(freeing_nothing_is_allowed)
{
    credential_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("credential");
    TCase *facts = suite_add_case(suite, "facts");
    tcase_add_test(facts, freeing_nothing_is_allowed);
    tcase_add_test(facts, a_new_credential_is_a_copy_whose_facts_are_unknown);
    tcase_add_test(facts, a_token_that_is_stored_again_has_replaced_what_it_had_before);
    tcase_add_test(facts, kinds_and_roles_have_names_of_their_own);
    tcase_add_test(facts, a_sign_in_is_another_record_than_the_token_of_its_account);
    tcase_add_test(facts, an_access_token_takes_the_place_of_the_token_of_its_account);
    tcase_add_test(facts, a_sign_in_says_so_in_its_label);
    case_add_rows(facts, a_label_tells_a_person_which_credential_it_is, labels);
    case_add_rows(facts, only_a_certain_date_expires, expiries);
    case_add_rows(facts, server_organization_and_user_name_identify_a_credential, identities);
    return suite_run(suite);
}
