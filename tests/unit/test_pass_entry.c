/* SPDX-License-Identifier: MIT */
#include "store/pass_entry.h"

#include "model/payload.h"
#include "record.h"
#include "suite.h"

#include <string.h>

#define SERVICES "dev.azure.com"
#define TFS "https://tfs.example.com:8443/tfs"
#define TOKEN CREDENTIAL_ROLE_TOKEN
#define SIGN_IN CREDENTIAL_ROLE_SIGN_IN

static const struct {
    const char *name;
    StoreQuery identity;
    const char *expected;
} names[] = {
    {"a token, where GCM has it",
     {SERVICES, "contoso", "ann@example.com", TOKEN},
     "git/https/dev.azure.com/contoso/ann@example.com"},
    {"nobody's token",
     {SERVICES, "contoso", "", TOKEN},
     "git/https/dev.azure.com/contoso/PersonalAccessToken"},
    {"somebody who is called so",
     {SERVICES, "contoso", "PersonalAccessToken", TOKEN},
     "git/https/dev.azure.com/contoso/%50ersonalAccessToken"},
    {"a token without an organization",
     {SERVICES, "", "contoso", TOKEN},
     "git/https/dev.azure.com/contoso"},
    {"a sign-in, which GCM must not find",
     {SERVICES, "contoso", "ann", SIGN_IN},
     "git-credential-azdo/sign-in/dev.azure.com/contoso/ann"},
    {"a sign-in without an organization",
     {SERVICES, "", "", SIGN_IN},
     "git-credential-azdo/sign-in/dev.azure.com/%/PersonalAccessToken"},
    {"a token of a server",
     {TFS, "web", "ann", TOKEN},
     "git-credential-azdo/token/tfs.example.com:8443%2Ftfs/web/ann"},
    {"a server's token without a collection",
     {TFS, "", "ann", TOKEN},
     "git-credential-azdo/token/tfs.example.com:8443%2Ftfs/%/ann"},
    {"a server's token by plain http",
     {"http://tfs.example.com:8443/tfs", "web", "ann", TOKEN},
     "git-credential-azdo/token/http:%2F%2Ftfs.example.com:8443%2Ftfs/web/ann"},
    {"a slash", {SERVICES, "contoso", "a/b", TOKEN}, "git/https/dev.azure.com/contoso/a%2Fb"},
    {"a way out",
     {SERVICES, "contoso", "../../x", TOKEN},
     "git/https/dev.azure.com/contoso/%2E.%2F..%2Fx"},
    {"two full stops", {SERVICES, "contoso", "..", TOKEN}, "git/https/dev.azure.com/contoso/%2E."},
    {"a hidden file",
     {SERVICES, "contoso", ".gpg-id", TOKEN},
     "git/https/dev.azure.com/contoso/%2Egpg-id"},
    {"control characters",
     {SERVICES, "contoso", "a\n\x1b\x7f", TOKEN},
     "git/https/dev.azure.com/contoso/a%0A%1B%7F"},
    {"a percent sign",
     {SERVICES, "contoso", "100%", TOKEN},
     "git/https/dev.azure.com/contoso/100%25"},
    {"what it would become",
     {SERVICES, "contoso", "100%25", TOKEN},
     "git/https/dev.azure.com/contoso/100%2525"},
    {"letters of another alphabet",
     {SERVICES, "contoso", "\xc3\xa4nn", TOKEN},
     "git/https/dev.azure.com/contoso/\xc3\xa4nn"},
    {"bytes that are no UTF-8",
     {SERVICES, "contoso", "\xff\xc3\xa4", TOKEN},
     "git/https/dev.azure.com/contoso/%FF%C3%A4"},
    {"an option",
     {SERVICES, "contoso", "--force", TOKEN},
     "git/https/dev.azure.com/contoso/--force"},
    {"what ends as a file of the store",
     {SERVICES, "contoso", "ann.gpg", TOKEN},
     "git/https/dev.azure.com/contoso/ann.gpg"},
};

