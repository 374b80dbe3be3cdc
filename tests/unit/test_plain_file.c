/* SPDX-License-Identifier: MIT */
#include "model/plain_file.h"

#include "suite.h"

typedef GPtrArray *(*Parser)(const Secret *file, const GPtrArray *servers);

#define CREDENTIALS plain_file_parse_credentials
#define NETRC plain_file_parse_netrc
#define AZ plain_file_parse_az

static const struct {
    const char *name;
    Parser parse;
    const char *bytes;
    gsize length;
    const char *found; /* "line secret address;" of each */
} rows[] = {
    {"a URL per line", CREDENTIALS,
     BYTES("https://a:one@dev.azure.com/contoso\nhttps://b:two@adatum.visualstudio.com\n"),
     "1 one https://dev.azure.com/contoso;2 two https://adatum.visualstudio.com;"},
    {"other hosts and lines that are none", CREDENTIALS,
     BYTES("https://a:x@github.com\n\nnothing\nhttps://a:one@dev.azure.com\n"),
     "4 one https://dev.azure.com;"},
    {"no line end behind the last, or one of Windows", CREDENTIALS,
     BYTES("https://a:one@dev.azure.com\r\nhttps://a:two@dev.azure.com"),
     "1 one https://dev.azure.com;2 two https://dev.azure.com;"},
    {"a NUL ends a line", CREDENTIALS, BYTES("a\0https://a:one@dev.azure.com\n"),
     "2 one https://dev.azure.com;"},
    {"an empty file", CREDENTIALS, BYTES(""), ""},

    {"a machine in one line", NETRC, BYTES("machine dev.azure.com login a password one\n"),
     "1 one https://dev.azure.com;"},
    {"over several lines", NETRC,
     BYTES("machine github.com\n  login a\n  password x\nmachine dev.azure.com\n\tpassword one\n"),
     "4 one https://dev.azure.com;"},
    {"several in one line", NETRC,
     BYTES("machine dev.azure.com password one machine x.visualstudio.com password two"),
     "1 one https://dev.azure.com;1 two https://x.visualstudio.com;"},
    {"the last password counts", NETRC, BYTES("machine dev.azure.com password one password two"),
     "1 two https://dev.azure.com;"},
    {"quotes and what they hold", NETRC,
     BYTES("machine dev.azure.com password \"o n\\\"e\\\\\" login a"),
     "1 o n\"e\\ https://dev.azure.com;"},
    {"a quote that does not end", NETRC, BYTES("machine dev.azure.com password \"one\\"),
     "1 one\\ https://dev.azure.com;"},
    {"a word that is a keyword elsewhere", NETRC,
     BYTES("machine dev.azure.com login password password machine"),
     "1 machine https://dev.azure.com;"},
    {"a comment", NETRC,
     BYTES("# machine dev.azure.com password x\nmachine dev.azure.com password #one\n"),
     "2 #one https://dev.azure.com;"},
    {"a macro", NETRC,
     BYTES("macdef init\nmachine dev.azure.com password x\n\nmachine dev.azure.com password one"),
     "4 one https://dev.azure.com;"},
    {"a macro that does not end", NETRC, BYTES("macdef init\nmachine dev.azure.com password x\n"),
     ""},
    {"what is for every machine is not for us", NETRC,
     BYTES("machine dev.azure.com login a\ndefault login a password x\n"), ""},
    {"no password, or no machine", NETRC, BYTES("password x\nmachine dev.azure.com\nmachine"), ""},

    {"an organization", AZ,
     BYTES("[azdevops-cli:https://dev.azure.com/contoso]\npersonal access token = one\n"),
     "2 one https://dev.azure.com/contoso;"},
    {"every organization", AZ, BYTES("[azdevops-cli: default]\nPersonal Access Token: one\n"),
     "2 one ;"},
    {"other sections and options", AZ,
     BYTES("[x]\npersonal access token = x\n[azdevops-cli:https://dev.azure.com/contoso]\n"
           "user = x\npersonal access token =\n[y]\npersonal access token = x\n"),
     ""},
    {"a section of a foreign host", AZ,
     BYTES("[azdevops-cli:https://evil.example/x]\npersonal access token = x\n"), ""},
    {"a section that does not end", AZ,
     BYTES("[azdevops-cli:https://dev.azure.com/contoso\npersonal access token = one"),
     "2 one https://dev.azure.com/contoso;"},
};

