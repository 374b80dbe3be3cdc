/* SPDX-License-Identifier: MIT */
#include "protocol/request.h"

#include "suite.h"

#include <string.h>

#define KIB 1024
#define AUTHTYPE REQUEST_CAPABILITY_AUTHTYPE
#define STATE REQUEST_CAPABILITY_STATE

/* What a request holds: NULL = absent, arrays joined with "|". */
typedef struct {
    const char *protocol;
    const char *host;
    const char *path;
    const char *username;
    const char *password;
    const char *authtype;
    const char *credential;
    const char *oauth_refresh_token;
    gint64 password_expiry_utc;
    gboolean is_ephemeral;
    gboolean is_continuing;
    unsigned capabilities;
    const char *wwwauth;
    const char *state;
} Content;

typedef struct {
    const char *name;
    const char *bytes;
    gsize length;
    Content expected;
} Row;

static const Row versions[] = {
    {.name = "Git 2.39 asks",
     BYTES("protocol=https\nhost=dev.azure.com\n"),
     .expected = {.protocol = "https", .host = "dev.azure.com"}},
    {.name = "Git 2.39 asks with useHttpPath and a user name",
     BYTES("protocol=https\nhost=dev.azure.com\npath=contoso/p/_git/r\nusername=contoso\n"),
     .expected = {.protocol = "https",
                  .host = "dev.azure.com",
                  .path = "contoso/p/_git/r",
                  .username = "contoso"}},
    {.name = "Git 2.39 stores",
     BYTES("protocol=https\nhost=dev.azure.com\nusername=ann\npassword=token\n"),
     .expected =
         {.protocol = "https", .host = "dev.azure.com", .username = "ann", .password = "token"}},
    {.name = "Git 2.41 stores with an expiry and a refresh token",
     BYTES("protocol=https\nhost=dev.azure.com\nusername=ann\npassword=token\n"
           "oauth_refresh_token=refresh\npassword_expiry_utc=1893456000\n"),
     .expected = {.protocol = "https",
                  .host = "dev.azure.com",
                  .username = "ann",
                  .password = "token",
                  .oauth_refresh_token = "refresh",
                  .password_expiry_utc = 1893456000}},
    {.name = "Git 2.41 asks with the server's challenges",
     BYTES("protocol=https\nhost=dev.azure.com\n"
           "wwwauth[]=Bearer authorization_uri=https://login.microsoftonline.com/t\n"
           "wwwauth[]=Basic realm=\"https://tfsprod.visualstudio.com/\"\n"
           "wwwauth[]=TFS-Federated\n"),
     .expected = {.protocol = "https",
                  .host = "dev.azure.com",
                  .wwwauth = "Bearer authorization_uri=https://login.microsoftonline.com/t|"
                             "Basic realm=\"https://tfsprod.visualstudio.com/\"|TFS-Federated"}},
    {.name = "the newest Git asks again with all it knows",
     BYTES("capability[]=authtype\ncapability[]=state\n"
           "authtype=Bearer\ncredential=bearer\nephemeral=1\n"
           "protocol=https\nhost=dev.azure.com:443\npath=contoso/p\nusername=ann\n"
           "password=token\noauth_refresh_token=refresh\npassword_expiry_utc=1\n"
           "wwwauth[]=Basic\ncontinue=1\nstate[]=azdo:1\nstate[]=other:2\n"),
     .expected = {.protocol = "https",
                  .host = "dev.azure.com:443",
                  .path = "contoso/p",
                  .username = "ann",
                  .password = "token",
                  .authtype = "Bearer",
                  .credential = "bearer",
                  .oauth_refresh_token = "refresh",
                  .password_expiry_utc = 1,
                  .is_ephemeral = TRUE,
                  .is_continuing = TRUE,
                  .capabilities = AUTHTYPE | STATE,
                  .wwwauth = "Basic",
                  .state = "azdo:1|other:2"}},
};

