/* SPDX-License-Identifier: MIT */
/*
 * The kernel's keyring as a store, where it is not as the contract has it: forbidden, full, or
 * changed by others. Each test is a process of its own, in a user namespace where that is allowed.
 */
#include "store/store.h"

#include "core/error.h"
#include "own_kernel.h"
#include "record.h"
#include "store/kernel_keyring.h"
#include "suite.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SERVER "dev.azure.com"
#define SECONDS_PER_DAY (24 * 60 * 60)

static const StorePrompting no_prompting = {0};

static Store *open_store(void)
{
    Store *store = store_open(store_module_backend(), &no_prompting, NULL);
    ck_assert_ptr_nonnull(store);
    return store;
}

static Credential *token(const char *secret)
{
    const Record record = PAT("contoso", "ann", secret);
    return record_to_credential(&record, SERVER);
}

static void save(Store *store, const Credential *credential)
{
    g_autoptr(GError) error = NULL;
    ck_assert_msg(store_save(store, credential, &error), "%s", error ? error->message : "");
}

static Credential *look_up(Store *store, CredentialRole role)
{
    g_autoptr(GPtrArray) found = store_lookup(store, &(StoreQuery){.role = role}, NULL);
    ck_assert_ptr_nonnull(found);
    return found->len == 1 ? credential_copy(g_ptr_array_index(found, 0)) : NULL;
}

static void clear(void)
{
    syscall(SYS_keyctl, KEYCTL_CLEAR, KEY_SPEC_USER_KEYRING, 0, 0, 0);
}

static gint64 now_s(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

/* ---- how long ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    gint64 ends_in_days; /* 0 = unknown */
    gint64 sign_in_days; /* 0 = a token */
    gint64 expected;
} lives[] = {
    {.name = "a token whose end is not known", .expected = 30},
    {.name = "a token that ends soon", .ends_in_days = 2, .expected = 30},
    {.name = "a token that has ended", .ends_in_days = -2, .expected = 30},
    {.name = "a token that is good for longer", .ends_in_days = 90, .expected = 90},
    {.name = "a date that no token has", .ends_in_days = 4000, .expected = 366},
    {.name = "a sign-in whose tokens are short", .sign_in_days = 7, .expected = 30},
    {.name = "a sign-in whose tokens are long", .sign_in_days = 60, .expected = 60},
};

START_TEST(it_is_kept_for_as_long_as_it_may_be_good)
{
    g_autoptr(Store) store = open_store();
    g_autoptr(Credential) saved = token("SYNTHETIC");
    gint64 before = now_s();
    if (lives[_i].ends_in_days) {
        saved->valid_to = before + lives[_i].ends_in_days * SECONDS_PER_DAY;
        saved->valid_to_certainty = VALID_TO_TOLD;
    }
    if (lives[_i].sign_in_days)
        credential_set_sign_in(saved, sign_in_new(SIGN_IN_BROWSER, SIGN_IN_CREATES_PATS, "t", "",
                                                  lives[_i].sign_in_days));
    save(store, saved);
    g_autoptr(Credential) got = look_up(store, credential_role(saved));
    ck_assert_ptr_nonnull(got);
    gint64 expected = before + lives[_i].expected * SECONDS_PER_DAY;
    ck_assert_msg(got->kept_until >= expected && got->kept_until <= expected + 5,
                  "%s: kept for %" G_GINT64_FORMAT " s", lives[_i].name, got->kept_until - before);
}
END_TEST

static KernelKey own_key(void)
{
    g_autoptr(GArray) keys = kernel_keyring_list(KERNEL_FOLDER_USER, "git-credential-azdo ");
    ck_assert_ptr_nonnull(keys);
    ck_assert_uint_eq(keys->len, 1);
    return g_array_index(keys, KernelKey, 0);
}

START_TEST(what_the_kernel_has_ended_is_not_found_and_no_error)
{
    g_autoptr(Store) store = open_store();
    g_autoptr(Credential) saved = token("SYNTHETIC");
    save(store, saved);
    ck_assert_int_eq(syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, own_key(), 1), 0);
    g_usleep(1100 * 1000);
    ck_assert_ptr_null(look_up(store, CREDENTIAL_ROLE_TOKEN));
    g_autoptr(GError) error = NULL;
    ck_assert(store_remove(store, saved, &error));
    save(store, saved);
    g_autoptr(Credential) again = look_up(store, CREDENTIAL_ROLE_TOKEN);
    ck_assert_ptr_nonnull(again);
}
END_TEST

START_TEST(nobody_but_a_possessor_may_see_or_read_a_key)
{
    g_autoptr(Store) store = open_store();
    g_autoptr(Credential) saved = token("SYNTHETIC");
    save(store, saved);
    char description[512] = "";
    ck_assert_int_gt(
        syscall(SYS_keyctl, KEYCTL_DESCRIBE, own_key(), description, sizeof(description) - 1), 0);
    ck_assert_msg(strstr(description, ";3f000000;") != NULL, "%s", description);
    ck_assert_msg(strstr(description, "SYNTHETIC") == NULL, "%s", description);
}
END_TEST

