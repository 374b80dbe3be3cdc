/* SPDX-License-Identifier: MIT */
#include "store/pass_trouble.h"

#include "core/error.h"
#include "record.h"
#include "suite.h"

#include <string.h>

#define STATUS "[GNUPG:] "
#define KEY "22FF4F163D8D16A6"

/* As gpg 2.2.40 writes them, below pass 1.7.4. */
static const struct {
    const char *name;
    const char *complaint;
    const char *key;
} failures[] = {
    {"no passphrase, or no key",
     STATUS "ENC_TO " KEY " 1 0\n" STATUS "BEGIN_DECRYPTION\n" STATUS "DECRYPTION_FAILED\n"
            "gpg: decryption failed: No secret key\n" STATUS "END_DECRYPTION\n",
     KEY},
    {"words before the status",
     "gpg: a warning\n" STATUS "ENC_TO " KEY " 18 0\n" STATUS "DECRYPTION_FAILED\n", KEY},
    {"a key that is hidden", STATUS "ENC_TO 0000000000000000 1 0\n" STATUS "DECRYPTION_FAILED\n",
     "0000000000000000"},
    {"a file that is damaged behind the key",
     STATUS "ENC_TO " KEY " 1 0\n" STATUS "DECRYPTION_INFO 2 9 0\n" STATUS "DECRYPTION_FAILED\n",
     NULL},
    {"no data", STATUS "NODATA 1\n" STATUS "FAILURE decrypt 4294967295\n", NULL},
    {"another keyword that begins so", STATUS "ENC_TOO " KEY "\n" STATUS "DECRYPTION_FAILED\n",
     NULL},
    {"what is no key", STATUS "ENC_TO ;\x1b 1\n" STATUS "DECRYPTION_FAILED\n", ""},
    {"nothing", "", NULL},
};

START_TEST(a_key_is_named_if_it_is_what_was_missing)
{
    g_autoptr(Secret) complaint = secret_from_text(failures[_i].complaint);
    g_autofree char *key = pass_trouble_find_key(complaint);
    assert_row_text(failures[_i].name, "the key", key, failures[_i].key);
}
END_TEST

START_TEST(a_key_of_zeros_is_hidden)
{
    ck_assert(pass_trouble_key_is_hidden("0000000000000000"));
    ck_assert(!pass_trouble_key_is_hidden(KEY));
}
END_TEST

static const struct {
    const char *name;
    const char *complaint;
    const char *message;
} refusals[] = {
    {"no key to encrypt for",
     "gpg: nobody@example.com: skipped: No data\n" STATUS "INV_RECP 0 nobody@example.com\n",
     "GnuPG has no usable key to encrypt for the password store: "
     "gpg: nobody@example.com: skipped: No data"},
    {"another reason, in the first words that are for people",
     STATUS "KEY_CONSIDERED x 0\nmkdir: cannot create directory\nmore\n",
     "'pass' failed: mkdir: cannot create directory"},
    {"control characters", "\x1b[2Jx\n", "'pass' failed: \xef\xbf\xbd[2Jx"},
    {"no words at all", STATUS "FAILURE encrypt 1\n", "'pass' failed: it gave no reason"},
};

START_TEST(a_refusal_is_told_in_the_programs_words)
{
    g_autoptr(Secret) complaint = secret_from_text(refusals[_i].complaint);
    g_autoptr(GError) error = NULL;
    pass_trouble_set_refused(complaint, &error);
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_FAILED));
    assert_row_text(refusals[_i].name, "the message", error->message, refusals[_i].message);
    ck_assert_ptr_nonnull(error_get_hint(error));
}
END_TEST

START_TEST(a_name_in_a_hint_is_quoted_for_a_shell)
{
    g_autoptr(GError) error = NULL;
    pass_trouble_set_locked("git/https/dev.azure.com/contoso/o'x; y", &error);
    ck_assert(g_error_matches(error, AZDO_ERROR, ERROR_STORE_LOCKED));
    const char *hint = error_get_hint(error);
    ck_assert_msg(strstr(hint, "pass show 'git/https/dev.azure.com/contoso/o'\\''x; y'") != NULL,
                  "%s", hint);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pass_trouble");
    TCase *decrypting = suite_add_case(suite, "decrypting");
    case_add_rows(decrypting, a_key_is_named_if_it_is_what_was_missing, failures);
    tcase_add_test(decrypting, a_key_of_zeros_is_hidden);
    TCase *messages = suite_add_case(suite, "messages");
    case_add_rows(messages, a_refusal_is_told_in_the_programs_words, refusals);
    tcase_add_test(messages, a_name_in_a_hint_is_quoted_for_a_shell);
    return suite_run(suite);
}
