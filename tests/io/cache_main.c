/* SPDX-License-Identifier: MIT */
/*
 * The cache in front of a store, in the kernel's keyring as it is here, and where it is forbidden.
 *
 * Each test is a process of its own, in a user namespace where that is allowed: its keyring is not
 * the one of whoever runs the tests.
 */
#include "store/cache.h"

#include "own_kernel.h"
#include "record.h"
#include "store/kernel_keyring.h"
#include "suite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVER "dev.azure.com"
#define LIFETIME 900

static const StorePrompting no_prompting = {0};
static const StoreQuery of_contoso = {.server = SERVER, .organization = "contoso"};

static Store *open_store(const StoreBackend *backend, const char *name, gint64 lifetime_s)
{
    Store *store = store_open(backend, &no_prompting, NULL);
    store_use_cache(store, cache_new(name, lifetime_s));
    return store;
}

static Store *open_secret_service(void)
{
    return open_store(store_module_backend(), "secret-service", LIFETIME);
}

static Credential *token(const char *organization, const char *secret)
{
    const Record record = PAT(organization, "ann", secret);
    return record_to_credential(&record, SERVER);
}

static void save(Store *store, const char *organization, const char *secret)
{
    g_autoptr(Credential) credential = token(organization, secret);
    ck_assert(store_save(store, credential, NULL));
}

static void look_up(Store *store)
{
    g_autoptr(GPtrArray) found = store_lookup(store, &of_contoso, NULL);
    ck_assert_ptr_nonnull(found);
}

static void drop_all(void)
{
    g_autoptr(Cache) cache = cache_new("secret-service", LIFETIME);
    cache_drop(cache);
}

static GPtrArray *read_cache(const StoreQuery *query)
{
    g_autoptr(Cache) cache = cache_new("secret-service", LIFETIME);
    return cache_lookup(cache, query);
}

static gboolean is_cached(const StoreQuery *query)
{
    g_autoptr(GPtrArray) found = read_cache(query);
    return found != NULL;
}

/* As another process of the same user would. */
static void in_another_process(void (*act)(void))
{
    pid_t child = fork();
    if (child == 0) {
        act();
        _exit(EXIT_SUCCESS);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, EXIT_SUCCESS);
}

/* ---- keeping ------------------------------------------------------------------------------- */

START_TEST(what_was_saved_is_found_with_its_secret)
{
    g_autoptr(Store) store = open_secret_service();
    save(store, "contoso", "SYNTHETIC");
    g_autoptr(GPtrArray) found = read_cache(&of_contoso);
    ck_assert_ptr_nonnull(found);
    ck_assert_uint_eq(found->len, 1);
    const Credential *credential = g_ptr_array_index(found, 0);
    ck_assert_str_eq(secret_reveal(credential->secret), "SYNTHETIC");
    ck_assert_str_eq(credential->username, "ann");
}
END_TEST

START_TEST(what_was_looked_up_is_found_again)
{
    g_autoptr(Store) store = open_secret_service();
    save(store, "contoso", "SYNTHETIC");
    drop_all();
    ck_assert(!is_cached(&of_contoso));
    look_up(store);
    ck_assert(is_cached(&of_contoso));
}
END_TEST

static void fill(void)
{
    g_autoptr(Store) store = open_secret_service();
    save(store, "contoso", "SYNTHETIC");
}

START_TEST(it_outlives_the_process_that_kept_it)
{
    in_another_process(fill);
    ck_assert(is_cached(&of_contoso));
    drop_all();
}
END_TEST

START_TEST(nothing_is_no_answer_to_keep)
{
    g_autoptr(Store) store = open_secret_service();
    g_autoptr(GPtrArray) none = store_lookup(store, &of_contoso, NULL);
    ck_assert_uint_eq(none->len, 0);
    ck_assert(!is_cached(&of_contoso));
    save(store, "contoso", "SYNTHETIC");
    const StoreQuery other = {.server = SERVER, .organization = "fabrikam"};
    ck_assert(!is_cached(&other));
}
END_TEST

static const struct {
    const char *name;
    StoreQuery query;
} uncached[] = {
    {"of every server", {.server = NULL}},
    {"of one account", {.server = SERVER, .organization = "contoso", .username = "ann"}},
    {"for sign-ins",
     {.server = SERVER, .organization = "contoso", .role = CREDENTIAL_ROLE_SIGN_IN}},
};

