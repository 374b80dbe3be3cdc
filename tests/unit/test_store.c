/* SPDX-License-Identifier: MIT */
/*
 * What every store must keep to, whatever keeps the credentials: this suite is built once for each
 * backend. It leaves the store that it is given empty.
 */
#include "store/store.h"

#include "core/error.h"
#include "model/payload.h"
#include "record.h"
#include "suite.h"

#include <string.h>

#define SERVER "dev.azure.com"
#define OTHER_SERVER "https://tfs.example.com:8443/tfs"
#define LATER 1893456000

static gboolean never_prompt(gpointer data G_GNUC_UNUSED)
{
    return FALSE;
}

static Store *store_opened(void)
{
    const StorePrompting prompting = {
        .may_prompt = never_prompt,
        .may_prompt_at_terminal = never_prompt,
    };
    g_autoptr(GError) error = NULL;
    Store *store = store_open(store_module_backend(), &prompting, &error);
    ck_assert_msg(store != NULL, "%s", error ? error->message : "");
    return store;
}

static GPtrArray *found(Store *store, const StoreQuery *query)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *credentials = store_lookup(store, query, &error);
    ck_assert_msg(credentials != NULL, "%s", error ? error->message : "");
    return credentials;
}

static void save(Store *store, const Credential *credential)
{
    g_autoptr(GError) error = NULL;
    ck_assert_msg(store_save(store, credential, &error), "%s", error ? error->message : "");
}

static void remove_one(Store *store, const Credential *credential)
{
    g_autoptr(GError) error = NULL;
    ck_assert_msg(store_remove(store, credential, &error), "%s", error ? error->message : "");
}

/* A store that lasts holds what the test before left. */
static Store *store_emptied(void)
{
    Store *store = store_opened();
    g_autoptr(GPtrArray) left = found(store, &(StoreQuery){0});
    for (guint i = 0; i < left->len; i++)
        remove_one(store, g_ptr_array_index(left, i));
    return store;
}

static void save_records(Store *store, const Record records[static RECORDS_MAX], const char *server)
{
    g_autoptr(GPtrArray) credentials = records_to_candidates(records, server);
    for (guint i = 0; i < credentials->len; i++)
        save(store, g_ptr_array_index(credentials, i));
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

/* "server organization/username=secret" of each, sorted, joined with ", ". */
static char *contents(Store *store, const StoreQuery *query)
{
    g_autoptr(GPtrArray) credentials = found(store, query);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < credentials->len; i++) {
        const Credential *credential = g_ptr_array_index(credentials, i);
        g_autofree char *identity = credential_identity(credential);
        g_ptr_array_add(texts, g_strdup_printf("%s %s=%s", credential->server, identity,
                                               secret_reveal(credential->secret)));
    }
    g_ptr_array_sort(texts, compare_texts);
    g_ptr_array_add(texts, NULL);
    return g_strjoinv(", ", (char **)texts->pdata);
}

static const Record several[RECORDS_MAX] = {
    PAT("contoso", "", "A"),  PAT("contoso", "ann", "B"), PAT("contoso", "bob", "B"),
    PAT("fabrikam", "", "A"), PAT("", "contoso", "C"),
};
static const Record elsewhere[RECORDS_MAX] = {PAT("contoso", "ann", "D")};

static Store *store_with_several(void)
{
    Store *store = store_emptied();
    save_records(store, several, SERVER);
    save_records(store, elsewhere, OTHER_SERVER);
    return store;
}

#define S SERVER " "
#define ALL_BUT_ELSEWHERE                                                                          \
    S "/contoso=C, " S "contoso/=A, " S "contoso/ann=B, " S "contoso/bob=B, " S "fabrikam/=A"
#define ELSEWHERE OTHER_SERVER " contoso/ann=D"