START_TEST(a_name_is_as_it_should_be_and_leads_back)
{
    g_autofree char *name = pass_entry_name(&names[_i].identity);
    assert_row_text(names[_i].name, "the name", name, names[_i].expected);

    g_auto(PassIdentity) identity = {0};
    ck_assert_msg(pass_entry_parse_name(name, &identity), "%s", names[_i].name);
    assert_row_text(names[_i].name, "the server", identity.server, names[_i].identity.server);
    assert_row_text(names[_i].name, "the organization", identity.organization,
                    names[_i].identity.organization);
    assert_row_text(names[_i].name, "the user name", identity.username,
                    names[_i].identity.username);
    ck_assert_int_eq(identity.role, names[_i].identity.role);
}
END_TEST

static const char *const foreign[] = {
    "",
    "git",
    "git/https/dev.azure.com",
    "git/https/dev.azure.com/",
    "git/https/dev.azure.com//ann",
    "git/https/dev.azure.com/contoso/",
    "git/https/dev.azure.com/contoso/web/ann",
    "git/https/dev.azure.com/contoso/%2",
    "git/https/dev.azure.com/contoso/a%2fb",
    "git/https/dev.azure.com/contoso/%61nn",
    "git/https/dev.azure.com/contoso/a%00b",
    "git/https/dev.azure.com/contoso/.hidden",
    "git/https/dev.azure.com.evil.example/contoso/ann",
    "git/https/github.com/ann",
    "git/https/contoso.visualstudio.com/ann",
    "git/http/dev.azure.com/contoso/ann",
    "git-credential-azdo/token/dev.azure.com/contoso/ann",
    "git-credential-azdo/other/dev.azure.com/contoso/ann",
    "git-credential-azdo/sign-in/dev.azure.com/contoso",
    "git-credential-azdo/sign-in/dev.azure.com/contoso/ann/more",
    "email/work",
};

START_TEST(what_others_keep_is_not_ours)
{
    g_auto(PassIdentity) identity = {0};
    ck_assert_msg(!pass_entry_parse_name(foreign[_i], &identity), "%s", foreign[_i]);
    ck_assert_ptr_null(identity.server);
}
END_TEST

/* ---- content ------------------------------------------------------------------------------- */

static Credential *full_token(void)
{
    static const Record record = {
        .organization = "contoso",
        .username = "ann",
        .secret = "SECRET",
        .certainty = VALID_TO_TOLD,
        .valid_to = 1893456000,
        .created = 1,
    };
    return record_to_credential(&record, SERVICES);
}

static PassIdentity identity_of(const Credential *credential)
{
    return (PassIdentity){
        .server = credential->server,
        .organization = credential->organization,
        .username = credential->username,
        .role = credential_role(credential),
    };
}

#define FULL_TOKEN                                                                                 \
    "SECRET\n"                                                                                     \
    "service=https://dev.azure.com/contoso\n"                                                      \
    "account=ann\n"                                                                                \
    "azdo-kind=pat\n"                                                                              \
    "azdo-server=dev.azure.com\n"                                                                  \
    "azdo-organization=contoso\n"                                                                  \
    "azdo-username=ann\n"                                                                          \
    "azdo-valid_to_certainty=told\n"                                                               \
    "azdo-valid_to=1893456000\n"                                                                   \
    "azdo-created=1\n"

START_TEST(the_content_begins_as_gcms_does)
{
    g_autoptr(Credential) credential = full_token();
    g_autoptr(Secret) content = pass_entry_encode(credential);
    ck_assert_str_eq(secret_reveal(content), FULL_TOKEN);
}
END_TEST

START_TEST(what_is_written_is_read_with_every_fact)
{
    g_autoptr(Credential) credential = full_token();
    g_autoptr(Secret) content = pass_entry_encode(credential);
    const PassIdentity identity = identity_of(credential);
    g_autoptr(Credential) got = pass_entry_decode(content, &identity);
    ck_assert_ptr_nonnull(got);
    g_autoptr(Secret) expected = payload_encode(credential);
    g_autoptr(Secret) actual = payload_encode(got);
    ck_assert_str_eq(secret_reveal(actual), secret_reveal(expected));
}
END_TEST