static const Row syntax[] = {
    {.name = "an empty input asks for nothing", BYTES(""), .expected = {0}},
    {.name = "a blank line alone asks for nothing", BYTES("\n"), .expected = {0}},
    {.name = "a blank line ends the request",
     BYTES("host=a\n\nusername=ann\n"),
     .expected = {.host = "a"}},
    {.name = "nothing behind a blank line is looked at",
     BYTES("host=a\n\nhost=b\nno equals\n\0\r\n"),
     .expected = {.host = "a"}},
    {.name = "the end of the input ends the request",
     BYTES("protocol=https\nhost=a\n"),
     .expected = {.protocol = "https", .host = "a"}},
    {.name = "the last line needs no line feed",
     BYTES("protocol=https\nhost=a"),
     .expected = {.protocol = "https", .host = "a"}},
    {.name = "an empty value is not an absent one",
     BYTES("protocol=\nhost=\npath=\nusername=\npassword=\nauthtype=\ncredential=\n"
           "oauth_refresh_token=\n"),
     .expected = {.protocol = "",
                  .host = "",
                  .path = "",
                  .username = "",
                  .password = "",
                  .authtype = "",
                  .credential = "",
                  .oauth_refresh_token = ""}},
    {.name = "an empty value may be the last byte", BYTES("host="), .expected = {.host = ""}},
    {.name = "the first equals sign splits, the others belong to the value",
     BYTES("password==a=b==\nwwwauth[]=a=b\n"),
     .expected = {.password = "=a=b==", .wwwauth = "a=b"}},
    {.name = "blanks belong to the value",
     BYTES("path= my project/_git/my repo \nusername= ann \npassword=  \n"),
     .expected = {.path = " my project/_git/my repo ", .username = " ann ", .password = "  "}},
    {.name = "blanks belong to the key, which is then another one",
     BYTES("host =a\n host=b\n"),
     .expected = {0}},
    {.name = "quotes and escapes are bytes like others",
     BYTES("username=\"ann\" \\n %0a\n"),
     .expected = {.username = "\"ann\" \\n %0a"}},
    {.name = "bytes above ASCII are kept, be they UTF-8 or not",
     BYTES("username=\xc3\xa9\xff\npassword=\xff\x80\n"),
     .expected = {.username = "\xc3\xa9\xff", .password = "\xff\x80"}},
    {.name = "unknown keys are ignored, also twice and with a control character",
     BYTES("future=1\nfuture=2\nfuture[]=3\nhost=a\nlatest=\x1b\r\nurl=https://b\nquit=1\n"),
     .expected = {.host = "a"}},
    {.name = "a key is not the beginning of another, nor in other letters",
     BYTES("hos=b\nhosts=c\nHost=d\nhost[]=e\nhost=a\n"),
     .expected = {.host = "a"}},
    {.name = "an empty key is an unknown one", BYTES("=host\nhost=a\n"), .expected = {.host = "a"}},
    {.name = "an array without its brackets is an unknown key",
     BYTES("wwwauth=Basic\ncapability=state\nstate=azdo:1\n"),
     .expected = {0}},
};