START_TEST(a_file_is_read)
{
    g_autoptr(Secret) file = secret_new(rows[_i].bytes, rows[_i].length);
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(GPtrArray) found = rows[_i].parse(file, servers);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const PlainSecret *plain = g_ptr_array_index(found, i);
        g_string_append_printf(text, "%u %s %s;", plain->line, secret_reveal(plain->secret),
                               plain->address);
    }
    assert_row_text(rows[_i].name, "what is found", text->str, rows[_i].found);
}
END_TEST

static const struct {
    const char *name;
    Parser parse;
    const char *bytes;
    gsize length;
    const char *rest; /* of the file without the first token that is found */
} removals[] = {
    {"a line of several", CREDENTIALS,
     BYTES("https://a:x@github.com\nhttps://a:one@dev.azure.com\nhttps://b:two@dev.azure.com\n"),
     "https://a:x@github.com\nhttps://b:two@dev.azure.com\n"},
    {"the only line", CREDENTIALS, BYTES("https://a:one@dev.azure.com\n"), ""},
    {"a last line without an end", CREDENTIALS, BYTES("\n# x\n\r\nhttps://a:one@dev.azure.com\r"),
     "\n# x\n\r\n"},

    {"a machine among others and comments", NETRC,
     BYTES("# mine\nmachine github.com login a password x\n\nmachine dev.azure.com\n  login a\n"
           "  # why\n  password one\n\tdefault login b password y\n"),
     "# mine\nmachine github.com login a password x\n\n  # why\n\tdefault login b password y\n"},
    {"a machine in the middle of a line", NETRC,
     BYTES(
         "machine x.example password x machine dev.azure.com account z password one  machine y\n"),
     "machine x.example password x machine y\n"},
    {"a machine with a macro", NETRC,
     BYTES("machine dev.azure.com login a password one macdef init\nput x\n\nmachine y\n"),
     "macdef init\nput x\n\nmachine y\n"},
    {"a password with a line end in it", NETRC,
     BYTES("machine y machine dev.azure.com password \"o\nne\"\nmachine z\n"),
     "machine y \nmachine z\n"},

    {"an option and the heading of nothing else", AZ,
     BYTES("[a]\nb = c\n[azdevops-cli:https://dev.azure.com/contoso]\n"
           "personal access token = one\n\n[d]\n"),
     "[a]\nb = c\n\n[d]\n"},
    {"an option among others", AZ,
     BYTES("[azdevops-cli: default]\nx = y\npersonal access token = one\n"),
     "[azdevops-cli: default]\nx = y\n"},
    {"an option below a comment", AZ,
     BYTES("[azdevops-cli: default]\n; mine\npersonal access token = one"),
     "[azdevops-cli: default]\n; mine\n"},
};

START_TEST(what_is_taken_out_leaves_the_rest_as_it_is)
{
    g_autoptr(Secret) file = secret_new(removals[_i].bytes, removals[_i].length);
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(GPtrArray) found = removals[_i].parse(file, servers);
    ck_assert_msg(found->len > 0, "%s", removals[_i].name);
    const PlainSecret *first = g_ptr_array_index(found, 0);
    g_autoptr(Secret) rest = plain_file_without(file, first->extent);
    assert_row_text(removals[_i].name, "the rest", secret_reveal(rest), removals[_i].rest);
}
END_TEST

START_TEST(nothing_taken_out_changes_no_byte)
{
    g_autoptr(Secret) file = secret_new("a\0\r\n \n\n\tb", 9);
    g_autoptr(GArray) extent = g_array_new(FALSE, FALSE, sizeof(PlainExtent));
    g_autoptr(Secret) rest = plain_file_without(file, extent);
    ck_assert(secret_equal(rest, file));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plain_file");
    TCase *files = suite_add_case(suite, "files");
    case_add_rows(files, a_file_is_read, rows);
    case_add_rows(files, what_is_taken_out_leaves_the_rest_as_it_is, removals);
    tcase_add_test(files, nothing_taken_out_changes_no_byte);
    return suite_run(suite);
}
