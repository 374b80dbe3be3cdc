/* SPDX-License-Identifier: MIT */
#include "model/payload.h"

#include "record.h"
#include "suite.h"

#include <string.h>

static Credential *decode(const Secret *payload)
{
    Credential *credential = payload_decode(secret_reveal(payload), secret_length(payload));
    ck_assert_ptr_nonnull(credential);
    return credential;
}

static const struct {
    const char *name;
    const char *server;
    Record record;
} round_trips[] = {
    {.name = "a secret alone", .server = "dev.azure.com", .record = PAT("contoso", "", "A")},
    {.name = "a person", .server = "dev.azure.com", .record = PAT("contoso", "ann@x.example", "A")},
    {.name = "a record of the server",
     .server = "dev.azure.com",
     .record = PAT("", "contoso", "A")},
    {.name = "a collection of a server",
     .server = "https://tfs.example.com:8443/tfs",
     .record = PAT("gr\xc3\xb6\xc3\x9f\x65 a", "ann", "A")},
    {.name = "a user name of bytes that are no UTF-8",
     .server = "dev.azure.com",
     .record = PAT("contoso", "\xff\xfe=\"'\\", "A")},
    {.name = "a date that was told",
     .server = "dev.azure.com",
     .record = PAT_TOLD("contoso", "ann", "A", 1893456000)},
    {.name = "a date that is certain",
     .server = "dev.azure.com",
     .record = PAT_CERTAIN("contoso", "ann", "A", 1893456000)},
    {.name = "the largest date",
     .server = "dev.azure.com",
     .record = PAT_CERTAIN("contoso", "ann", "A", G_MAXINT64)},
    {.name = "when it was created",
     .server = "dev.azure.com",
     .record = PAT_CREATED("contoso", "ann", "A", 1700000000)},
    {.name = "when it was validated",
     .server = "dev.azure.com",
     .record =
         {.organization = "contoso", .username = "ann", .secret = "A", .validated = 1700000001}},
    {.name = "every fact at once",
     .server = "dev.azure.com",
     .record = {.organization = "contoso",
                .username = "ann",
                .secret = "A",
                .certainty = VALID_TO_CERTAIN,
                .valid_to = 1893456000,
                .created = 1700000000,
                .validated = 1700000001}},
    {.name = "a secret that looks like a fact",
     .server = "dev.azure.com",
     .record = PAT("contoso", "ann", "organization=fabrikam")},
};

START_TEST(what_is_encoded_is_decoded_again)
{
    const char *name = round_trips[_i].name;
    g_autoptr(Credential) before =
        record_to_credential(&round_trips[_i].record, round_trips[_i].server);
    g_autoptr(Secret) payload = payload_encode(before);
    g_autoptr(Credential) after = decode(payload);
    assert_row_text(name, "server", after->server, before->server);
    assert_row_text(name, "organization", after->organization, before->organization);
    assert_row_text(name, "username", after->username, before->username);
    ck_assert_msg(after->kind == before->kind, "%s: kind", name);
    ck_assert_msg(secret_equal(after->secret, before->secret), "%s: secret", name);
    ck_assert_msg(after->valid_to == before->valid_to, "%s: valid_to", name);
    ck_assert_msg(after->valid_to_certainty == before->valid_to_certainty, "%s: certainty", name);
    ck_assert_msg(after->created == before->created, "%s: created", name);
    ck_assert_msg(after->validated == before->validated, "%s: validated", name);
}
END_TEST

START_TEST(a_secret_of_any_bytes_but_control_characters_survives)
{
    char bytes[256 - 0x20 - 1];
    for (int value = 0x20, at = 0; value < 256; value++) {
        if (value != 0x7f)
            bytes[at++] = (char)value;
    }
    g_autoptr(Secret) secret = secret_new(bytes, sizeof(bytes));
    g_autoptr(Credential) before = credential_new("dev.azure.com", "contoso", "ann", secret);
    g_autoptr(Secret) payload = payload_encode(before);
    g_autoptr(Credential) after = decode(payload);
    ck_assert(secret_equal(after->secret, secret));
}
END_TEST