static const struct {
    const char *name;
    const char *content;
    const char *secret; /* NULL = it is not read */
} contents[] = {
    {"GCM's own", "SECRET\nservice=https://dev.azure.com/contoso\naccount=ann\n", "SECRET"},
    {"a secret that a person has put there", "SECRET\n", "SECRET"},
    {"a secret without a line end", "SECRET", "SECRET"},
    {"a secret that a person has replaced", "NEW\n" FULL_TOKEN, "NEW"},
    {"lines of other programs", FULL_TOKEN "note: mine\nazd\n\n", "SECRET"},
    {"facts that later versions may have", FULL_TOKEN "azdo-later=1\n", "SECRET"},
    {"a kind of later versions", "SECRET\nazdo-kind=later\nazdo-server=dev.azure.com\n", NULL},
    {"facts of another organization",
     "SECRET\nazdo-kind=pat\nazdo-server=dev.azure.com\nazdo-organization=fabrikam\n"
     "azdo-username=ann\nazdo-valid_to_certainty=unknown\n",
     NULL},
    {"facts of another account",
     "SECRET\nazdo-kind=pat\nazdo-server=dev.azure.com\nazdo-organization=contoso\n"
     "azdo-username=bob\nazdo-valid_to_certainty=unknown\n",
     NULL},
    {"nothing", "", NULL},
    {"an empty first line", "\nservice=https://dev.azure.com/contoso\n", NULL},
    {"a control character in the secret", "SEC\rRET\n", NULL},
    {"a tab, which would end the secret", "SEC\tkind=pat\n", NULL},
};

START_TEST(an_entry_is_read_if_it_is_one)
{
    const PassIdentity identity = {
        .server = (char *)SERVICES,
        .organization = (char *)"contoso",
        .username = (char *)"ann",
    };
    g_autoptr(Secret) content = secret_from_text(contents[_i].content);
    g_autoptr(Credential) got = pass_entry_decode(content, &identity);
    assert_row_text(contents[_i].name, "the secret", got ? secret_reveal(got->secret) : NULL,
                    contents[_i].secret);
}
END_TEST

START_TEST(of_gcms_entry_nothing_is_known_but_whose_it_is)
{
    const PassIdentity identity = {
        .server = (char *)SERVICES,
        .organization = (char *)"contoso",
        .username = (char *)"ann",
    };
    g_autoptr(Secret) content = secret_from_text(contents[0].content);
    g_autoptr(Credential) got = pass_entry_decode(content, &identity);
    ck_assert_str_eq(got->organization, "contoso");
    ck_assert_str_eq(got->username, "ann");
    ck_assert_int_eq(got->kind, CREDENTIAL_PAT);
    ck_assert_int_eq(got->valid_to_certainty, VALID_TO_UNKNOWN);
}
END_TEST

/* What stands apart is ours alone: without our facts it is nobody's. */
START_TEST(an_entry_that_stands_apart_needs_our_facts)
{
    const PassIdentity identity = {
        .server = (char *)TFS,
        .organization = (char *)"web",
        .username = (char *)"ann",
    };
    g_autoptr(Secret) content = secret_from_text("SECRET\n");
    ck_assert_ptr_null(pass_entry_decode(content, &identity));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pass_entry");
    TCase *of_names = suite_add_case(suite, "names");
    case_add_rows(of_names, a_name_is_as_it_should_be_and_leads_back, names);
    case_add_rows(of_names, what_others_keep_is_not_ours, foreign);

    TCase *of_contents = suite_add_case(suite, "contents");
    tcase_add_test(of_contents, the_content_begins_as_gcms_does);
    tcase_add_test(of_contents, what_is_written_is_read_with_every_fact);
    case_add_rows(of_contents, an_entry_is_read_if_it_is_one, contents);
    tcase_add_test(of_contents, of_gcms_entry_nothing_is_known_but_whose_it_is);
    tcase_add_test(of_contents, an_entry_that_stands_apart_needs_our_facts);
    return suite_run(suite);
}
