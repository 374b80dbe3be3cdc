/* SPDX-License-Identifier: MIT */
#include "model/pat.h"

#include "record.h"
#include "suite.h"

/* Synthetic, as facts/azure-devops.md gives it. */
#define A_52 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const char *name;
    const char *token;
    gboolean is_access_token;
} tokens[] = {
    {.name = "three base64url parts with a JSON header are an access token",
     .token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
     .is_access_token = TRUE},
    {.name = "minus and underscore belong to base64url",
     .token = "eyJ0-_.eyJ9-_.-_",
     .is_access_token = TRUE},
    {.name = "an unsigned one still is one", .token = "eyJ0.eyJ9.", .is_access_token = TRUE},
    {.name = "a current PAT is none", .token = A_52 "JQQJ99BAAAAAAAAAAAAAAAAASAZDOPUNL"},
    {.name = "a legacy PAT is none", .token = A_52},
    {.name = "a PAT that begins as a JSON header does is none", .token = "eyJ" A_52},
    {.name = "nothing is none", .token = ""},
    {.name = "the beginning of a header is none", .token = "ey"},
    {.name = "the header alone is none", .token = "eyJhbGciOiJub25lIn0"},
    {.name = "two parts are none", .token = "eyJ0.eyJ9"},
    {.name = "four parts are none", .token = "eyJ0.eyJ9.c2ln.c2ln"},
    {.name = "five parts, an encrypted token, are none", .token = "eyJ0.a.b.c.d"},
    {.name = "three parts without a JSON header are none", .token = "abc.def.ghi"},
    {.name = "a header in other letters is none", .token = "EYJ0.eyJ9.c2ln"},
    {.name = "a header not at the start is none", .token = "xeyJ0.eyJ9.c2ln"},
    {.name = "plus and slash are not base64url", .token = "eyJ0.ey+J.c2/n"},
    {.name = "padding is not base64url", .token = "eyJ0.eyJ9.c2ln="},
    {.name = "a blank is not base64url", .token = "eyJ0.eyJ9.c2l n"},
    {.name = "a byte above ASCII is not base64url", .token = "eyJ0.eyJ9.\xc3\xa9"},
};

START_TEST(a_signed_web_token_is_told_from_a_pat)
{
    g_autoptr(Secret) token = secret_from_text(tokens[_i].token);
    ck_assert_msg(pat_is_access_token(token) == tokens[_i].is_access_token, "%s", tokens[_i].name);
}
END_TEST

START_TEST(bytes_behind_a_nul_are_looked_at)
{
    g_autoptr(Secret) token = secret_new("eyJ0.eyJ9.c2ln\0", 15);
    ck_assert(!pat_is_access_token(token));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pat");
    TCase *form = suite_add_case(suite, "form");
    case_add_rows(form, a_signed_web_token_is_told_from_a_pat, tokens);
    tcase_add_test(form, bytes_behind_a_nul_are_looked_at);
    return suite_run(suite);
}