START_TEST(keys_of_other_programs_are_left_alone)
{
    g_autoptr(Store) store = open_store();
    ck_assert(
        syscall(SYS_add_key, "user", "git-credential-azdonot", "x", 1, KEY_SPEC_USER_KEYRING) > 0);
    ck_assert(syscall(SYS_add_key, "user", "git-credential-azdo broken", "x", 1,
                      KEY_SPEC_USER_KEYRING) > 0);
    ck_assert_ptr_null(look_up(store, CREDENTIAL_ROLE_TOKEN));
}
END_TEST

/* ---- where it is forbidden ----------------------------------------------------------------- */

static const int refusals[] = {EPERM, ENOSYS, EACCES};

START_TEST(a_kernel_that_forbids_it_is_an_error_with_three_ways_out)
{
    own_kernel_forbid((unsigned)refusals[_i]);
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(store_open(store_module_backend(), &no_prompting, &error));
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_ABSENT));
    ck_assert_msg(strstr(error->message, g_strerror(refusals[_i])) != NULL, "%s", error->message);
    ck_assert_str_eq(error_get_hint(error), STORE_WAYS_OUT);
}
END_TEST

START_TEST(what_is_forbidden_after_opening_is_an_error_and_not_a_miss)
{
    g_autoptr(Store) store = open_store();
    g_autoptr(Credential) saved = token("SYNTHETIC");
    save(store, saved);
    own_kernel_forbid(EACCES);
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(store_lookup(store, &(StoreQuery){0}, &error));
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_FAILED));
    g_clear_error(&error);
    ck_assert(!store_save(store, saved, &error));
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_FAILED));
    g_clear_error(&error);
    ck_assert(!store_remove(store, saved, &error));
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_FAILED));
}
END_TEST

START_TEST(a_quota_that_is_used_up_is_an_error_with_a_way_out)
{
    own_kernel_use_up_quota();
    g_autoptr(Store) store = open_store();
    g_autoptr(Credential) credential = token("SYNTHETIC");
    g_autoptr(GError) error = NULL;
    ck_assert(!store_save(store, credential, &error));
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_FAILED));
    ck_assert_msg(strstr(error->message, "no room") != NULL, "%s", error->message);
    ck_assert_ptr_nonnull(error_get_hint(error));
}
END_TEST

START_TEST(what_is_too_long_is_refused_and_the_old_one_stays)
{
    g_autoptr(Store) store = open_store();
    g_autoptr(Credential) before = token("SYNTHETIC");
    g_autofree char *text = g_strnfill(KERNEL_KEYRING_LENGTH_MAX, 'S');
    g_autoptr(Credential) longer = token(text);
    save(store, before);
    g_autoptr(GError) error = NULL;
    ck_assert(!store_save(store, longer, &error));
    ck_assert_msg(strstr(error->message, "too long") != NULL, "%s", error->message);
    g_autoptr(Credential) got = look_up(store, CREDENTIAL_ROLE_TOKEN);
    ck_assert_str_eq(secret_reveal(got->secret), "SYNTHETIC");
}
END_TEST

int main(void)
{
    if (!own_kernel_is_allowed() || !kernel_keyring_open()) {
        puts("1..0 # SKIP there is no kernel keyring for these tests alone");
        return g_strcmp0(g_getenv("AZDO_TEST_STRICT"), "1") == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    Suite *suite = suite_create("keyctl");
    TCase *keeping = suite_add_case(suite, "keeping");
    tcase_add_checked_fixture(keeping, own_kernel_enter, clear);
    case_add_rows(keeping, it_is_kept_for_as_long_as_it_may_be_good, lives);
    tcase_add_test(keeping, what_the_kernel_has_ended_is_not_found_and_no_error);
    tcase_add_test(keeping, nobody_but_a_possessor_may_see_or_read_a_key);
    tcase_add_test(keeping, keys_of_other_programs_are_left_alone);

    TCase *forbidden = suite_add_case(suite, "forbidden");
    tcase_add_checked_fixture(forbidden, own_kernel_enter, clear);
    case_add_rows(forbidden, a_kernel_that_forbids_it_is_an_error_with_three_ways_out, refusals);
    tcase_add_test(forbidden, what_is_forbidden_after_opening_is_an_error_and_not_a_miss);
    tcase_add_test(forbidden, what_is_too_long_is_refused_and_the_old_one_stays);

    TCase *full = suite_add_case(suite, "full");
    tcase_add_test(full, a_quota_that_is_used_up_is_an_error_with_a_way_out);
    return suite_run(suite);
}
