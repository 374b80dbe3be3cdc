/* SPDX-License-Identifier: MIT */
#include "core/secret.h"

#include "suite.h"

#include <string.h>

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
} contents[] = {
    {.name = "a text", BYTES("correct horse")},
    {.name = "nothing at all", BYTES("")},
    {.name = "a NUL in the middle", BYTES("before\0after")},
    {.name = "a NUL at the end", BYTES("before\0")},
    {.name = "bytes that are no UTF-8", BYTES("\xff\xfe\x80\x01\n")},
};

START_TEST(a_secret_holds_the_bytes_it_was_given)
{
    g_autoptr(Secret) secret = secret_new(contents[_i].bytes, contents[_i].length);
    ck_assert_msg(secret_length(secret) == contents[_i].length, "%s", contents[_i].name);
    /* One more: the NUL that is not counted. */
    ck_assert_msg(memcmp(secret_reveal(secret), contents[_i].bytes, contents[_i].length + 1) == 0,
                  "%s", contents[_i].name);
}
END_TEST

/* Of FIPS 180-2, appendix B, and of nothing. */
static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    const char *digest;
} digests[] = {
    {.name = "one block",
     BYTES("abc"),
     .digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {.name = "several blocks",
     BYTES("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
     .digest = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {.name = "nothing",
     BYTES(""),
     .digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
};

START_TEST(a_digest_is_sha_256)
{
    g_autoptr(Secret) secret = secret_new(digests[_i].bytes, digests[_i].length);
    g_autofree char *digest = secret_digest(secret);
    assert_row_text(digests[_i].name, "the digest", digest, digests[_i].digest);
}
END_TEST

START_TEST(a_secret_ends_where_its_length_says)
{
    g_autoptr(Secret) secret = secret_new("correct horse", strlen("correct"));
    ck_assert_str_eq(secret_reveal(secret), "correct");
}
END_TEST

START_TEST(a_secret_is_a_copy)
{
    char bytes[] = "correct horse";
    g_autoptr(Secret) secret = secret_new(bytes, strlen(bytes));
    memset(bytes, 'x', strlen(bytes));
    ck_assert_str_eq(secret_reveal(secret), "correct horse");
}
END_TEST

static const struct {
    const char *name;
    const char *a;
    const char *b;
    gboolean equal;
} comparisons[] = {
    {.name = "the same bytes are equal", .a = "correct", .b = "correct", .equal = TRUE},
    {.name = "two empty secrets are equal", .a = "", .b = "", .equal = TRUE},
    {.name = "nothing equals nothing", .a = NULL, .b = NULL, .equal = TRUE},
    {.name = "nothing is not an empty secret", .a = NULL, .b = "", .equal = FALSE},
    {.name = "an empty secret is not nothing", .a = "", .b = NULL, .equal = FALSE},
    {.name = "the first byte counts", .a = "correct", .b = "Correct", .equal = FALSE},
    {.name = "a byte in the middle counts", .a = "correct", .b = "corRect", .equal = FALSE},
    {.name = "the last byte counts", .a = "correct", .b = "correcT", .equal = FALSE},
    {.name = "two differences do not cancel out", .a = "ab", .b = "ba", .equal = FALSE},
    {.name = "the highest bit counts", .a = "a", .b = "\xe1", .equal = FALSE},
    {.name = "a beginning is not the whole", .a = "correct", .b = "correct horse", .equal = FALSE},
    {.name = "the whole is not its beginning", .a = "correct horse", .b = "correct"},
};

static Secret *secret_or_null(const char *text)
{
    return text ? secret_new(text, strlen(text)) : NULL;
}

START_TEST(secrets_are_equal_in_length_and_content_only)
{
    g_autoptr(Secret) a = secret_or_null(comparisons[_i].a);
    g_autoptr(Secret) b = secret_or_null(comparisons[_i].b);
    ck_assert_msg(secret_equal(a, b) == comparisons[_i].equal, "%s", comparisons[_i].name);
}
END_TEST

START_TEST(bytes_behind_a_nul_count_in_a_comparison)
{
    g_autoptr(Secret) a = secret_new("same\0one", 8);
    g_autoptr(Secret) b = secret_new("same\0two", 8);
    ck_assert(!secret_equal(a, b));
}
END_TEST

START_TEST(a_buffer_joins_what_is_appended)
{
    g_autoptr(Secret) part = secret_new("\0two", 4);
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append(buffer, "one and more", 3);
    secret_buffer_append_secret(buffer, part);
    secret_buffer_append_text(buffer, "three");
    ck_assert_uint_eq(secret_buffer_length(buffer), 12);

    g_autoptr(Secret) expected = secret_new("one\0twothree", 12);
    g_autoptr(Secret) whole = secret_buffer_steal(buffer);
    ck_assert(secret_equal(whole, expected));
}
END_TEST

START_TEST(a_new_buffer_is_an_empty_secret)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    ck_assert_uint_eq(secret_buffer_length(buffer), 0);
    g_autoptr(Secret) nothing = secret_buffer_steal(buffer);
    ck_assert_uint_eq(secret_length(nothing), 0);
    ck_assert_str_eq(secret_reveal(nothing), "");
}
END_TEST

START_TEST(appending_nothing_changes_nothing)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_text(buffer, "one");
    secret_buffer_append(buffer, NULL, 0);
    secret_buffer_append_text(buffer, "");
    g_autoptr(Secret) whole = secret_buffer_steal(buffer);
    ck_assert_str_eq(secret_reveal(whole), "one");
}
END_TEST

static const struct {
    const char *name;
    gsize first;
    gsize second;
} growths[] = {
    {.name = "the first block is filled exactly", .first = 255, .second = 1},
    {.name = "one byte more than the first block", .first = 256, .second = 1},
    {.name = "one large piece behind a small one", .first = 1, .second = 100000},
    {.name = "a small piece behind a large one", .first = 100000, .second = 1},
};

static char *bytes_of(char byte, gsize length)
{
    char *bytes = g_malloc(length + 1);
    memset(bytes, byte, length);
    bytes[length] = '\0';
    return bytes;
}

START_TEST(a_buffer_that_grows_loses_nothing)
{
    g_autofree char *first = bytes_of('a', growths[_i].first);
    g_autofree char *second = bytes_of('b', growths[_i].second);
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_text(buffer, first);
    secret_buffer_append_text(buffer, second);

    g_autofree char *both = g_strconcat(first, second, NULL);
    g_autoptr(Secret) expected = secret_new(both, strlen(both));
    g_autoptr(Secret) whole = secret_buffer_steal(buffer);
    ck_assert_msg(secret_equal(whole, expected), "%s", growths[_i].name);
    ck_assert_msg(secret_reveal(whole)[secret_length(whole)] == '\0', "%s", growths[_i].name);
}
END_TEST

START_TEST(a_stolen_buffer_starts_again)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    g_autofree char *large = bytes_of('a', 1000);
    secret_buffer_append_text(buffer, large);
    g_autoptr(Secret) first = secret_buffer_steal(buffer);
    ck_assert_uint_eq(secret_buffer_length(buffer), 0);

    secret_buffer_append_text(buffer, large);
    secret_buffer_append_text(buffer, "second");
    g_autoptr(Secret) second = secret_buffer_steal(buffer);
    ck_assert_uint_eq(secret_length(first), 1000);
    ck_assert_uint_eq(secret_length(second), 1006);
    ck_assert_str_eq(secret_reveal(second) + 1000, "second");
}
END_TEST

START_TEST(freeing_nothing_is_allowed)
{
    secret_free(NULL);
    secret_buffer_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("secret");
    TCase *content = suite_add_case(suite, "content");
    case_add_rows(content, a_secret_holds_the_bytes_it_was_given, contents);
    case_add_rows(content, a_digest_is_sha_256, digests);
    tcase_add_test(content, a_secret_ends_where_its_length_says);
    tcase_add_test(content, a_secret_is_a_copy);
    tcase_add_test(content, freeing_nothing_is_allowed);

    TCase *equality = suite_add_case(suite, "equality");
    case_add_rows(equality, secrets_are_equal_in_length_and_content_only, comparisons);
    tcase_add_test(equality, bytes_behind_a_nul_count_in_a_comparison);

    TCase *buffer = suite_add_case(suite, "buffer");
    tcase_add_test(buffer, a_buffer_joins_what_is_appended);
    tcase_add_test(buffer, a_new_buffer_is_an_empty_secret);
    tcase_add_test(buffer, appending_nothing_changes_nothing);
    case_add_rows(buffer, a_buffer_that_grows_loses_nothing, growths);
    tcase_add_test(buffer, a_stolen_buffer_starts_again);
    return suite_run(suite);
}
