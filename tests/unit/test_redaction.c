/* SPDX-License-Identifier: MIT */
#include "model/redaction.h"

#include "suite.h"

#define HOME "/home/ann"
#define LEGACY "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst"

static const struct {
    const char *name;
    RedactionKind kind;
    const char *text;
    const char *redacted;
} rows[] = {
    {"a password in an address goes", REDACTION_SENTENCE,
     "by https://ann:secret@proxy.example:8080/x, as told",
     "by https://...@proxy.example:8080/x, as told"},
    {"also one with an '@' or a '/' in it", REDACTION_SENTENCE, "http://a:p@ss/w@h/ http://b@c/",
     "http://...@h/ http://...@c/"},
    {"an address without one stays", REDACTION_SENTENCE, "https://dev.azure.com/contoso stays",
     "https://dev.azure.com/contoso stays"},
    {"an '@' behind the address is none of it", REDACTION_SENTENCE, "https://h/ of ann@example.com",
     "https://h/ of ann@example.com"},
    {"SSH's user is no secret", REDACTION_SENTENCE, "git@ssh.dev.azure.com:v3/contoso",
     "git@ssh.dev.azure.com:v3/contoso"},
    {"what has the form of a token is masked", REDACTION_SENTENCE, "--token=" LEGACY " here",
     "--token=****qrst here"},
    {"wherever it stands", REDACTION_SENTENCE, LEGACY "@host:x/" LEGACY,
     "****qrst@host:x/****qrst"},
    {"the home folder is not named", REDACTION_SENTENCE, "file:/home/ann/.gitconfig in /home/ann",
     "file:~/.gitconfig in ~"},
    {"another's is none", REDACTION_SENTENCE, "/home/anna/x /srv/home/ann/x",
     "/home/anna/x /srv/home/ann/x"},
    {"a shell finds it at the start of a word", REDACTION_COMMAND, "chmod go= /home/ann/.netrc",
     "chmod go= ~/.netrc"},
    {"and within one", REDACTION_COMMAND, "git config --file=/home/ann/.gitconfig x",
     "git config --file=$HOME/.gitconfig x"},
    {"and where it is quoted", REDACTION_COMMAND, "git config --file='/home/ann/a b' x",
     "git config --file=\"$HOME\"'/a b' x"},
    {"control characters are shown as such", REDACTION_SENTENCE, "a\033[2Kb", "a\357\277\275[2Kb"},
    {"nothing stays nothing", REDACTION_SENTENCE, "", ""},
};

START_TEST(it_can_be_pasted)
{
    g_autofree char *redacted = redaction_apply(rows[_i].text, rows[_i].kind, HOME);
    assert_row_text(rows[_i].name, "the text", redacted, rows[_i].redacted);
}
END_TEST

START_TEST(a_home_that_is_none_changes_nothing)
{
    static const char *const homes[] = {NULL, "", "/"};
    for (gsize i = 0; i < G_N_ELEMENTS(homes); i++) {
        g_autofree char *redacted = redaction_apply("in /etc/x", REDACTION_SENTENCE, homes[i]);
        ck_assert_str_eq(redacted, "in /etc/x");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("redaction");
    TCase *test_case = suite_add_case(suite, "redaction");
    case_add_rows(test_case, it_can_be_pasted, rows);
    tcase_add_test(test_case, a_home_that_is_none_changes_nothing);
    return suite_run(suite);
}
