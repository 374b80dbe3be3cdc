/* SPDX-License-Identifier: MIT */
#include "store/cache_entry.h"

#include "model/payload.h"
#include "record.h"
#include "suite.h"

#include <string.h>

#define SERVER "dev.azure.com"
#define NOW 1795516200 /* 2026-11-24T10:30:00Z */
#define LIFETIME 900
#define LATER (NOW + 1000)

static const struct {
    const char *name;
    StoreQuery one;
    StoreQuery other;
} different[] = {
    {.name = "organizations",
     .one = {.server = "s", .organization = "contoso"},
     .other = {.server = "s", .organization = "fabrikam"}},
    {.name = "servers",
     .one = {.server = "s", .organization = "contoso"},
     .other = {.server = "t", .organization = "contoso"}},
    {.name = "an organization and an account of that name",
     .one = {.server = "s", .organization = "contoso"},
     .other = {.server = "s", .username = "contoso"}},
    {.name = "any organization and none",
     .one = {.server = "s"},
     .other = {.server = "s", .organization = ""}},
    {.name = "any organization and one called '-'",
     .one = {.server = "s"},
     .other = {.server = "s", .organization = "-"}},
    {.name = "an organization that looks like two parts",
     .one = {.server = "s", .organization = "a 1:b"},
     .other = {.server = "s", .organization = "a", .username = "b"}},
    {.name = "a part that moves from one field to the next",
     .one = {.server = "s", .organization = "ab", .username = "c"},
     .other = {.server = "s", .organization = "a", .username = "bc"}},
    {.name = "a token and a sign-in",
     .one = {.server = "s", .organization = "contoso", .role = CREDENTIAL_ROLE_TOKEN},
     .other = {.server = "s", .organization = "contoso", .role = CREDENTIAL_ROLE_SIGN_IN}},
};

START_TEST(different_questions_have_different_names)
{
    g_autofree char *one = cache_entry_name("store", &different[_i].one);
    g_autofree char *other = cache_entry_name("store", &different[_i].other);
    ck_assert_msg(!g_str_equal(one, other), "%s: both are '%s'", different[_i].name, one);
}
END_TEST

static const struct {
    const char *name;
    const char *one[2];
    const char *other[2];
} places[] = {
    {.name = "another bus", .one = {"unix:path=/a"}, .other = {"unix:path=/b"}},
    {.name = "no bus and an empty name of one", .one = {NULL, "/run"}, .other = {"", "/run"}},
    {.name = "a value that moves to another variable", .one = {"a", NULL}, .other = {NULL, "a"}},
};

START_TEST(different_stores_have_different_names)
{
    const StoreQuery query = {.server = SERVER, .organization = "contoso"};
    g_autofree char *one = cache_entry_place("secret-service", places[_i].one, 2);
    g_autofree char *other = cache_entry_place("secret-service", places[_i].other, 2);
    g_autofree char *one_name = cache_entry_name(one, &query);
    g_autofree char *other_name = cache_entry_name(other, &query);
    ck_assert_msg(!g_str_equal(one_name, other_name), "%s: '%s'", places[_i].name, one_name);
}
END_TEST

static const Record two_accounts[RECORDS_MAX] = {
    PAT_CERTAIN("contoso", "ann", "SYNTHETIC-1", LATER),
    {.organization = "contoso",
     .username = "",
     .secret = "SYNTHETIC-2",
     .certainty = VALID_TO_TOLD,
     .valid_to = NOW - 1,
     .created = NOW - 100,
     .validated = NOW - 50},
};

static Secret *entry_of(const Record records[static RECORDS_MAX])
{
    g_autoptr(GPtrArray) found = records_to_candidates(records, SERVER);
    return cache_entry_encode(found, NOW, LIFETIME);
}

START_TEST(every_fact_comes_back_in_order)
{
    g_autoptr(GPtrArray) put = records_to_candidates(two_accounts, SERVER);
    Credential *first = g_ptr_array_index(put, 0);
    credential_set_account(first, "ann@example.com");
    credential_set_scopes(first, "vso.code_write");
    g_autoptr(Secret) entry = cache_entry_encode(put, NOW, LIFETIME);
    g_autoptr(GPtrArray) got = cache_entry_decode(entry, NOW, LIFETIME);
    ck_assert_ptr_nonnull(got);
    ck_assert_uint_eq(got->len, put->len);
    for (guint i = 0; i < got->len; i++) {
        g_autoptr(Secret) expected = payload_encode(g_ptr_array_index(put, i));
        g_autoptr(Secret) actual = payload_encode(g_ptr_array_index(got, i));
        ck_assert(secret_equal(actual, expected));
    }
}
END_TEST