static const struct {
    const char *name;
    Record record;
    const char *payload;
} payloads[] = {
    {.name = "every fact that is known",
     .record = {.organization = "contoso",
                .username = "ann",
                .secret = "token",
                .certainty = VALID_TO_TOLD,
                .valid_to = 3,
                .created = 1,
                .validated = 2},
     .payload = "token\tkind=pat\tserver=dev.azure.com\torganization=contoso\tusername=ann\t"
                "valid_to_certainty=told\tvalid_to=3\tcreated=1\tvalidated=2\t."},
    {.name = "no line for a time that is not known",
     .record = PAT("", "", "token"),
     .payload = "token\tkind=pat\tserver=dev.azure.com\torganization=\tusername=\t"
                "valid_to_certainty=unknown\t."},
};

START_TEST(a_payload_is_the_secret_and_a_line_for_each_fact)
{
    g_autoptr(Credential) credential = record_to_credential(&payloads[_i].record, "dev.azure.com");
    g_autoptr(Secret) payload = payload_encode(credential);
    assert_row_text(payloads[_i].name, "the payload", secret_reveal(payload), payloads[_i].payload);
}
END_TEST

START_TEST(a_sign_in_keeps_its_details_and_its_ledger)
{
    g_autoptr(Credential) before = record_sign_in();
    g_autoptr(Credential) copy = credential_copy(before);
    g_autoptr(Secret) payload = payload_encode(copy);
    ck_assert_str_eq(secret_reveal(payload),
                     "refresh\tkind=sign-in\tserver=dev.azure.com\torganization=contoso\t"
                     "username=ann\tvalid_to_certainty=unknown\tscopes=vso.code_write vso.build\t"
                     "source=device-code\tgoal=pat\ttenant=organizations\tclient_id=client\t"
                     "days=7\tpending=id\torphans=first second\trefused=12\t.");
    g_autoptr(Credential) after = decode(payload);
    ck_assert_int_eq(after->kind, CREDENTIAL_SIGN_IN);
    ck_assert_int_eq(after->sign_in->source, SIGN_IN_DEVICE_CODE);
    ck_assert_int_eq(after->sign_in->goal, SIGN_IN_CREATES_PATS);
    ck_assert_str_eq(after->sign_in->tenant, "organizations");
    ck_assert_str_eq(after->sign_in->client_id, "client");
    ck_assert_int_eq(after->sign_in->days, 7);
    ck_assert_int_eq(after->sign_in->refused, 12);
    ck_assert_str_eq(after->sign_in->pending, "id");
    ck_assert_str_eq(after->sign_in->orphans, "first second");
    ck_assert_str_eq(after->scopes, "vso.code_write vso.build");
}
END_TEST

START_TEST(a_token_keeps_what_it_replaced)
{
    const Record records[] = {PAT("contoso", "", "A"), PAT_REPLACING("contoso", "", "B", "A")};
    g_autoptr(Credential) first = record_to_credential(&records[0], "dev.azure.com");
    ck_assert_str_eq(first->replaced, "");
    g_autoptr(Credential) before = record_to_credential(&records[1], "dev.azure.com");
    g_autofree char *digest = secret_digest(first->secret);
    g_autoptr(Credential) copy = credential_copy(before);
    g_autoptr(Secret) payload = payload_encode(copy);
    g_autoptr(Credential) after = decode(payload);
    ck_assert_str_eq(after->replaced, digest);
}
END_TEST

START_TEST(a_created_token_keeps_what_it_may_do_and_what_revokes_it)
{
    g_autoptr(Secret) secret = secret_from_text("A");
    g_autoptr(Credential) before = credential_new("dev.azure.com", "contoso", "", secret);
    credential_set_scopes(before, "vso.code");
    credential_set_authorization_id(before, "guid");
    g_autoptr(Credential) copy = credential_copy(before);
    g_autoptr(Secret) payload = payload_encode(copy);
    g_autoptr(Credential) after = decode(payload);
    ck_assert_str_eq(after->scopes, "vso.code");
    ck_assert_str_eq(after->authorization_id, "guid");
    ck_assert_ptr_null(after->sign_in);
}
END_TEST