static const Row values[] = {
    {.name = "an empty value of an array forgets the earlier ones",
     BYTES("wwwauth[]=a\nwwwauth[]=b\nwwwauth[]=\nwwwauth[]=c\n"),
     .expected = {.wwwauth = "c"}},
    {.name = "a reset at the end leaves nothing",
     BYTES("state[]=a\nstate[]=b\nstate[]=\n"),
     .expected = {.state = NULL}},
    {.name = "a reset of one array leaves the others",
     BYTES("wwwauth[]=a\nstate[]=b\ncapability[]=state\nwwwauth[]=\n"),
     .expected = {.state = "b", .capabilities = STATE}},
    {.name = "values of two arrays may alternate",
     BYTES("wwwauth[]=a\nstate[]=b\nwwwauth[]=c\nstate[]=d\n"),
     .expected = {.wwwauth = "a|c", .state = "b|d"}},
    {.name = "the same value twice is two values",
     BYTES("wwwauth[]=Basic\nwwwauth[]=Basic\n"),
     .expected = {.wwwauth = "Basic|Basic"}},
    {.name = "capabilities forget the earlier ones too",
     BYTES("capability[]=authtype\ncapability[]=\ncapability[]=state\n"),
     .expected = {.capabilities = STATE}},
    {.name = "authtype is a capability of its own",
     BYTES("capability[]=authtype\n"),
     .expected = {.capabilities = AUTHTYPE}},
    {.name = "unknown capabilities are ignored",
     BYTES("capability[]=future\ncapability[]=State\ncapability[]=state \n"),
     .expected = {0}},
    {.name = "flags are read as Git reads booleans: true",
     BYTES("ephemeral=true\ncontinue=1\n"),
     .expected = {.is_ephemeral = TRUE, .is_continuing = TRUE}},
    {.name = "flags are read as Git reads booleans: yes and on, in any case",
     BYTES("ephemeral=YES\ncontinue=On\n"),
     .expected = {.is_ephemeral = TRUE, .is_continuing = TRUE}},
    {.name = "flags are read as Git reads booleans: 0 and false",
     BYTES("ephemeral=0\ncontinue=false\n"),
     .expected = {0}},
    {.name = "an empty flag is not set", BYTES("ephemeral=\ncontinue=\n"), .expected = {0}},
    {.name = "the last flag counts",
     BYTES("ephemeral=1\nephemeral=0\ncontinue=0\ncontinue=1\n"),
     .expected = {.is_continuing = TRUE}},
    {.name = "the largest expiry is read whole",
     BYTES("password_expiry_utc=9223372036854775807\n"),
     .expected = {.password_expiry_utc = G_MAXINT64}},
    {.name = "an expiry beyond 64 bits is none",
     BYTES("password_expiry_utc=9223372036854775808\n"),
     .expected = {0}},
    {.name = "an expiry of 0 is none", BYTES("password_expiry_utc=0\n"), .expected = {0}},
    {.name = "an expiry before 1970 is none", BYTES("password_expiry_utc=-1\n"), .expected = {0}},
    {.name = "an expiry that is a word is none",
     BYTES("password_expiry_utc=never\n"),
     .expected = {0}},
    {.name = "an expiry with something behind it is none",
     BYTES("password_expiry_utc=1893456000 \n"),
     .expected = {0}},
    {.name = "an expiry with a carriage return is none",
     BYTES("password_expiry_utc=1893456000\r\n"),
     .expected = {0}},
    {.name = "an empty expiry is none", BYTES("password_expiry_utc=\n"), .expected = {0}},
    {.name = "a challenge with a carriage return is left out",
     BYTES("wwwauth[]=a\nwwwauth[]=Basic realm=\"a\rhost=dev.azure.com\"\nwwwauth[]=c\n"),
     .expected = {.wwwauth = "a|c"}},
    {.name = "a challenge with an escape sequence is left out",
     BYTES("wwwauth[]=\x1b[2K\nwwwauth[]=c\n"),
     .expected = {.wwwauth = "c"}},
    {.name = "a state with a control character is left out",
     BYTES("state[]=azdo:\x01\nstate[]=azdo:2\n"),
     .expected = {.state = "azdo:2"}},
    {.name = "a capability with a carriage return is none of ours",
     BYTES("capability[]=state\r\n"),
     .expected = {0}},
};

static char *array_joined(const GPtrArray *array)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < array->len; i++)
        g_string_append_printf(joined, "%s%s", i ? "|" : "",
                               (const char *)g_ptr_array_index(array, i));
    return g_string_free(joined, array->len == 0);
}

static void assert_secret(const char *name, const char *what, const Secret *got,
                          const char *expected)
{
    const char *text = got ? secret_reveal(got) : NULL;
    assert_row_text(name, what, text, expected);
}

static void assert_texts(const char *name, const Request *got, const Content *expected)
{
    assert_row_text(name, "protocol", got->protocol, expected->protocol);
    assert_row_text(name, "host", got->host, expected->host);
    assert_row_text(name, "path", got->path, expected->path);
    assert_row_text(name, "username", got->username, expected->username);
    assert_row_text(name, "authtype", got->authtype, expected->authtype);
    assert_secret(name, "password", got->password, expected->password);
    assert_secret(name, "credential", got->credential, expected->credential);
    assert_secret(name, "oauth_refresh_token", got->oauth_refresh_token,
                  expected->oauth_refresh_token);
}

