/* SPDX-License-Identifier: MIT */
/* The addresses that --server admits, and those it refuses. */
#include "core/error.h"
#include "model/server.h"

#include "suite.h"

#include <string.h>

#define C_64 "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define L_63 "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"
#define L_61 "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"
#define N_253 L_63 "." L_63 "." L_63 "." L_61

static const struct {
    const char *name;
    const char *url;
    const char *canonical;
} good[] = {
    {.name = "a server alone",
     .url = "https://tfs.example.com",
     .canonical = "https://tfs.example.com"},
    {.name = "a slash at the end is dropped",
     .url = "https://tfs.example.com/",
     .canonical = "https://tfs.example.com"},
    {.name = "scheme and host are folded",
     .url = "HTTPS://TFS.Example.COM",
     .canonical = "https://tfs.example.com"},
    {.name = "the port of https is left out",
     .url = "https://tfs.example.com:443",
     .canonical = "https://tfs.example.com"},
    {.name = "an empty port is the port of https",
     .url = "https://tfs.example.com:/tfs",
     .canonical = "https://tfs.example.com/tfs"},
    {.name = "another port is kept",
     .url = "https://tfs.example.com:8443",
     .canonical = "https://tfs.example.com:8443"},
    {.name = "the highest port",
     .url = "https://tfs.example.com:65535",
     .canonical = "https://tfs.example.com:65535"},
    {.name = "the virtual directory keeps its spelling",
     .url = "https://tfs.example.com:8443/TFS/",
     .canonical = "https://tfs.example.com:8443/TFS"},
    {.name = "a collection keeps its spelling",
     .url = "https://tfs.example.com/DefaultCollection",
     .canonical = "https://tfs.example.com/DefaultCollection"},
    {.name = "a collection below the virtual directory",
     .url = "https://tfs.example.com/tfs/DefaultCollection/",
     .canonical = "https://tfs.example.com/tfs/DefaultCollection"},
    {.name = "doubled slashes are one",
     .url = "https://tfs.example.com//tfs//Main",
     .canonical = "https://tfs.example.com/tfs/Main"},
    {.name = "a blank in a collection",
     .url = "https://tfs.example.com/My%20Collection",
     .canonical = "https://tfs.example.com/My%20Collection"},
    {.name = "a collection of 64 characters",
     .url = "https://tfs.example.com/" C_64,
     .canonical = "https://tfs.example.com/" C_64},
    {.name = "a host of one label", .url = "https://tfs/tfs", .canonical = "https://tfs/tfs"},
    {.name = "a label of 63 characters",
     .url = "https://" L_63 ".example",
     .canonical = "https://" L_63 ".example"},
    {.name = "a host of 253 characters", .url = "https://" N_253, .canonical = "https://" N_253},
    {.name = "a collection in another alphabet",
     .url = "https://tfs.example.com/Gr\xc3\xb6\xc3\x9f\x65",
     .canonical = "https://tfs.example.com/Gr\xc3\xb6\xc3\x9f\x65"},
    {.name = "plain http",
     .url = "HTTP://TFS.example.com/tfs",
     .canonical = "http://tfs.example.com/tfs"},
    {.name = "plain http at its port",
     .url = "http://tfs.example.com:80",
     .canonical = "http://tfs.example.com"},
    {.name = "plain http at the port of https",
     .url = "http://tfs.example.com:443",
     .canonical = "http://tfs.example.com:443"},
    {.name = "https at the port of plain http",
     .url = "https://tfs.example.com:80",
     .canonical = "https://tfs.example.com:80"},
    {.name = "an IPv4 address", .url = "https://10.0.0.5/tfs", .canonical = "https://10.0.0.5/tfs"},
    {.name = "an IPv6 address", .url = "https://[::1]/tfs", .canonical = "https://[::1]/tfs"},
    {.name = "an IPv6 address is folded, its port kept",
     .url = "https://[2001:DB8::1]:8443",
     .canonical = "https://[2001:db8::1]:8443"},
    {.name = "a name that only begins as Microsoft's does",
     .url = "https://dev.azure.com.example",
     .canonical = "https://dev.azure.com.example"},
    {.name = "a name that only ends as Microsoft's does",
     .url = "https://mydev.azure.com",
     .canonical = "https://mydev.azure.com"},
};