#define FACTS "kind=pat\tserver=s\torganization=o\tusername=u\t"

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
} readable[] = {
    {.name = "the least that is needed", BYTES("A\t" FACTS ".")},
    {.name = "facts in another order",
     BYTES("A\tusername=u\torganization=o\tserver=s\tkind=pat\t.")},
    {.name = "unknown keys are ignored",
     BYTES("A\tfuture=1\t" FACTS "scope=vso.code\t=\tkindred=1\t.")},
    {.name = "a certainty of unknown needs no date",
     BYTES("A\t" FACTS "valid_to_certainty=unknown\t.")},
    {.name = "times of nought are not known",
     BYTES("A\t" FACTS "valid_to=0\tcreated=0\tvalidated=0\t.")},
    {.name = "of a fact said twice the last counts",
     BYTES("A\tserver=x\torganization=x\tusername=x\t" FACTS ".")},
};

START_TEST(a_payload_is_read_by_what_it_must_hold)
{
    g_autoptr(Credential) credential = payload_decode(readable[_i].bytes, readable[_i].length);
    ck_assert_msg(credential != NULL, "%s", readable[_i].name);
    assert_row_text(readable[_i].name, "secret", secret_reveal(credential->secret), "A");
    assert_row_text(readable[_i].name, "server", credential->server, "s");
    assert_row_text(readable[_i].name, "organization", credential->organization, "o");
    assert_row_text(readable[_i].name, "username", credential->username, "u");
    ck_assert_msg(credential->valid_to_certainty == VALID_TO_UNKNOWN, "%s", readable[_i].name);
    ck_assert_msg(credential->valid_to == 0, "%s", readable[_i].name);
    ck_assert_msg(credential->created == 0, "%s", readable[_i].name);
    ck_assert_msg(credential->validated == 0, "%s", readable[_i].name);
}
END_TEST