static const struct {
    const char *name;
    StoreQuery query;
    const char *expected;
} queries[] = {
    {.name = "nothing asked for is everything", .expected = ALL_BUT_ELSEWHERE ", " ELSEWHERE},
    {.name = "a server", .query = {.server = SERVER}, .expected = ALL_BUT_ELSEWHERE},
    {.name = "another server", .query = {.server = OTHER_SERVER}, .expected = ELSEWHERE},
    {.name = "a server that is not there",
     .query = {.server = "https://tfs.example.com"},
     .expected = ""},
    {.name = "an organization of a server",
     .query = {.server = SERVER, .organization = "contoso"},
     .expected = S "contoso/=A, " S "contoso/ann=B, " S "contoso/bob=B"},
    {.name = "an organization that another one begins as",
     .query = {.server = SERVER, .organization = "conto"},
     .expected = ""},
    {.name = "no organization, which is not any",
     .query = {.server = SERVER, .organization = ""},
     .expected = S "/contoso=C"},
    {.name = "an account",
     .query = {.server = SERVER, .organization = "contoso", .username = "ann"},
     .expected = S "contoso/ann=B"},
    {.name = "an account in other letters",
     .query = {.server = SERVER, .organization = "contoso", .username = "Ann"},
     .expected = ""},
    {.name = "nobody's account, which is not anybody's",
     .query = {.server = SERVER, .organization = "contoso", .username = ""},
     .expected = S "contoso/=A"},
    {.name = "an account of every organization and server",
     .query = {.username = "ann"},
     .expected = S "contoso/ann=B, " ELSEWHERE},
};

START_TEST(lookup_finds_what_matches)
{
    g_autoptr(Store) store = store_with_several();
    g_autofree char *got = contents(store, &queries[_i].query);
    assert_row_text(queries[_i].name, "what is found", got, queries[_i].expected);
}
END_TEST

START_TEST(an_empty_store_has_nothing)
{
    g_autoptr(Store) store = store_emptied();
    g_autofree char *got = contents(store, &(StoreQuery){0});
    ck_assert_str_eq(got, "");
}
END_TEST

static Credential *credential_with_facts(void)
{
    static const Record record = {
        .organization = "contoso",
        .username = "ann",
        .secret = "old",
        .certainty = VALID_TO_CERTAIN,
        .valid_to = LATER,
        .created = 1,
        .validated = 2,
    };
    Credential *credential = record_to_credential(&record, SERVER);
    credential_set_account(credential, "ann@example.com");
    return credential;
}

START_TEST(what_is_saved_is_found_with_every_fact)
{
    g_autoptr(Store) store = store_emptied();
    g_autoptr(Credential) saved = credential_with_facts();
    save(store, saved);
    g_autoptr(GPtrArray) credentials = found(store, &(StoreQuery){.server = SERVER});
    ck_assert_uint_eq(credentials->len, 1);

    const Credential *got = g_ptr_array_index(credentials, 0);
    g_autoptr(Secret) expected = payload_encode(saved);
    g_autoptr(Secret) actual = payload_encode(got);
    ck_assert_str_eq(secret_reveal(actual), secret_reveal(expected));
}
END_TEST

START_TEST(what_is_found_outlives_the_store)
{
    Store *store = store_emptied();
    save_records(store, elsewhere, SERVER);
    g_autoptr(GPtrArray) credentials = found(store, &(StoreQuery){0});
    store_free(store);
    const Credential *got = g_ptr_array_index(credentials, 0);
    ck_assert_str_eq(secret_reveal(got->secret), "D");
}
END_TEST

START_TEST(save_replaces_wholly)
{
    static const Record renewed = PAT("contoso", "ann", "new");
    g_autoptr(Store) store = store_emptied();
    g_autoptr(Credential) before = credential_with_facts();
    g_autoptr(Credential) after = record_to_credential(&renewed, SERVER);
    save(store, before);
    save(store, after);
    g_autoptr(GPtrArray) credentials = found(store, &(StoreQuery){0});
    ck_assert_uint_eq(credentials->len, 1);

    const Credential *got = g_ptr_array_index(credentials, 0);
    ck_assert_str_eq(secret_reveal(got->secret), "new");
    ck_assert_str_eq(got->account, "");
    ck_assert_int_eq(got->valid_to, 0);
    ck_assert_int_eq(got->validated, 0);
}
END_TEST

static const struct {
    const char *name;
    const char *server;
    Record record;
    const char *left;
} removals[] = {
    {.name = "the same identity and secret",
     .server = OTHER_SERVER,
     .record = PAT("contoso", "ann", "D"),
     .left = ALL_BUT_ELSEWHERE},
    {.name = "another secret",
     .server = OTHER_SERVER,
     .record = PAT("contoso", "ann", "A"),
     .left = ALL_BUT_ELSEWHERE ", " ELSEWHERE},
    {.name = "another account with the same secret",
     .server = SERVER,
     .record = PAT("contoso", "eve", "B"),
     .left = ALL_BUT_ELSEWHERE ", " ELSEWHERE},
    {.name = "nobody's account is one of its own",
     .server = SERVER,
     .record = PAT("contoso", "", "B"),
     .left = ALL_BUT_ELSEWHERE ", " ELSEWHERE},
    {.name = "another organization with the same secret",
     .server = SERVER,
     .record = PAT("northwind", "", "A"),
     .left = ALL_BUT_ELSEWHERE ", " ELSEWHERE},
    {.name = "no organization is one of its own",
     .server = SERVER,
     .record = PAT("", "", "A"),
     .left = ALL_BUT_ELSEWHERE ", " ELSEWHERE},
    {.name = "another server with the same secret",
     .server = "https://tfs.example.com",
     .record = PAT("contoso", "ann", "D"),
     .left = ALL_BUT_ELSEWHERE ", " ELSEWHERE},
};