START_TEST(an_address_of_a_server_is_understood)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) server = server_parse(good[_i].url, &error);
    ck_assert_msg(server != NULL, "%s: %s", good[_i].name, error ? error->message : "no error");
    assert_row_text(good[_i].name, "the address", server_url(server), good[_i].canonical);
}
END_TEST

START_TEST(the_canonical_address_parses_to_itself)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) server = server_parse(good[_i].canonical, &error);
    ck_assert_msg(server != NULL, "%s", good[_i].name);
    assert_row_text(good[_i].name, "the address", server_url(server), good[_i].canonical);
}
END_TEST

static const struct {
    const char *name;
    const char *url;
} bad[] = {
    {.name = "nothing", .url = ""},
    {.name = "a host without a scheme", .url = "tfs.example.com"},
    {.name = "a host with a port without a scheme", .url = "tfs.example.com:8443"},
    {.name = "two slashes without a scheme", .url = "//tfs.example.com"},
    {.name = "a scheme without a host", .url = "https://"},
    {.name = "a path without a host", .url = "https:///tfs"},
    {.name = "a scheme with one slash", .url = "https:/tfs.example.com"},
    {.name = "Microsoft's host by plain http", .url = "http://dev.azure.com/contoso"},
    {.name = "plain http with a password", .url = "http://ann:battery@tfs.example.com"},
    {.name = "ssh", .url = "ssh://tfs.example.com"},
    {.name = "a file", .url = "file:///tfs"},
    {.name = "a user name", .url = "https://ann@tfs.example.com"},
    {.name = "an empty user name", .url = "https://@tfs.example.com"},
    {.name = "Microsoft's host as user name", .url = "https://dev.azure.com@tfs.example.com"},
    {.name = "a query", .url = "https://tfs.example.com/tfs?x"},
    {.name = "an empty query", .url = "https://tfs.example.com?"},
    {.name = "a fragment", .url = "https://tfs.example.com/tfs#x"},
    {.name = "a blank in front", .url = " https://tfs.example.com"},
    {.name = "a host with a blank", .url = "https://tfs example.com"},
    {.name = "a host with an underscore", .url = "https://tfs_1.example.com"},
    {.name = "a host that begins with a hyphen", .url = "https://-tfs.example.com"},
    {.name = "a host that ends in a hyphen", .url = "https://tfs-.example.com"},
    {.name = "a host with an empty label", .url = "https://tfs..example.com"},
    {.name = "a host with a final dot", .url = "https://tfs.example.com."},
    {.name = "a label of 64 characters", .url = "https://" L_63 "l.example"},
    {.name = "a host of 254 characters", .url = "https://" N_253 "l"},
    {.name = "a host of bytes that are no UTF-8", .url = "https://\xff.example.com"},
    {.name = "a collection of bytes that are no UTF-8", .url = "https://tfs.example.com/\xff"},
    {.name = "an encoded collection of bytes that are no UTF-8",
     .url = "https://tfs.example.com/%ff"},
    {.name = "an encoded NUL", .url = "https://tfs.example.com/a%00b"},
    {.name = "a zone in an IPv6 address", .url = "https://[fe80::1%25eth0]"},
    {.name = "a name in brackets", .url = "https://[tfs.example.com]"},
    {.name = "port 0", .url = "https://tfs.example.com:0"},
    {.name = "a port above 65535", .url = "https://tfs.example.com:65536"},
    {.name = "a port that is no number", .url = "https://tfs.example.com:https"},
    {.name = "a project below the collection", .url = "https://tfs.example.com/tfs/Main/project"},
    {.name = "two segments without the virtual directory", .url = "https://tfs.example.com/a/b"},
    {.name = "a repository", .url = "https://tfs.example.com/tfs/_git"},
    {.name = "a collection that starts with an underscore", .url = "https://tfs.example.com/_git"},
    {.name = "a collection of 65 characters", .url = "https://tfs.example.com/" C_64 "c"},
    {.name = "a collection with a pattern", .url = "https://tfs.example.com/*"},
    {.name = "a collection with a backslash", .url = "https://tfs.example.com/a\\b"},
    {.name = "a collection with an encoded slash", .url = "https://tfs.example.com/a%2Fb"},
    {.name = "a collection with an encoded question mark", .url = "https://tfs.example.com/a%3Fb"},
    {.name = "a collection with an encoded hash", .url = "https://tfs.example.com/a%23b"},
    {.name = "a collection with a line feed", .url = "https://tfs.example.com/a\nb"},
    {.name = "a collection with an encoded line feed", .url = "https://tfs.example.com/a%0Ab"},
    {.name = "a collection with an escape sequence", .url = "https://tfs.example.com/\x1b[2K"},
    {.name = "a collection with an encoded delete", .url = "https://tfs.example.com/a%7Fb"},
    {.name = "dev.azure.com", .url = "https://dev.azure.com"},
    {.name = "dev.azure.com with an organization", .url = "https://dev.azure.com/contoso"},
    {.name = "dev.azure.com in other letters", .url = "https://DEV.Azure.COM"},
    {.name = "dev.azure.com percent-encoded", .url = "https://dev%2Eazure%2Ecom"},
    {.name = "dev.azure.com at another port", .url = "https://dev.azure.com:8443"},
    {.name = "dev.azure.com with a final dot", .url = "https://dev.azure.com."},
    {.name = "a service of dev.azure.com", .url = "https://vssps.dev.azure.com"},
    {.name = "Azure Artifacts", .url = "https://pkgs.dev.azure.com/contoso"},
    {.name = "an organization at visualstudio.com", .url = "https://contoso.visualstudio.com"},
    {.name = "a service at visualstudio.com", .url = "https://app.vssps.visualstudio.com"},
};