START_TEST(what_only_people_ask_for_is_not_kept)
{
    const StoreQuery *query = &uncached[_i].query;
    g_autoptr(Cache) cache = cache_new("secret-service", LIFETIME);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)credential_free);
    g_ptr_array_add(found, token("contoso", "SYNTHETIC"));
    cache_prepare(cache, query);
    cache_save(cache, query, found);
    g_autoptr(GPtrArray) again = cache_lookup(cache, query);
    ck_assert_msg(!again, "%s", uncached[_i].name);
}
END_TEST

static const char *const fast_stores[] = {"memory", "keyctl", "unheard-of"};

START_TEST(a_store_that_is_as_fast_is_not_cached)
{
    g_autoptr(Store) store = open_store(store_module_backend(), fast_stores[_i], LIFETIME);
    save(store, "contoso", "SYNTHETIC");
    g_autoptr(Cache) cache = cache_new(fast_stores[_i], LIFETIME);
    g_autoptr(GPtrArray) found = cache_lookup(cache, &of_contoso);
    ck_assert_msg(!found, "%s", fast_stores[_i]);
    ck_assert(!is_cached(&of_contoso));
}
END_TEST

START_TEST(the_keyring_of_another_session_is_another_store)
{
    g_autoptr(Store) store = open_secret_service();
    save(store, "contoso", "SYNTHETIC");
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/another", TRUE);
    ck_assert(!is_cached(&of_contoso));
}
END_TEST

START_TEST(what_is_too_long_is_not_kept)
{
    g_autofree char *long_secret = g_strnfill(4096, 'S');
    g_autoptr(Store) store = open_secret_service();
    save(store, "contoso", long_secret);
    ck_assert(!is_cached(&of_contoso));
    save(store, "contoso", "SYNTHETIC");
    ck_assert(is_cached(&of_contoso));
}
END_TEST

START_TEST(a_lifetime_of_zero_keeps_nothing_and_finds_nothing)
{
    g_autoptr(Store) store = open_store(store_module_backend(), "secret-service", 0);
    save(store, "contoso", "SYNTHETIC");
    ck_assert(!is_cached(&of_contoso));
    in_another_process(fill);
    g_autoptr(Cache) cache = cache_new("secret-service", 0);
    g_autoptr(GPtrArray) found = cache_lookup(cache, &of_contoso);
    ck_assert_ptr_null(found);
}
END_TEST

START_TEST(the_kernel_ends_a_key_by_itself)
{
    ck_assert(kernel_keyring_open());
    KernelFolder folder = kernel_keyring_new_folder("git-credential-azdo", 100);
    g_autoptr(Secret) secret = secret_from_text("SYNTHETIC");
    ck_assert(kernel_keyring_save(folder, "short", secret, 1));
    ck_assert(kernel_keyring_save(folder, "long", secret, 100));
    g_usleep(G_USEC_PER_SEC * 5 / 2);
    g_autoptr(Secret) over = kernel_keyring_read(kernel_keyring_find(folder, "short"));
    g_autoptr(Secret) there = kernel_keyring_read(kernel_keyring_find(folder, "long"));
    ck_assert_ptr_null(over);
    ck_assert(secret_equal(there, secret));
    drop_all();
}
END_TEST

/* ---- dropping ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    gint64 lifetime_s;
    gboolean removes;
} changes[] = {
    {"a removal", LIFETIME, TRUE},
    {"a removal of somebody who keeps nothing", 0, TRUE},
    {"a save for somebody who keeps nothing", 0, FALSE},
};

START_TEST(a_change_ends_what_others_have_kept)
{
    in_another_process(fill);
    ck_assert(is_cached(&of_contoso));
    g_autoptr(Store) store =
        open_store(store_module_backend(), "secret-service", changes[_i].lifetime_s);
    g_autoptr(Credential) credential = token("contoso", "SYNTHETIC");
    if (changes[_i].removes)
        ck_assert(store_remove(store, credential, NULL));
    else
        ck_assert(store_save(store, credential, NULL));
    ck_assert_msg(!is_cached(&of_contoso), "%s", changes[_i].name);
}
END_TEST

/* A store that is changed by another process between being read and being kept. */
static GPtrArray *lookup_then_change(gpointer handle, const StoreQuery *query, GError **error)
{
    GPtrArray *found = store_module_backend()->lookup(handle, query, error);
    in_another_process(drop_all);
    return found;
}

START_TEST(what_was_read_before_a_change_is_not_kept_after_it)
{
    StoreBackend slow = *store_module_backend();
    g_autoptr(Store) store = open_store(&slow, "secret-service", LIFETIME);
    save(store, "contoso", "SYNTHETIC");
    slow.lookup = lookup_then_change;
    g_autoptr(GPtrArray) stale = store_lookup(store, &of_contoso, NULL);
    ck_assert_uint_eq(stale->len, 1);
    ck_assert(!is_cached(&of_contoso));

    slow.lookup = store_module_backend()->lookup;
    look_up(store);
    ck_assert(is_cached(&of_contoso));
}
END_TEST