START_TEST(remove_takes_what_is_the_same_and_nothing_else)
{
    g_autoptr(Store) store = store_with_several();
    g_autoptr(Credential) credential =
        record_to_credential(&removals[_i].record, removals[_i].server);
    remove_one(store, credential);
    g_autofree char *left = contents(store, &(StoreQuery){0});
    assert_row_text(removals[_i].name, "what is left", left, removals[_i].left);
}
END_TEST

START_TEST(removing_twice_is_no_error)
{
    g_autoptr(Store) store = store_emptied();
    g_autoptr(Credential) credential = credential_with_facts();
    save(store, credential);
    remove_one(store, credential);
    remove_one(store, credential);
    g_autofree char *left = contents(store, &(StoreQuery){0});
    ck_assert_str_eq(left, "");
}
END_TEST

/* Each is saved beside the others, found by its own name, and alone. */
static const struct {
    const char *name;
    const char *username;
    const char *secret;
} texts[] = {
    {.name = "an address", .username = "ann@example.com", .secret = "one"},
    {.name = "a blank at the end", .username = "ann ", .secret = "two"},
    {.name = "blanks", .username = "Ann Example", .secret = " three = 3 "},
    {.name = "a percent sign", .username = "100%", .secret = "four"},
    {.name = "what a percent sign would become", .username = "100%25", .secret = "five"},
    {.name = "letters of another alphabet", .username = "\xc3\xa4nn", .secret = "s\xc3\xadx"},
    {.name = "bytes that are no UTF-8", .username = "\xff\xfe", .secret = "\x80\xff"},
    {.name = "marks", .username = "a=b;c,'d\"\\e/f*?[g]", .secret = "=eight"},
    {.name = "what a database would take for its own",
     .username = "kind",
     .secret = "kind=pat\\tserver=x"},
};

static void save_texts(Store *store)
{
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        const Record record = PAT("contoso", texts[i].username, texts[i].secret);
        g_autoptr(Credential) credential = record_to_credential(&record, SERVER);
        save(store, credential);
    }
}

START_TEST(odd_texts_are_kept_apart_and_whole)
{
    g_autoptr(Store) store = store_emptied();
    save_texts(store);
    const StoreQuery query = {.server = SERVER, .username = texts[_i].username};
    g_autoptr(GPtrArray) credentials = found(store, &query);
    ck_assert_msg(credentials->len == 1, "%s: %u", texts[_i].name, credentials->len);

    const Credential *got = g_ptr_array_index(credentials, 0);
    assert_row_text(texts[_i].name, "user name", got->username, texts[_i].username);
    assert_row_text(texts[_i].name, "secret", secret_reveal(got->secret), texts[_i].secret);
}
END_TEST

/* ---- roles --------------------------------------------------------------------------------- */

static Credential *sign_in_of(const char *username)
{
    const Record record = PAT("contoso", username, "refresh");
    Credential *credential = record_to_credential(&record, SERVER);
    credential_set_sign_in(
        credential, sign_in_new(SIGN_IN_DEVICE_CODE, SIGN_IN_CREATES_PATS, "organizations", "", 7));
    sign_in_add_word(&credential->sign_in->pending, "one");
    sign_in_add_word(&credential->sign_in->pending, "two");
    sign_in_add_word(&credential->sign_in->orphans, "three");
    return credential;
}

static const StoreQuery sign_ins = {.role = CREDENTIAL_ROLE_SIGN_IN};

static Store *store_with_both_roles(void)
{
    static const Record token = PAT("contoso", "ann", "token");
    Store *store = store_emptied();
    g_autoptr(Credential) of_ann = record_to_credential(&token, SERVER);
    g_autoptr(Credential) sign_in_of_ann = sign_in_of("ann");
    g_autoptr(Credential) sign_in_of_bob = sign_in_of("bob");
    save(store, of_ann);
    save(store, sign_in_of_ann);
    save(store, sign_in_of_bob);
    return store;
}