static void assert_others(const char *name, const Request *got, const Content *expected)
{
    g_autofree char *wwwauth = array_joined(got->wwwauth);
    g_autofree char *state = array_joined(got->state);
    assert_row_text(name, "wwwauth[]", wwwauth, expected->wwwauth);
    assert_row_text(name, "state[]", state, expected->state);
    ck_assert_msg(got->password_expiry_utc == expected->password_expiry_utc, "%s: expiry %lld",
                  name, (long long)got->password_expiry_utc);
    ck_assert_msg(got->is_ephemeral == expected->is_ephemeral, "%s: ephemeral", name);
    ck_assert_msg(got->is_continuing == expected->is_continuing, "%s: continue", name);
    ck_assert_msg(got->capabilities == expected->capabilities, "%s: capabilities %u", name,
                  got->capabilities);
}

static void assert_content(const Row *row)
{
    g_autoptr(Request) request = NULL;
    ck_assert_msg(request_parse(row->bytes, row->length, &request) == REQUEST_UNDERSTOOD, "%s",
                  row->name);
    assert_texts(row->name, request, &row->expected);
    assert_others(row->name, request, &row->expected);
}

START_TEST(requests_of_every_git_are_read_whole)
{
    assert_content(&versions[_i]);
}
END_TEST

START_TEST(lines_are_read_as_git_credential_1_says)
{
    assert_content(&syntax[_i]);
}
END_TEST