START_TEST(bytes_behind_the_length_are_not_read)
{
    static const char bytes[] = "A\t" FACTS ".garbage";
    g_autoptr(Credential) credential = payload_decode(bytes, strlen("A\t" FACTS "."));
    ck_assert_ptr_nonnull(credential);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
} unreadable[] = {
    {.name = "nothing", BYTES(".")},
    {.name = "a secret without a line feed", BYTES("A.")},
    {.name = "another program's password, with a line feed", BYTES("A\n")},
    {.name = "an empty secret", BYTES("\t" FACTS ".")},
    {.name = "a line feed in the secret", BYTES("A\nquit=1\t" FACTS ".")},
    {.name = "a NUL in the secret", BYTES("A\0B\t" FACTS ".")},
    {.name = "a last line without a line feed",
     BYTES("A\tkind=pat\tserver=s\torganization=o\tusername=u")},
    {.name = "no kind", BYTES("A\tserver=s\torganization=o\tusername=u\t.")},
    {.name = "no server", BYTES("A\tkind=pat\torganization=o\tusername=u\t.")},
    {.name = "no organization", BYTES("A\tkind=pat\tserver=s\tusername=u\t.")},
    {.name = "no user name", BYTES("A\tkind=pat\tserver=s\torganization=o\t.")},
    {.name = "a kind that is not known here", BYTES("A\t" FACTS "kind=entra\t.")},
    {.name = "an empty kind", BYTES("A\t" FACTS "kind=\t.")},
    {.name = "a kind in other letters", BYTES("A\t" FACTS "kind=PAT\t.")},
    {.name = "a line without an equals sign", BYTES("A\t" FACTS "garbage\t.")},
    {.name = "a blank line", BYTES("A\t\t" FACTS ".")},
    {.name = "a blank line at the end", BYTES("A\t" FACTS "\t.")},
    {.name = "a carriage return in a fact", BYTES("A\t" FACTS "username=u\r\t.")},
    {.name = "an escape sequence in a fact", BYTES("A\t" FACTS "username=\x1b[2K\t.")},
    {.name = "a NUL in a fact", BYTES("A\t" FACTS "username=u\0v\t.")},
    {.name = "a NUL in a key", BYTES("A\t" FACTS "us\0ername=u\t.")},
    {.name = "a control character in an unknown fact", BYTES("A\t" FACTS "future=\x01\t.")},
    {.name = "a certainty that is not known",
     BYTES("A\t" FACTS "valid_to=1\tvalid_to_certainty=guessed\t.")},
    {.name = "a date of no certainty", BYTES("A\t" FACTS "valid_to=1\t.")},
    {.name = "a date of unknown certainty",
     BYTES("A\t" FACTS "valid_to=1\tvalid_to_certainty=unknown\t.")},
    {.name = "a certainty without a date", BYTES("A\t" FACTS "valid_to_certainty=certain\t.")},
    {.name = "a certainty of a date of nought",
     BYTES("A\t" FACTS "valid_to_certainty=told\tvalid_to=0\t.")},
    {.name = "a date that is a word",
     BYTES("A\t" FACTS "valid_to_certainty=told\tvalid_to=never\t.")},
    {.name = "an empty date", BYTES("A\t" FACTS "valid_to_certainty=told\tvalid_to=\t.")},
    {.name = "a date before 1970", BYTES("A\t" FACTS "valid_to_certainty=told\tvalid_to=-1\t.")},
    {.name = "a date beyond 64 bits",
     BYTES("A\t" FACTS "valid_to_certainty=told\tvalid_to=9223372036854775808\t.")},
    {.name = "a date of a hundred digits",
     BYTES("A\t" FACTS "valid_to_certainty=told\tvalid_to=99999999999999999999999999999999999999"
           "99999999999999999999999999999999999999999999999999999999999999\t.")},
    {.name = "a creation that is no number", BYTES("A\t" FACTS "created=x\t.")},
    {.name = "a creation beyond 64 bits", BYTES("A\t" FACTS "created=9223372036854775808\t.")},
    {.name = "a validation that is no number", BYTES("A\t" FACTS "validated=x\t.")},
    {.name = "a validation beyond 64 bits", BYTES("A\t" FACTS "validated=9223372036854775808\t.")},
    {.name = "a sign-in without its details", BYTES("A\t" FACTS "kind=sign-in\t.")},
    {.name = "a sign-in without a tenant",
     BYTES("A\t" FACTS "kind=sign-in\tsource=browser\tgoal=pat\t.")},
    {.name = "a sign-in with an empty tenant",
     BYTES("A\t" FACTS "kind=sign-in\tsource=browser\tgoal=pat\ttenant=\t.")},
    {.name = "a sign-in of a source that is not known",
     BYTES("A\t" FACTS "kind=sign-in\tsource=wand\tgoal=pat\ttenant=t\t.")},
    {.name = "a sign-in for a goal that is not known",
     BYTES("A\t" FACTS "kind=sign-in\tsource=browser\tgoal=fame\ttenant=t\t.")},
};

START_TEST(anything_else_is_unreadable)
{
    Credential *credential = payload_decode(unreadable[_i].bytes, unreadable[_i].length);
    ck_assert_msg(credential == NULL, "%s", unreadable[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("payload");
    TCase *payload = suite_add_case(suite, "payload");
    case_add_rows(payload, what_is_encoded_is_decoded_again, round_trips);
    tcase_add_test(payload, a_secret_of_any_bytes_but_control_characters_survives);
    tcase_add_test(payload, a_sign_in_keeps_its_details_and_its_ledger);
    tcase_add_test(payload, a_token_keeps_what_it_replaced);
    tcase_add_test(payload, a_created_token_keeps_what_it_may_do_and_what_revokes_it);
    case_add_rows(payload, a_payload_is_the_secret_and_a_line_for_each_fact, payloads);
    case_add_rows(payload, a_payload_is_read_by_what_it_must_hold, readable);
    tcase_add_test(payload, bytes_behind_the_length_are_not_read);
    case_add_rows(payload, anything_else_is_unreadable, unreadable);
    return suite_run(suite);
}