static void remove_sign_ins(Store *store)
{
    g_autoptr(GPtrArray) left = found(store, &sign_ins);
    for (guint i = 0; i < left->len; i++)
        remove_one(store, g_ptr_array_index(left, i));
}

START_TEST(a_token_and_the_sign_in_of_its_account_are_two)
{
    g_autoptr(Store) store = store_with_both_roles();
    g_autofree char *tokens = contents(store, &(StoreQuery){.server = SERVER});
    ck_assert_str_eq(tokens, S "contoso/ann=token");
    g_autofree char *got = contents(store, &sign_ins);
    ck_assert_str_eq(got, S "contoso/ann=refresh, " S "contoso/bob=refresh");
    remove_sign_ins(store);
    g_autofree char *left = contents(store, &(StoreQuery){0});
    ck_assert_str_eq(left, S "contoso/ann=token");
}
END_TEST

START_TEST(the_ledger_of_a_sign_in_is_kept_and_replaced_wholly)
{
    g_autoptr(Store) store = store_with_both_roles();
    g_autoptr(Credential) changed = sign_in_of("ann");
    sign_in_drop_word(&changed->sign_in->pending, "one");
    save(store, changed);
    const StoreQuery of_ann = {.username = "ann", .role = CREDENTIAL_ROLE_SIGN_IN};
    g_autoptr(GPtrArray) credentials = found(store, &of_ann);
    ck_assert_uint_eq(credentials->len, 1);
    const Credential *got = g_ptr_array_index(credentials, 0);
    ck_assert_str_eq(got->sign_in->pending, "two");
    ck_assert_str_eq(got->sign_in->orphans, "three");
    remove_sign_ins(store);
}
END_TEST

/* ---- length -------------------------------------------------------------------------------- */

static Credential *credential_of_length(gsize length)
{
    g_autofree char *text = g_strnfill(length, 'x');
    const Record record = PAT("contoso", "", text);
    return record_to_credential(&record, SERVER);
}

static void assert_holds(Store *store, const Credential *credential)
{
    g_autoptr(GPtrArray) credentials = found(store, &(StoreQuery){0});
    ck_assert_uint_eq(credentials->len, 1);
    const Credential *got = g_ptr_array_index(credentials, 0);
    ck_assert(secret_equal(got->secret, credential->secret));
}

/* The refresh and access tokens of Microsoft Entra have 1 to 3 KiB. */
START_TEST(a_secret_of_8_kib_is_kept)
{
    g_autoptr(Store) store = store_emptied();
    g_autoptr(Credential) credential = credential_of_length(8 * 1024);
    save(store, credential);
    assert_holds(store, credential);
}
END_TEST

START_TEST(a_secret_of_64_kib_is_kept_whole_or_refused)
{
    g_autoptr(Store) store = store_emptied();
    g_autoptr(Credential) before = credential_of_length(1);
    g_autoptr(Credential) credential = credential_of_length(64 * 1024);
    save(store, before);
    g_autoptr(GError) error = NULL;
    gboolean is_kept = store_save(store, credential, &error);
    ck_assert(is_kept || g_error_matches(error, AZDO_ERROR, ERROR_STORE_FAILED));
    assert_holds(store, is_kept ? credential : before);
}
END_TEST

START_TEST(the_store_is_left_empty)
{
    g_autoptr(Store) store = store_emptied();
    g_autofree char *left = contents(store, &(StoreQuery){0});
    ck_assert_str_eq(left, "");
    store_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *lookup = suite_add_case(suite, "lookup");
    tcase_add_test(lookup, an_empty_store_has_nothing);
    case_add_rows(lookup, lookup_finds_what_matches, queries);
    tcase_add_test(lookup, what_is_found_outlives_the_store);

    TCase *saving = suite_add_case(suite, "save");
    tcase_add_test(saving, what_is_saved_is_found_with_every_fact);
    tcase_add_test(saving, save_replaces_wholly);
    case_add_rows(saving, odd_texts_are_kept_apart_and_whole, texts);
    tcase_add_test(saving, a_token_and_the_sign_in_of_its_account_are_two);
    tcase_add_test(saving, the_ledger_of_a_sign_in_is_kept_and_replaced_wholly);
    tcase_add_test(saving, a_secret_of_8_kib_is_kept);
    tcase_add_test(saving, a_secret_of_64_kib_is_kept_whole_or_refused);

    TCase *removing = suite_add_case(suite, "remove");
    case_add_rows(removing, remove_takes_what_is_the_same_and_nothing_else, removals);
    tcase_add_test(removing, removing_twice_is_no_error);
    tcase_add_test(removing, the_store_is_left_empty);
    return suite_run(suite);
}