START_TEST(another_address_is_refused_with_a_next_step)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) server = server_parse(bad[_i].url, &error);
    ck_assert_msg(server == NULL, "%s: understood as %s", bad[_i].name,
                  server ? server_url(server) : "");
    ck_assert_msg(g_error_matches(error, AZDO_ERROR, ERROR_USAGE), "%s", bad[_i].name);
    ck_assert_msg(error_get_hint(error) != NULL, "%s", bad[_i].name);
    ck_assert_msg(strstr(error_get_hint(error), "--server=https://") != NULL, "%s", bad[_i].name);
}
END_TEST

START_TEST(a_server_is_plain_if_it_is_named_with_http)
{
    g_autoptr(Server) plain = server_parse("http://tfs.example.com", NULL);
    g_autoptr(Server) secure = server_parse("https://tfs.example.com:80", NULL);
    ck_assert(server_is_plain(plain));
    ck_assert(!server_is_plain(secure));
}
END_TEST

START_TEST(a_refusal_is_safe_on_a_terminal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) server = server_parse("https://\x1b[2K\n\xff", &error);
    ck_assert_ptr_null(server);
    ck_assert_ptr_null(strpbrk(error->message, "\x1b\n"));
    ck_assert(g_utf8_validate(error->message, -1, NULL));
}
END_TEST

/* error.h: neither text of an error may hold a secret. */
START_TEST(a_refusal_keeps_a_password_to_itself)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) server = server_parse("https://ann:battery@tfs.example.com", &error);
    ck_assert_ptr_null(server);
    ck_assert_msg(!strstr(error->message, "battery"), "got: %s", error->message);
    ck_assert_msg(!strstr(error_get_hint(error), "battery"), "got: %s", error_get_hint(error));
}
END_TEST

START_TEST(a_caller_who_wants_no_error_gets_none)
{
    ck_assert_ptr_null(server_parse("ftp://tfs.example.com", NULL));
    ck_assert_ptr_null(server_parse("https://dev.azure.com", NULL));
}
END_TEST

START_TEST(freeing_nothing_is_allowed)
{
    server_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("server");
    TCase *address = suite_add_case(suite, "address");
    tcase_add_test(address, freeing_nothing_is_allowed);
    tcase_add_test(address, a_server_is_plain_if_it_is_named_with_http);
    case_add_rows(address, an_address_of_a_server_is_understood, good);
    case_add_rows(address, the_canonical_address_parses_to_itself, good);

    TCase *refusal = suite_add_case(suite, "refusal");
    case_add_rows(refusal, another_address_is_refused_with_a_next_step, bad);
    tcase_add_test(refusal, a_refusal_is_safe_on_a_terminal);
    tcase_add_test(refusal, a_refusal_keeps_a_password_to_itself);
    tcase_add_test(refusal, a_caller_who_wants_no_error_gets_none);
    return suite_run(suite);
}