START_TEST(values_are_read_as_git_credential_1_says)
{
    assert_content(&values[_i]);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    RequestOutcome outcome;
} refused[] = {
    {.name = "a line without an equals sign",
     BYTES("host=a\nusername\n"),
     .outcome = REQUEST_MALFORMED},
    {.name = "a last line without an equals sign",
     BYTES("host=a\nuser"),
     .outcome = REQUEST_MALFORMED},
    {.name = "a line of one carriage return, which is no blank line",
     BYTES("host=a\n\r\n"),
     .outcome = REQUEST_MALFORMED},
    {.name = "a NUL in a value", BYTES("host=a\0b\n"), .outcome = REQUEST_MALFORMED},
    {.name = "a NUL at the end of a value", BYTES("host=a\0\n"), .outcome = REQUEST_MALFORMED},
    {.name = "a NUL in a key", BYTES("ho\0st=a\n"), .outcome = REQUEST_MALFORMED},
    {.name = "a NUL in a password", BYTES("password=a\0b\n"), .outcome = REQUEST_MALFORMED},
    {.name = "a NUL in an unknown attribute", BYTES("x=\0\n"), .outcome = REQUEST_MALFORMED},
    {.name = "a NUL in a challenge", BYTES("wwwauth[]=\0\n"), .outcome = REQUEST_MALFORMED},
    {.name = "a NUL in a flag", BYTES("ephemeral=1\0\n"), .outcome = REQUEST_MALFORMED},
    {.name = "a protocol twice",
     BYTES("protocol=https\nhost=a\nprotocol=https\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a host twice (CVE-2020-5260)",
     BYTES("protocol=https\nhost=evil.example?\nhost=dev.azure.com\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "the same host twice", BYTES("host=a\nhost=a\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a host behind an empty one", BYTES("host=\nhost=a\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a path twice", BYTES("path=a\npath=b\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a user name twice", BYTES("username=a\nusername=b\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a password twice", BYTES("password=a\npassword=b\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a password behind an empty one",
     BYTES("password=\npassword=b\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "an authtype twice", BYTES("authtype=a\nauthtype=b\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a credential twice",
     BYTES("credential=a\ncredential=b\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a refresh token twice",
     BYTES("oauth_refresh_token=a\noauth_refresh_token=b\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a carriage return in a host (CVE-2024-50338, CVE-2024-52006, CVE-2025-23040)",
     BYTES("protocol=https\nhost=evil.example\rhost=dev.azure.com\r\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a carriage return at the end of a host",
     BYTES("protocol=https\nhost=dev.azure.com\r\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a carriage return in a protocol",
     BYTES("protocol=https\r\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a carriage return in a path", BYTES("path=a\rb\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a carriage return in a user name",
     BYTES("username=ann\r\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a carriage return in a password",
     BYTES("password=a\rb\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "an escape sequence in a host (CVE-2024-50349)",
     BYTES("host=evil.example/\x1b[2K\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a tab in a path", BYTES("path=a\tb\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a delete in a user name", BYTES("username=a\x7f\n"), .outcome = REQUEST_HOSTILE},
    {.name = "a control character in an authtype",
     BYTES("authtype=\x01\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a control character in a credential",
     BYTES("credential=\x1f\n"),
     .outcome = REQUEST_HOSTILE},
    {.name = "a control character in a refresh token",
     BYTES("oauth_refresh_token=\x02\n"),
     .outcome = REQUEST_HOSTILE},
};

START_TEST(a_request_that_is_not_right_is_refused_whole)
{
    Request *request = NULL;
    RequestOutcome outcome = request_parse(refused[_i].bytes, refused[_i].length, &request);
    ck_assert_msg(outcome == refused[_i].outcome, "%s: outcome %d", refused[_i].name, outcome);
    ck_assert_msg(request == NULL, "%s: a request came back", refused[_i].name);
}
END_TEST

static const struct {
    const char *name;
    gsize length;
    const char *last;
    RequestOutcome outcome;
} totals[] = {
    {.name = "1 MiB is read", .length = KIB * KIB, .last = "\n", .outcome = REQUEST_UNDERSTOOD},
    {.name = "1 MiB is read without its last line feed",
     .length = KIB * KIB,
     .last = "",
     .outcome = REQUEST_UNDERSTOOD},
    {.name = "1 MiB and a byte is refused",
     .length = KIB * KIB + 1,
     .last = "\n",
     .outcome = REQUEST_MALFORMED},
    {.name = "2 MiB is refused",
     .length = 2 * KIB * KIB,
     .last = "\n",
     .outcome = REQUEST_MALFORMED},
};

/* A request whose last line is filled up to length with 'x'. */
static GString *request_filled(const char *head, gsize length, const char *last)
{
    GString *bytes = g_string_new(head);
    gsize fill = length - bytes->len - strlen(last);
    g_autofree char *filler = g_strnfill(fill, 'x');
    g_string_append(bytes, filler);
    return g_string_append(bytes, last);
}

START_TEST(up_to_1_mib_is_read)
{
    g_autoptr(GString) bytes =
        request_filled("host=a\nwwwauth[]=", totals[_i].length, totals[_i].last);
    ck_assert_msg(bytes->len == totals[_i].length, "%s", totals[_i].name);
    g_autoptr(Request) request = NULL;
    ck_assert_msg(request_parse(bytes->str, bytes->len, &request) == totals[_i].outcome, "%s",
                  totals[_i].name);
    ck_assert_msg((request != NULL) == (totals[_i].outcome == REQUEST_UNDERSTOOD), "%s",
                  totals[_i].name);
}
END_TEST

static const struct {
    const char *name;
    gsize length; /* of the value */
} lines[] = {
    {.name = "a line of 1023 bytes, where the buffer of an old Git ended", .length = 1013},
    {.name = "a line of 1024 bytes", .length = 1014},
    {.name = "a line of 64 KiB", .length = 64 * KIB},
    {.name = "a line of 90,000 bytes, as seen on the wire", .length = 90000},
};

START_TEST(a_long_challenge_is_read_whole_and_its_tail_is_no_line)
{
    g_autofree char *filler = g_strnfill(lines[_i].length, 'x');
    g_autofree char *text = g_strdup_printf(
        "host=evil.example\nwwwauth[]=%shost=dev.azure.com\nusername=ann\n", filler);
    g_autoptr(Request) request = NULL;
    ck_assert_msg(request_parse(text, strlen(text), &request) == REQUEST_UNDERSTOOD, "%s",
                  lines[_i].name);
    assert_row_text(lines[_i].name, "host", request->host, "evil.example");
    assert_row_text(lines[_i].name, "username", request->username, "ann");

    g_autofree char *challenge = g_strconcat(filler, "host=dev.azure.com", NULL);
    ck_assert_msg(request->wwwauth->len == 1, "%s", lines[_i].name);
    ck_assert_msg(g_str_equal(g_ptr_array_index(request->wwwauth, 0), challenge), "%s",
                  lines[_i].name);
}
END_TEST

START_TEST(long_texts_and_secrets_are_read_whole)
{
    g_autofree char *filler = g_strnfill(lines[_i].length, 'x');
    g_autofree char *text =
        g_strdup_printf("host=%s\nusername=%s\npassword=%s\n", filler, filler, filler);
    g_autoptr(Request) request = NULL;
    ck_assert_msg(request_parse(text, strlen(text), &request) == REQUEST_UNDERSTOOD, "%s",
                  lines[_i].name);
    ck_assert_msg(g_str_equal(request->host, filler), "%s", lines[_i].name);
    ck_assert_msg(g_str_equal(request->username, filler), "%s", lines[_i].name);
    ck_assert_msg(g_str_equal(secret_reveal(request->password), filler), "%s", lines[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *key;
    guint sent;
    guint kept;
} counts[] = {
    {.name = "99 challenges are kept", .key = "wwwauth[]", .sent = 99, .kept = 99},
    {.name = "100 challenges are kept", .key = "wwwauth[]", .sent = 100, .kept = 100},
    {.name = "of 101 challenges 100 are kept", .key = "wwwauth[]", .sent = 101, .kept = 100},
    {.name = "of 5000 challenges 100 are kept", .key = "wwwauth[]", .sent = 5000, .kept = 100},
    {.name = "of 101 states 100 are kept", .key = "state[]", .sent = 101, .kept = 100},
};

static char *request_with_values(const char *key, guint count, const char *tail)
{
    GString *text = g_string_new("host=a\n");
    for (guint i = 0; i < count; i++)
        g_string_append_printf(text, "%s=value %u\n", key, i);
    g_string_append(text, tail);
    return g_string_free(text, FALSE);
}

START_TEST(the_first_100_values_of_an_array_are_kept)
{
    g_autofree char *text = request_with_values(counts[_i].key, counts[_i].sent, "username=ann\n");
    g_autoptr(Request) request = NULL;
    ck_assert_msg(request_parse(text, strlen(text), &request) == REQUEST_UNDERSTOOD, "%s",
                  counts[_i].name);
    assert_row_text(counts[_i].name, "username", request->username, "ann");

    GPtrArray *array = counts[_i].key[0] == 'w' ? request->wwwauth : request->state;
    g_autofree char *last = g_strdup_printf("value %u", counts[_i].kept - 1);
    ck_assert_msg(array->len == counts[_i].kept, "%s: %u", counts[_i].name, array->len);
    assert_row_text(counts[_i].name, "the last value",
                    (const char *)g_ptr_array_index(array, array->len - 1), last);
}
END_TEST

START_TEST(a_full_array_can_be_reset_and_filled_again)
{
    g_autofree char *text = request_with_values("wwwauth[]", 150, "wwwauth[]=\nwwwauth[]=new\n");
    g_autoptr(Request) request = NULL;
    ck_assert_int_eq(request_parse(text, strlen(text), &request), REQUEST_UNDERSTOOD);
    g_autofree char *joined = array_joined(request->wwwauth);
    ck_assert_str_eq(joined, "new");
}
END_TEST

START_TEST(freeing_nothing_is_allowed)
{
    request_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("request");
    TCase *content = suite_add_case(suite, "content");
    tcase_add_test(content, freeing_nothing_is_allowed);
    case_add_rows(content, requests_of_every_git_are_read_whole, versions);
    case_add_rows(content, lines_are_read_as_git_credential_1_says, syntax);
    case_add_rows(content, values_are_read_as_git_credential_1_says, values);

    TCase *refusal = suite_add_case(suite, "refusal");
    case_add_rows(refusal, a_request_that_is_not_right_is_refused_whole, refused);

    TCase *size = suite_add_case(suite, "size");
    case_add_rows(size, up_to_1_mib_is_read, totals);
    case_add_rows(size, a_long_challenge_is_read_whole_and_its_tail_is_no_line, lines);
    case_add_rows(size, long_texts_and_secrets_are_read_whole, lines);
    case_add_rows(size, the_first_100_values_of_an_array_are_kept, counts);
    tcase_add_test(size, a_full_array_can_be_reset_and_filled_again);
    return suite_run(suite);
}