static void drop_and_fill(void)
{
    drop_all();
    fill();
}

static GPtrArray *lookup_then_replace(gpointer handle, const StoreQuery *query, GError **error)
{
    GPtrArray *found = store_module_backend()->lookup(handle, query, error);
    in_another_process(drop_and_fill);
    return found;
}

START_TEST(nor_does_it_replace_what_was_kept_after_the_change)
{
    StoreBackend slow = *store_module_backend();
    g_autoptr(Store) store = open_store(&slow, "secret-service", LIFETIME);
    save(store, "contoso", "SYNTHETIC-OLD");
    slow.lookup = lookup_then_replace;
    look_up(store);
    g_autoptr(GPtrArray) found = read_cache(&of_contoso);
    ck_assert_ptr_nonnull(found);
    const Credential *credential = g_ptr_array_index(found, 0);
    ck_assert_str_eq(secret_reveal(credential->secret), "SYNTHETIC");
}
END_TEST

START_TEST(a_change_leaves_no_key)
{
    fill();
    drop_all();
    ck_assert(kernel_keyring_open());
    ck_assert_int_eq(kernel_keyring_lookup_folder("git-credential-azdo"), KERNEL_FOLDER_NONE);
}
END_TEST

/* ---- where it is forbidden ----------------------------------------------------------------- */

/* The store works as it does without a cache, and says nothing of it. */
static void assert_store_works_alone(void)
{
    g_autoptr(Store) store = open_secret_service();
    save(store, "contoso", "SYNTHETIC");
    ck_assert(!is_cached(&of_contoso));
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) found = store_lookup(store, &of_contoso, &error);
    ck_assert_ptr_null(error);
    ck_assert_uint_eq(found->len, 1);
    ck_assert(store_remove(store, g_ptr_array_index(found, 0), &error));
}

static const int refusals[] = {EPERM, ENOSYS, EACCES};

START_TEST(a_sandbox_without_keys_has_no_cache_and_no_error)
{
    own_kernel_forbid((unsigned)refusals[_i]);
    ck_assert(!kernel_keyring_open());
    assert_store_works_alone();
}
END_TEST

START_TEST(a_quota_that_is_used_up_means_no_cache_and_no_error)
{
    own_kernel_use_up_quota();
    assert_store_works_alone();
}
END_TEST

static void set_place(void)
{
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/azdo-test", TRUE);
}

int main(void)
{
    if (!kernel_keyring_open()) {
        puts("1..0 # SKIP the kernel's keyring cannot be used here");
        return g_strcmp0(g_getenv("AZDO_TEST_STRICT"), "1") == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    set_place();
    Suite *suite = suite_create("cache");
    TCase *keeping = suite_add_case(suite, "keeping");
    tcase_add_checked_fixture(keeping, own_kernel_enter, drop_all);
    tcase_add_test(keeping, what_was_saved_is_found_with_its_secret);
    tcase_add_test(keeping, what_was_looked_up_is_found_again);
    tcase_add_test(keeping, it_outlives_the_process_that_kept_it);
    tcase_add_test(keeping, nothing_is_no_answer_to_keep);
    case_add_rows(keeping, what_only_people_ask_for_is_not_kept, uncached);
    case_add_rows(keeping, a_store_that_is_as_fast_is_not_cached, fast_stores);
    tcase_add_test(keeping, the_keyring_of_another_session_is_another_store);
    tcase_add_test(keeping, what_is_too_long_is_not_kept);
    tcase_add_test(keeping, a_lifetime_of_zero_keeps_nothing_and_finds_nothing);
    tcase_add_test(keeping, the_kernel_ends_a_key_by_itself);

    TCase *dropping = suite_add_case(suite, "dropping");
    tcase_add_checked_fixture(dropping, own_kernel_enter, drop_all);
    case_add_rows(dropping, a_change_ends_what_others_have_kept, changes);
    tcase_add_test(dropping, what_was_read_before_a_change_is_not_kept_after_it);
    tcase_add_test(dropping, nor_does_it_replace_what_was_kept_after_the_change);
    tcase_add_test(dropping, a_change_leaves_no_key);

    TCase *forbidden = suite_add_case(suite, "forbidden");
    case_add_rows(forbidden, a_sandbox_without_keys_has_no_cache_and_no_error, refusals);
    tcase_add_test(forbidden, a_quota_that_is_used_up_means_no_cache_and_no_error);
    return suite_run(suite);
}
