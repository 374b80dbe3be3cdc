/* SPDX-License-Identifier: MIT */
#include "model/typed.h"

#include "suite.h"

#define A_52 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CURRENT A_52 "JQQJ99BAAAAAAAAAAAAAAAASAZDOPUNL"
#define ACCESS_TOKEN "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"

static const struct {
    const char *name;
    const char *word;
    const char *shown;
    gboolean is_token;
} words[] = {
    {"an organization is shown", "contoso", "contoso", FALSE},
    {"nothing is shown as nothing", "", "", FALSE},
    {"several words are", "read & manage", "read & manage", FALSE},
    {"a current token is masked", CURRENT, "****PUNL", TRUE},
    {"a legacy one, too", A_52, "****aaaa", TRUE},
    {"and an access token", ACCESS_TOKEN, "****dXJl", TRUE},
    {"what was pasted with quotes, too", "'" CURRENT "'", "****UNL'", TRUE},
    {"what is too long for a name is taken for one", A_52 "b", "****aaab", TRUE},
    {"the longest name is none", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", FALSE},
    {"an address is shown", "https://dev.azure.com/contoso", "https://dev.azure.com/contoso",
     FALSE},
    {"with its port", "https://tfs.example.com:8443/tfs", "https://tfs.example.com:8443/tfs",
     FALSE},
    {"without user name and password", "https://me:secret@dev.azure.com/contoso",
     "https://dev.azure.com/contoso", FALSE},
    {"without query and fragment", "https://dev.azure.com/x?token=secret#secret",
     "https://dev.azure.com/x", FALSE},
    {"a token in its path is masked", "https://dev.azure.com/" CURRENT "/x",
     "https://dev.azure.com/****PUNL/x", FALSE},
    {"one in the place of its host, too", "https://" A_52 "/x", "https://****aaaa/x", FALSE},
    {"of what cannot be read nothing is shown", "https://me:secret@[/x", "...", FALSE},
    {"what is nearly an address is shown", "https://[2001:db8::1]:444;tfs",
     "https://[2001:db8::1]:444;tfs", FALSE},
    {"but for what stands in its query", "https://[2001:db8::1]:444;tfs?token=secret", "...",
     FALSE},
    {"nor of what has an '@' and is no URL", "me:secret@ssh.example.com:x", "...", FALSE},
    {"an address without a scheme is shown", "dev.azure.com/contoso", "dev.azure.com/contoso",
     FALSE},
    {"a token in it is masked", "dev.azure.com/" A_52, "dev.azure.com/****aaaa", FALSE},
    {"a token behind a colon is masked", "ann:" A_52, "ann:****aaaa", FALSE},
    {"a token in the place of a scheme is masked", A_52 "://x/y", "****aaaa://x/y", FALSE},
    {"controls are made visible", "a\033[31m", "a\xef\xbf\xbd[31m", FALSE},
};

START_TEST(a_word_is_repeated_without_its_secrets)
{
    g_autofree char *shown = typed_format(words[_i].word);
    assert_row_text(words[_i].name, "shown", shown, words[_i].shown);
    ck_assert_msg(typed_is_token(words[_i].word) == words[_i].is_token, "%s", words[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("typed");
    TCase *cases = suite_add_case(suite, "words");
    case_add_rows(cases, a_word_is_repeated_without_its_secrets, words);
    return suite_run(suite);
}