static const struct {
    const char *name;
    gint64 now;
    gint64 lifetime_s;
    gboolean is_fresh;
} moments[] = {
    {.name = "at once", .now = NOW, .lifetime_s = LIFETIME, .is_fresh = TRUE},
    {.name = "in the last second", .now = NOW + 899, .lifetime_s = LIFETIME, .is_fresh = TRUE},
    {.name = "when it is over", .now = NOW + 900, .lifetime_s = LIFETIME, .is_fresh = FALSE},
    {.name = "for a reader who wants newer ones",
     .now = NOW + 10,
     .lifetime_s = 10,
     .is_fresh = FALSE},
    {.name = "for a reader who would take older ones",
     .now = NOW + 900,
     .lifetime_s = 5000,
     .is_fresh = FALSE},
    {.name = "before it was made: the clock was moved",
     .now = NOW - 1,
     .lifetime_s = LIFETIME,
     .is_fresh = FALSE},
    {.name = "for a reader who wants none", .now = NOW, .lifetime_s = 0, .is_fresh = FALSE},
};

START_TEST(an_entry_is_fresh_for_its_lifetime_and_the_readers)
{
    static const Record record[RECORDS_MAX] = {PAT("contoso", "", "SYNTHETIC")};
    g_autoptr(Secret) entry = entry_of(record);
    g_autoptr(GPtrArray) found = cache_entry_decode(entry, moments[_i].now, moments[_i].lifetime_s);
    ck_assert_msg((found != NULL) == moments[_i].is_fresh, "%s", moments[_i].name);
}
END_TEST

START_TEST(an_entry_ends_with_the_last_of_its_tokens)
{
    static const Record record[RECORDS_MAX] = {
        PAT_CERTAIN("contoso", "", "SYNTHETIC", NOW + 20),
        PAT_CERTAIN("contoso", "ann", "SYNTHETIC", NOW + 10),
    };
    g_autoptr(Secret) entry = entry_of(record);
    g_autoptr(GPtrArray) before = cache_entry_decode(entry, NOW + 19, LIFETIME);
    g_autoptr(GPtrArray) after = cache_entry_decode(entry, NOW + 20, LIFETIME);
    ck_assert_ptr_nonnull(before);
    ck_assert_uint_eq(before->len, 2);
    ck_assert_ptr_null(after);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
} broken[] = {
    {.name = "nothing", BYTES("")},
    {.name = "not an entry", BYTES("password")},
    {.name = "another form", BYTES("2 1795516200 900 ")},
    {.name = "no credential", BYTES("1 1795516200 900 ")},
    {.name = "a number without an end", BYTES("1 1795516200 900")},
    {.name = "a number that is none", BYTES("1 1795516200 9oo ")},
    {.name = "a number that is too large", BYTES("1 99999999999999999999 900 ")},
    {.name = "a negative length", BYTES("1 1795516200 900 -1 x")},
    {.name = "a length beyond the end", BYTES("1 1795516200 900 2 x")},
    {.name = "the largest length", BYTES("1 1795516200 900 9223372036854775807 x")},
    {.name = "no payload of a credential", BYTES("1 1795516200 900 1 x")},
    {.name = "a NUL", BYTES("1 1795516200\0 900 ")},
};

START_TEST(what_is_no_entry_is_refused)
{
    g_autoptr(Secret) entry = secret_new(broken[_i].bytes, broken[_i].length);
    g_autoptr(GPtrArray) found = cache_entry_decode(entry, NOW, LIFETIME);
    ck_assert_msg(!found, "%s", broken[_i].name);
}
END_TEST

START_TEST(an_entry_that_was_cut_is_refused)
{
    g_autoptr(Secret) entry = entry_of(two_accounts);
    g_autoptr(GPtrArray) first = records_to_candidates(two_accounts, SERVER);
    g_ptr_array_set_size(first, 1);
    g_autoptr(Secret) shorter = cache_entry_encode(first, NOW, LIFETIME);
    for (gsize length = 0; length < secret_length(entry); length++) {
        g_autoptr(Secret) cut = secret_new(secret_reveal(entry), length);
        g_autoptr(GPtrArray) found = cache_entry_decode(cut, NOW, LIFETIME);
        ck_assert_msg(!found || length == secret_length(shorter), "at %zu", length);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cache_entry");
    TCase *name = suite_add_case(suite, "name");
    case_add_rows(name, different_questions_have_different_names, different);
    case_add_rows(name, different_stores_have_different_names, places);

    TCase *entry = suite_add_case(suite, "entry");
    tcase_add_test(entry, every_fact_comes_back_in_order);
    case_add_rows(entry, an_entry_is_fresh_for_its_lifetime_and_the_readers, moments);
    tcase_add_test(entry, an_entry_ends_with_the_last_of_its_tokens);
    case_add_rows(entry, what_is_no_entry_is_refused, broken);
    tcase_add_test(entry, an_entry_that_was_cut_is_refused);
    return suite_run(suite);
}
