/* SPDX-License-Identifier: MIT */
/* Which places are ours. The strange hosts are those that Git passes through as typed. */
#include "model/server.h"
#include "model/target.h"
#include "protocol/request.h"

#include "suite.h"

#include <string.h>

#define O_50 "a123456789b123456789c123456789d123456789e123456789"
#define O_51 O_50 "f"
#define C_64 "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define L_63 "lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll"
#define SERVERS_MAX 3

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static GPtrArray *servers_from_urls(const char *const urls[static SERVERS_MAX])
{
    GPtrArray *servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    for (gsize i = 0; i < SERVERS_MAX && urls[i]; i++) {
        Server *server = server_parse(urls[i], NULL);
        ck_assert_msg(server != NULL, "%s", urls[i]);
        g_ptr_array_add(servers, server);
    }
    return servers;
}

/* A request and where it goes; project and person as in Target. */
typedef struct {
    const char *name;
    const char *servers[SERVERS_MAX];
    const char *protocol; /* NULL = https */
    const char *host;     /* NULL = dev.azure.com */
    const char *path;
    const char *username;
    const char *server; /* NULL = dev.azure.com */
    const char *organization;
    const char *project;
    const char *person;
    const char *portal;
} Ours;

static const Ours services[] = {
    {.name = "a path names organization and project",
     .path = "contoso/website/_git/shop",
     .organization = "contoso",
     .project = "website"},
    {.name = "a repository named as its project has none",
     .path = "contoso/_git/shop",
     .organization = "contoso"},
    {.name = "an organization alone", .path = "contoso", .organization = "contoso"},
    {.name = "no path names nothing"},
    {.name = "an empty path names nothing", .path = ""},
    {.name = "a slash names nothing", .path = "/"},
    {.name = "slashes in excess are passed over",
     .path = "//contoso//website/",
     .organization = "contoso",
     .project = "website"},
    {.name = "blanks in a project, as Git decodes them",
     .path = "contoso/my project/_git/my repo",
     .organization = "contoso",
     .project = "my project"},
    {.name = "letters of other alphabets in a project, which keeps its case",
     .path = "contoso/Gr\xc3\xb6\xc3\x9f\x65/_git/r",
     .organization = "contoso",
     .project = "Gr\xc3\xb6\xc3\x9f\x65"},
    {.name = "an organization is folded",
     .path = "ConTOSO/Website/_git/r",
     .organization = "contoso",
     .project = "Website"},
    {.name = "hyphens and digits within an organization",
     .path = "4-con--toso-2/p",
     .organization = "4-con--toso-2",
     .project = "p"},
    {.name = "an organization of one character",
     .path = "x/p",
     .organization = "x",
     .project = "p"},
    {.name = "an organization of 50 characters",
     .path = O_50 "/p",
     .organization = O_50,
     .project = "p"},
    {.name = "a label reserved at visualstudio.com is none in a path",
     .path = "app/p",
     .organization = "app",
     .project = "p"},
    {.name = "a query is cut off", .path = "contoso?x=/../y", .organization = "contoso"},
    {.name = "a fragment is cut off",
     .path = "contoso/p#/../y",
     .organization = "contoso",
     .project = "p"},
    {.name = "a query alone names nothing", .path = "?contoso"},
    {.name = "three dots are a name like others",
     .path = "contoso/.../_git/r",
     .organization = "contoso",
     .project = "..."},
    {.name = "the host is folded", .host = "DEV.Azure.COM", .path = "o", .organization = "o"},
    {.name = "the protocol is folded", .protocol = "HTTPS", .path = "o", .organization = "o"},
    {.name = "the port of https is no other place",
     .host = "DEV.Azure.COM:443",
     .path = "o",
     .organization = "o"},
    {.name = "Artifacts: an organization's feed",
     .host = "pkgs.dev.azure.com",
     .path = "contoso/_packaging/feed/npm",
     .organization = "contoso"},
    {.name = "Artifacts: a project's feed",
     .host = "pkgs.dev.azure.com",
     .path = "contoso/p/_packaging/feed/npm",
     .organization = "contoso",
     .project = "p"},
    {.name = "Artifacts: no path names nothing", .host = "pkgs.dev.azure.com"},
};

static const Ours legacy[] = {
    {.name = "the host label is the organization",
     .host = "contoso.visualstudio.com",
     .path = "website/_git/shop",
     .organization = "contoso",
     .project = "website"},
    {.name = "the host label is the organization without a path too",
     .host = "contoso.visualstudio.com",
     .organization = "contoso"},
    {.name = "the host label is folded",
     .host = "ConTOSO.VisualStudio.COM:443",
     .organization = "contoso"},
    {.name = "DefaultCollection is no project",
     .host = "contoso.visualstudio.com",
     .path = "DefaultCollection/website/_git/shop",
     .organization = "contoso",
     .project = "website"},
    {.name = "DefaultCollection is none in any case",
     .host = "contoso.visualstudio.com",
     .path = "defaultCOLLECTION/website/_git/shop",
     .organization = "contoso",
     .project = "website"},
    {.name = "DefaultCollection alone names no project",
     .host = "contoso.visualstudio.com",
     .path = "DefaultCollection",
     .organization = "contoso"},
    {.name = "a second DefaultCollection is a project",
     .host = "contoso.visualstudio.com",
     .path = "DefaultCollection/DefaultCollection/_git/r",
     .organization = "contoso",
     .project = "DefaultCollection"},
    {.name = "a repository named as its project has none",
     .host = "contoso.visualstudio.com",
     .path = "_git/shop",
     .organization = "contoso"},
    {.name = "a label of 50 characters", .host = O_50 ".visualstudio.com", .organization = O_50},
    {.name = "a label that begins as a reserved one",
     .host = "app2.visualstudio.com",
     .organization = "app2"},
    {.name = "a label that spells a host of its own",
     .host = "dev-azure-com.visualstudio.com",
     .organization = "dev-azure-com"},
    {.name = "Artifacts: the first label is the organization",
     .host = "contoso.pkgs.visualstudio.com",
     .path = "_packaging/feed/npm",
     .organization = "contoso"},
    {.name = "Artifacts: a project's feed",
     .host = "Contoso.Pkgs.VisualStudio.com",
     .path = "p/_packaging/feed/npm",
     .organization = "contoso",
     .project = "p"},
};

static const Ours usernames[] = {
    {.name = "no user name: anybody's", .path = "contoso", .organization = "contoso"},
    {.name = "an empty user name: nobody's",
     .path = "contoso",
     .username = "",
     .organization = "contoso",
     .person = ""},
    {.name = "PersonalAccessToken is an empty user name",
     .path = "contoso",
     .username = "PersonalAccessToken",
     .organization = "contoso",
     .person = ""},
    {.name = "PersonalAccessToken is so without a path too, and no organization",
     .username = "PersonalAccessToken",
     .person = ""},
    {.name = "an empty user name is so without a path too", .username = "", .person = ""},
    {.name = "a person",
     .path = "contoso",
     .username = "Ann@Example.com",
     .organization = "contoso",
     .person = "Ann@Example.com"},
    {.name = "a person without a path", .username = "ann@example.com", .person = "ann@example.com"},
    {.name = "the portal's clone URL: its user name is the organization, not a person",
     .path = "contoso/p/_git/r",
     .username = "contoso",
     .organization = "contoso",
     .project = "p"},
    {.name = "the portal's clone URL in other letters",
     .path = "contoso/p/_git/r",
     .username = "ConTOSO",
     .organization = "contoso",
     .project = "p"},
    {.name = "the portal's clone URL without a path: perhaps an organization, perhaps a person",
     .username = "ConTOSO",
     .person = "ConTOSO",
     .portal = "contoso"},
    {.name = "the portal's user name at Artifacts",
     .host = "pkgs.dev.azure.com",
     .username = "contoso",
     .person = "contoso",
     .portal = "contoso"},
    {.name = "another organization's name with a path is a person",
     .path = "contoso/p",
     .username = "fabrikam",
     .organization = "contoso",
     .project = "p",
     .person = "fabrikam"},
    {.name = "a user name of 51 characters is a person only", .username = O_51, .person = O_51},
    {.name = "a user name that ends in a hyphen is a person only",
     .username = "ann-",
     .person = "ann-"},
    {.name = "a user name of bytes that are no UTF-8 is a person only",
     .username = "\xff\xfe",
     .person = "\xff\xfe"},
    {.name = "a user name with a blank is a person only",
     .username = "Ann Example",
     .person = "Ann Example"},
    {.name = "legacy: the host label as user name is no person",
     .host = "contoso.visualstudio.com",
     .username = "Contoso",
     .organization = "contoso"},
    {.name = "legacy: another name is a person, never an organization",
     .host = "contoso.visualstudio.com",
     .username = "fabrikam",
     .organization = "contoso",
     .person = "fabrikam"},
    {.name = "legacy: PersonalAccessToken is an empty user name",
     .host = "contoso.visualstudio.com",
     .username = "PersonalAccessToken",
     .organization = "contoso",
     .person = ""},
};

#define TFS .servers = {"https://tfs.example.com"}, .host = "tfs.example.com"
#define TFS_DIRECTORY .servers = {"https://tfs.example.com/tfs"}, .host = "tfs.example.com"
#define TFS_COLLECTION .servers = {"https://tfs.example.com/tfs/Main"}, .host = "tfs.example.com"

static const Ours on_servers[] = {
    {.name = "a collection and a project",
     TFS,
     .path = "Main/Website/_git/shop",
     .server = "https://tfs.example.com",
     .organization = "main",
     .project = "Website"},
    {.name = "a repository named as its project has none",
     TFS,
     .path = "Main/_git/shop",
     .server = "https://tfs.example.com",
     .organization = "main"},
    {.name = "a collection alone",
     TFS,
     .path = "Main",
     .server = "https://tfs.example.com",
     .organization = "main"},
    {.name = "no path names no collection", TFS, .server = "https://tfs.example.com"},
    {.name = "the host is folded, the port of https left out",
     .servers = {"https://TFS.example.com:443"},
     .host = "tfs.EXAMPLE.com",
     .server = "https://tfs.example.com"},
    {.name = "another port is part of the server",
     .servers = {"https://tfs.example.com:8443"},
     .host = "tfs.example.com:8443",
     .path = "Main",
     .server = "https://tfs.example.com:8443",
     .organization = "main"},
    {.name = "the virtual directory is part of the server",
     TFS_DIRECTORY,
     .path = "TFS/Main/p",
     .server = "https://tfs.example.com/tfs",
     .organization = "main",
     .project = "p"},
    {.name = "the virtual directory alone on the command line is folded",
     .servers = {"https://tfs.example.com/TFS/"},
     .host = "tfs.example.com",
     .path = "tfs/Main",
     .server = "https://tfs.example.com/tfs",
     .organization = "main"},
    {.name = "no path at a server with a virtual directory",
     TFS_DIRECTORY,
     .server = "https://tfs.example.com/tfs"},
    {.name = "the collection that was given, in any case",
     TFS_COLLECTION,
     .path = "tfs/mAIN/p/_git/r",
     .server = "https://tfs.example.com/tfs",
     .organization = "main",
     .project = "p"},
    {.name = "no path at a server given with its collection",
     TFS_COLLECTION,
     .server = "https://tfs.example.com/tfs"},
    {.name = "a collection with blanks and other alphabets is folded",
     .servers = {"https://tfs.example.com/Gr%C3%96%C3%9Fe%20A"},
     .host = "tfs.example.com",
     .path = "GR\xc3\x96\xc3\x9f\x65 a/p",
     .server = "https://tfs.example.com",
     .organization = "gr\xc3\xb6\xc3\x9f\x65 a",
     .project = "p"},
    {.name = "a collection of 64 characters",
     TFS,
     .path = C_64 "/p",
     .server = "https://tfs.example.com",
     .organization = C_64,
     .project = "p"},
    {.name = "the second of two collections of one host",
     .servers = {"https://tfs.example.com/tfs/Main", "https://tfs.example.com/tfs/Other"},
     .host = "tfs.example.com",
     .path = "tfs/Other/p",
     .server = "https://tfs.example.com/tfs",
     .organization = "other",
     .project = "p"},
    {.name = "the second of two ports of one host",
     .servers = {"https://tfs.example.com", "https://tfs.example.com:8443"},
     .host = "tfs.example.com:8443",
     .path = "Main",
     .server = "https://tfs.example.com:8443",
     .organization = "main"},
    {.name = "an IPv6 address with a port",
     .servers = {"https://[::1]:8443"},
     .host = "[::1]:8443",
     .path = "Main",
     .server = "https://[::1]:8443",
     .organization = "main"},
    {.name = "an IPv6 address without a port, folded",
     .servers = {"https://[2001:db8::a]"},
     .host = "[2001:DB8::A]",
     .server = "https://[2001:db8::a]"},
    {.name = "an IPv4 address",
     .servers = {"https://10.0.0.5"},
     .host = "10.0.0.5",
     .server = "https://10.0.0.5"},
    {.name = "a label of 63 characters",
     .servers = {"https://" L_63 ".example"},
     .host = L_63 ".example",
     .server = "https://" L_63 ".example"},
    {.name = "a user name is a person there, even if it spells the collection",
     TFS,
     .path = "Main/p",
     .username = "Main",
     .server = "https://tfs.example.com",
     .organization = "main",
     .project = "p",
     .person = "Main"},
    {.name = "a user name without a path is a person there, no organization",
     TFS,
     .username = "ann",
     .server = "https://tfs.example.com",
     .person = "ann"},
    {.name = "PersonalAccessToken is an empty user name there too",
     TFS,
     .username = "PersonalAccessToken",
     .server = "https://tfs.example.com",
     .person = ""},
    {.name = "plain http is another server than https",
     .servers = {"https://tfs.example.com", "http://tfs.example.com"},
     .protocol = "http",
     .host = "tfs.example.com",
     .path = "Main/web",
     .server = "http://tfs.example.com",
     .organization = "main",
     .project = "web"},
    {.name = "plain http at a port, in letters of any case",
     .servers = {"http://tfs.example.com:8080/tfs/Main"},
     .protocol = "HTTP",
     .host = "TFS.example.com:8080",
     .path = "tfs/main/_git/r",
     .server = "http://tfs.example.com:8080/tfs",
     .organization = "main"},
    {.name = "an admitted server leaves Microsoft's hosts as they are",
     .servers = {"https://tfs.example.com"},
     .path = "contoso/p",
     .organization = "contoso",
     .project = "p"},
};

static void assert_target(const Ours *row)
{
    g_autoptr(GPtrArray) servers = servers_from_urls(row->servers);
    g_autoptr(Target) target = NULL;
    TargetOutcome outcome =
        target_parse(text_or(row->protocol, "https"), text_or(row->host, "dev.azure.com"),
                     row->path, row->username, servers, &target);
    ck_assert_msg(outcome == TARGET_OURS, "%s: foreign", row->name);
    assert_row_text(row->name, "server", target->server, text_or(row->server, TARGET_SERVICES));
    assert_row_text(row->name, "organization", target->organization, row->organization);
    assert_row_text(row->name, "project", target->project, row->project);
    assert_row_text(row->name, "person", target->person, row->person);
    assert_row_text(row->name, "portal organization", target->portal_organization, row->portal);
}

START_TEST(azure_devops_services_are_understood)
{
    assert_target(&services[_i]);
}
END_TEST

START_TEST(legacy_hosts_are_the_same_server)
{
    assert_target(&legacy[_i]);
}
END_TEST

START_TEST(a_user_name_is_an_organization_a_person_or_nobody)
{
    assert_target(&usernames[_i]);
}
END_TEST

START_TEST(a_server_that_was_named_is_understood)
{
    assert_target(&on_servers[_i]);
}
END_TEST

typedef struct {
    const char *name;
    const char *servers[SERVERS_MAX];
    const char *protocol; /* NULL = https */
    const char *host;     /* NULL = dev.azure.com */
    const char *path;
    const char *username;
} Foreign;

static const Foreign strange_hosts[] = {
    {.name = "an empty host (CVE-2020-11008)", .host = ""},
    {.name = "another host", .host = "evil.example"},
    {.name = "another host whose path spells ours",
     .host = "evil.example",
     .path = "dev.azure.com"},
    {.name = "ours as the user name of another host",
     .host = "evil.example",
     .username = "dev.azure.com"},
    {.name = "ours as user name within the host", .host = "dev.azure.com@evil.example"},
    {.name = "another host as user name within ours", .host = "evil.example@dev.azure.com"},
    {.name = "ours and a slash within the host", .host = "dev.azure.com/.evil.example"},
    {.name = "ours and an encoded NUL", .host = "dev.azure.com%00.evil.example"},
    {.name = "ours and a backslash", .host = "dev.azure.com\\.evil.example"},
    {.name = "ours and a question mark", .host = "dev.azure.com?.evil.example"},
    {.name = "ours and a hash", .host = "dev.azure.com#.evil.example"},
    {.name = "ours as the beginning of another", .host = "dev.azure.com.evil.example"},
    {.name = "ours as the end of another", .host = "evildev.azure.com"},
    {.name = "ours as the last labels of another", .host = "evil.dev.azure.com"},
    {.name = "ours with another letter in the place of a dot", .host = "devxazure.com"},
    {.name = "ours with a letter of another alphabet", .host = "dev.\xd0\xb0zure.com"},
    {.name = "ours with a letter that folds to ASCII (kelvin)",
     .host = "p\xe2\x84\xaags.dev.azure.com"},
    {.name = "ours with a full-width dot",
     .host = "dev\xef\xbc\x8e"
             "azure.com"},
    {.name = "ours with bytes that are no UTF-8", .host = "dev.azure.com\xff"},
    {.name = "ours with a final dot", .host = "dev.azure.com."},
    {.name = "ours with a final dot and a port", .host = "dev.azure.com.:443"},
    {.name = "ours with a dot in front", .host = ".dev.azure.com"},
    {.name = "ours with an empty label", .host = "dev..azure.com"},
    {.name = "ours with a blank behind", .host = "dev.azure.com "},
    {.name = "ours with a blank in front", .host = " dev.azure.com"},
    {.name = "ours with a line feed", .host = "dev.azure.com\n"},
    {.name = "ours with a carriage return", .host = "dev.azure.com\r"},
    {.name = "ours with a second host behind a carriage return",
     .host = "evil.example\rhost=dev.azure.com"},
    {.name = "ours with an escape sequence", .host = "dev.azure.com\x1b[2K"},
    {.name = "ours in brackets", .host = "[dev.azure.com]"},
    {.name = "a whole URL", .host = "https://dev.azure.com"},
    {.name = "a list of hosts", .host = "dev.azure.com,evil.example"},
    {.name = "an IPv6 address", .host = "[::1]:8443"},
    {.name = "an IPv6 address with ours behind", .host = "[::1]dev.azure.com"},
    {.name = "a bracket that is not closed", .host = "[::1"},
    {.name = "a bracket alone", .host = "["},
    {.name = "empty brackets", .host = "[]"},
    {.name = "the domain alone", .host = "azure.com"},
    {.name = "the other domain alone", .host = "visualstudio.com"},
    {.name = "an empty label before the other domain", .host = ".visualstudio.com"},
    {.name = "two labels before visualstudio.com", .host = "a.contoso.visualstudio.com"},
    {.name = "the deployment level", .host = "app.vssps.visualstudio.com"},
    {.name = "another service of an organization", .host = "contoso.vsrm.visualstudio.com"},
    {.name = "two labels before pkgs.visualstudio.com", .host = "a.b.pkgs.visualstudio.com"},
    {.name = "an organization as the beginning of another host",
     .host = "contoso.visualstudio.com.evil.example"},
    {.name = "visualstudio.com as the end of another", .host = "evilvisualstudio.com"},
    {.name = "a label that begins with a hyphen", .host = "-contoso.visualstudio.com"},
    {.name = "a label that ends in a hyphen", .host = "contoso-.visualstudio.com"},
    {.name = "a label with an underscore", .host = "con_toso.visualstudio.com"},
    {.name = "a label of 51 characters", .host = O_51 ".visualstudio.com"},
    {.name = "a label of 64 characters", .host = L_63 "l.visualstudio.com"},
    {.name = "an organization with a final dot", .host = "contoso.visualstudio.com."},
    {.name = "a service: vssps", .host = "vssps.dev.azure.com", .path = "contoso"},
    {.name = "a service: vsrm", .host = "vsrm.dev.azure.com", .path = "contoso"},
    {.name = "a service: feeds", .host = "feeds.dev.azure.com", .path = "contoso"},
    {.name = "a service: almsearch", .host = "almsearch.dev.azure.com", .path = "contoso"},
    {.name = "a service: artifacts", .host = "artifacts.dev.azure.com", .path = "contoso"},
    {.name = "a service: auditservice", .host = "auditservice.dev.azure.com", .path = "contoso"},
    {.name = "Microsoft's sign-in", .host = "login.microsoftonline.com"},
};

static const Foreign reserved_labels[] = {
    {.name = "app", .host = "app.visualstudio.com"},
    {.name = "www", .host = "www.visualstudio.com"},
    {.name = "marketplace", .host = "marketplace.visualstudio.com"},
    {.name = "login", .host = "login.visualstudio.com"},
    {.name = "pkgs", .host = "pkgs.visualstudio.com"},
    {.name = "vssps", .host = "vssps.visualstudio.com"},
    {.name = "vsrm", .host = "vsrm.visualstudio.com"},
    {.name = "feeds", .host = "feeds.visualstudio.com"},
    {.name = "a reserved label in other letters", .host = "MarketPlace.VisualStudio.com"},
    {.name = "a reserved label with a port", .host = "app.visualstudio.com:443"},
    {.name = "a reserved label at Artifacts", .host = "app.pkgs.visualstudio.com"},
};

static const Foreign ports_and_protocols[] = {
    {.name = "http to somebody else", .protocol = "http", .host = "proxy.example.com:3128"},
    {.name = "http to another port", .protocol = "http", .host = "dev.azure.com:8080"},
    {.name = "ssh", .protocol = "ssh"},
    {.name = "an empty protocol (CVE-2020-11008)", .protocol = ""},
    {.name = "a protocol that begins as https", .protocol = "https2"},
    {.name = "a protocol with its colon", .protocol = "https:"},
    {.name = "a protocol with a carriage return", .protocol = "https\r"},
    {.name = "another port", .host = "dev.azure.com:8443"},
    {.name = "the port of http", .host = "dev.azure.com:80"},
    {.name = "another port at a legacy host", .host = "contoso.visualstudio.com:8443"},
    {.name = "port 0", .host = "dev.azure.com:0"},
    {.name = "an empty port", .host = "dev.azure.com:"},
    {.name = "a port that wraps to 443 in 16 bits", .host = "dev.azure.com:65979"},
    {.name = "a port that wraps to 443 in 32 bits", .host = "dev.azure.com:4294967739"},
    {.name = "a port that wraps to 443 in 64 bits", .host = "dev.azure.com:18446744073709552059"},
    {.name = "a port with a plus", .host = "dev.azure.com:+443"},
    {.name = "a port with a blank", .host = "dev.azure.com: 443"},
    {.name = "a port with a letter", .host = "dev.azure.com:443x"},
    {.name = "a port with a user's trick", .host = "dev.azure.com:443@evil.example"},
    {.name = "two ports", .host = "dev.azure.com:443:443"},
    {.name = "a port without a host", .host = ":443"},
};

static const Foreign strange_paths[] = {
    {.name = "two dots behind the organization", .path = "contoso/../fabrikam/_git/r"},
    {.name = "two dots at the start", .path = "../contoso"},
    {.name = "two dots at the end", .path = "contoso/p/.."},
    {.name = "one dot", .path = "contoso/./p"},
    {.name = "two dots at a legacy host", .host = "contoso.visualstudio.com", .path = "../x"},
    {.name = "a path of bytes that are no UTF-8", .path = "contoso/\xff"},
    {.name = "no organization but a repository", .path = "_git/r"},
    {.name = "an organization that begins with a hyphen", .path = "-contoso/p"},
    {.name = "an organization that ends in a hyphen", .path = "contoso-/p"},
    {.name = "an organization of 51 characters", .path = O_51 "/p"},
    {.name = "an organization with a dot", .path = "contoso.example/p"},
    {.name = "an organization with a blank", .path = "con toso/p"},
    {.name = "an organization in another alphabet", .path = "gr\xc3\xb6\xc3\x9f\x65/p"},
    {.name = "an organization with an encoded byte", .path = "con%74oso/p"},
    {.name = "an organization with a backslash", .path = "contoso\\evil/p"},
};

static const Foreign no_servers[] = {
    {.name = "a server that was not named", .host = "tfs.example.com", .path = "Main"},
    {.name = "https to a server that was named with http",
     .servers = {"http://tfs.example.com"},
     .host = "tfs.example.com",
     .path = "Main"},
    {.name = "https to the port of a server that was named with http",
     .servers = {"http://tfs.example.com:8080"},
     .host = "tfs.example.com:8080",
     .path = "Main"},
    {.name = "a name that begins as the server's",
     .servers = {"https://tfs.example.com"},
     .host = "tfs.example.com.evil.example"},
    {.name = "a name that ends as the server's",
     .servers = {"https://tfs.example.com"},
     .host = "evil.tfs.example.com"},
    {.name = "another port of the server",
     .servers = {"https://tfs.example.com"},
     .host = "tfs.example.com:8443",
     .path = "Main"},
    {.name = "the port of https of a server at another",
     .servers = {"https://tfs.example.com:8443"},
     .host = "tfs.example.com",
     .path = "Main"},
    {.name = "the server with a final dot",
     .servers = {"https://tfs.example.com"},
     .host = "tfs.example.com."},
    {.name = "another collection of the same host", TFS_COLLECTION, .path = "tfs/Other/p"},
    {.name = "a collection that begins as the one that was given",
     TFS_COLLECTION,
     .path = "tfs/Main2/p"},
    {.name = "a beginning of the collection that was given", TFS_COLLECTION, .path = "tfs/Mai/p"},
    {.name = "the collection without its virtual directory", TFS_COLLECTION, .path = "Main/p"},
    {.name = "another directory of a server with a virtual one",
     TFS_DIRECTORY,
     .path = "other/Main/p"},
    {.name = "a name that begins as the virtual directory", TFS_DIRECTORY, .path = "tfs2/Main"},
    {.name = "the virtual directory alone", TFS_DIRECTORY, .path = "tfs"},
    {.name = "a repository without a collection", TFS, .path = "_git/r"},
    {.name = "a repository in the place of the collection", TFS_DIRECTORY, .path = "tfs/_git/r"},
    {.name = "two dots behind the collection that was given",
     TFS_COLLECTION,
     .path = "tfs/Main/../Other"},
    {.name = "a collection of 65 characters", TFS, .path = C_64 "c/p"},
    {.name = "a collection with a pattern", TFS, .path = "Ma*n/p"},
    {.name = "a collection with a backslash", TFS, .path = "Main\\x/p"},
    {.name = "an IPv6 address written otherwise",
     .servers = {"https://[::1]"},
     .host = "[0:0:0:0:0:0:0:1]"},
    {.name = "an IPv6 address with a zone",
     .servers = {"https://[fe80::1]"},
     .host = "[fe80::1%eth0]"},
    {.name = "an IPv6 address with a name behind",
     .servers = {"https://[::1]"},
     .host = "[::1].evil.example"},
    {.name = "a bad path of Microsoft's host with a server named",
     .servers = {"https://tfs.example.com"},
     .path = "_git/r"},
};

static void assert_foreign(const Foreign *row)
{
    g_autoptr(GPtrArray) servers = servers_from_urls(row->servers);
    Target *target = NULL;
    TargetOutcome outcome =
        target_parse(text_or(row->protocol, "https"), text_or(row->host, "dev.azure.com"),
                     row->path, row->username, servers, &target);
    ck_assert_msg(outcome == TARGET_FOREIGN, "%s: taken for ours", row->name);
    ck_assert_msg(target == NULL, "%s: a target came back", row->name);
}

START_TEST(a_strange_host_is_foreign)
{
    assert_foreign(&strange_hosts[_i]);
}
END_TEST

START_TEST(a_reserved_label_is_no_organization)
{
    assert_foreign(&reserved_labels[_i]);
}
END_TEST

START_TEST(another_port_or_protocol_is_foreign)
{
    assert_foreign(&ports_and_protocols[_i]);
}
END_TEST

START_TEST(a_strange_path_is_foreign)
{
    assert_foreign(&strange_paths[_i]);
}
END_TEST

START_TEST(what_is_not_below_a_named_server_is_foreign)
{
    assert_foreign(&no_servers[_i]);
}
END_TEST

static const Foreign plain[] = {
    {.name = "dev.azure.com", .protocol = "http", .path = "contoso"},
    {.name = "dev.azure.com in other letters", .protocol = "HTTP", .host = "DEV.azure.com"},
    {.name = "the port of https", .protocol = "http", .host = "dev.azure.com:443"},
    {.name = "an older host", .protocol = "http", .host = "contoso.visualstudio.com"},
    {.name = "a server that was named with https", TFS, .protocol = "http", .path = "Main"},
};

START_TEST(what_would_be_ours_by_https_is_plain)
{
    g_autoptr(GPtrArray) servers = servers_from_urls(plain[_i].servers);
    Target *target = NULL;
    TargetOutcome outcome =
        target_parse(plain[_i].protocol, text_or(plain[_i].host, "dev.azure.com"), plain[_i].path,
                     NULL, servers, &target);
    ck_assert_msg(outcome == TARGET_PLAIN, "%s: %d", plain[_i].name, (int)outcome);
    ck_assert_msg(target == NULL, "%s: a target came back", plain[_i].name);
}
END_TEST

START_TEST(an_absent_protocol_or_host_is_foreign)
{
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    Target *target = NULL;
    ck_assert_int_eq(target_parse(NULL, "dev.azure.com", "contoso", NULL, servers, &target),
                     TARGET_FOREIGN);
    ck_assert_int_eq(target_parse("https", NULL, "contoso", NULL, servers, &target),
                     TARGET_FOREIGN);
    ck_assert_ptr_null(target);
}
END_TEST

/* Whole requests from git-protocol.md, section 5: none of them reaches a target. */
static const struct {
    const char *name;
    const char *bytes;
    gsize length;
} attacks[] = {
    {.name = "CVE-2020-5260: a line feed in a URL makes a second host",
     BYTES("protocol=https\nhost=evil.example?\nhost=dev.azure.com\n")},
    {.name = "CVE-2020-11008: an empty host",
     BYTES("protocol=https\nhost=\npath=evil.example/x\n")},
    {.name = "CVE-2020-11008: no host", BYTES("protocol=https\npath=dev.azure.com/x\n")},
    {.name = "CVE-2020-11008: no protocol", BYTES("host=dev.azure.com\n")},
    {.name = "CVE-2020-11008: nothing at all", BYTES("")},
    {.name = "truncation: a blank line before the host", BYTES("protocol=https\n\nhost=a\n")},
    {.name = "CVE-2024-50338: carriage returns make a second host",
     BYTES("protocol=https\nhost=evil.example\rhost=dev.azure.com\r\n")},
    {.name = "CVE-2024-50338: through a challenge",
     BYTES("protocol=https\nhost=evil.example\n"
           "wwwauth[]=Basic realm=\"a\rhost=dev.azure.com\"\n")},
    {.name = "CVE-2024-50349: an escape sequence in the host",
     BYTES("protocol=https\nhost=evil.example/\x1b[2K\n")},
    {.name = "CVE-2024-53263: a carriage return in the path",
     BYTES("protocol=https\nhost=dev.azure.com\npath=contoso\rhost=evil.example\n")},
    {.name = "CVE-2024-53858: a submodule on another host",
     BYTES("protocol=https\nhost=evil.example\npath=contoso/_git/r\nusername=contoso\n")},
    {.name = "an unanchored match",
     BYTES("protocol=https\nhost=dev.azure.com.evil.example\npath=contoso\n")},
    {.name = "a NUL in the host", BYTES("protocol=https\nhost=dev.azure.com\0.evil.example\n")},
    {.name = "ours as user name",
     BYTES("protocol=https\nhost=evil.example\nusername=dev.azure.com\n")},
    {.name = "ours as unknown key",
     BYTES("protocol=https\nhost=evil.example\nurl=https://dev.azure.com/contoso\n")},
    {.name = "ours on http", BYTES("protocol=http\nhost=dev.azure.com\npath=contoso\n")},
};

START_TEST(an_attack_reaches_no_target)
{
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(Request) request = NULL;
    g_autoptr(Target) target = NULL;
    if (request_parse(attacks[_i].bytes, attacks[_i].length, &request) == REQUEST_UNDERSTOOD)
        target_parse(request->protocol, request->host, request->path, request->username, servers,
                     &target);
    ck_assert_msg(target == NULL, "%s: organization %s at %s", attacks[_i].name,
                  target->organization, target->server);
}
END_TEST

START_TEST(a_request_without_an_attack_reaches_its_target)
{
    static const char text[] = "protocol=https\nhost=dev.azure.com\npath=contoso/p\n"
                               "wwwauth[]=Basic realm=\"a\rhost=evil.example\"\n";
    g_autoptr(GPtrArray) servers = g_ptr_array_new();
    g_autoptr(Request) request = NULL;
    g_autoptr(Target) target = NULL;
    ck_assert_int_eq(request_parse(text, strlen(text), &request), REQUEST_UNDERSTOOD);
    ck_assert_int_eq(target_parse(request->protocol, request->host, request->path,
                                  request->username, servers, &target),
                     TARGET_OURS);
    ck_assert_str_eq(target->organization, "contoso");
}
END_TEST

static const struct {
    const char *name;
    const char *organization;
    gboolean is_valid;
} organizations[] = {
    {.name = "a word", .organization = "contoso", .is_valid = TRUE},
    {.name = "capitals", .organization = "CONTOSO", .is_valid = TRUE},
    {.name = "a digit alone", .organization = "7", .is_valid = TRUE},
    {.name = "hyphens within", .organization = "a-b--c", .is_valid = TRUE},
    {.name = "50 characters", .organization = O_50, .is_valid = TRUE},
    {.name = "51 characters", .organization = O_51, .is_valid = FALSE},
    {.name = "nothing", .organization = "", .is_valid = FALSE},
    {.name = "a hyphen alone", .organization = "-", .is_valid = FALSE},
    {.name = "a hyphen in front", .organization = "-a", .is_valid = FALSE},
    {.name = "a hyphen behind", .organization = "a-", .is_valid = FALSE},
    {.name = "a dot", .organization = "a.b", .is_valid = FALSE},
    {.name = "an underscore", .organization = "a_b", .is_valid = FALSE},
    {.name = "a slash", .organization = "a/b", .is_valid = FALSE},
    {.name = "a blank", .organization = "a b", .is_valid = FALSE},
    {.name = "an at sign", .organization = "a@b", .is_valid = FALSE},
    {.name = "a line feed", .organization = "a\n", .is_valid = FALSE},
    {.name = "a letter of another alphabet", .organization = "\xc3\xb6", .is_valid = FALSE},
};

START_TEST(an_organization_has_letters_digits_and_hyphens)
{
    ck_assert_msg(organization_is_valid(organizations[_i].organization) ==
                      organizations[_i].is_valid,
                  "%s", organizations[_i].name);
}
END_TEST

START_TEST(freeing_nothing_is_allowed)
{
    target_free(NULL);
}
END_TEST

static void add_ours(Suite *suite)
{
    TCase *ours = suite_add_case(suite, "ours");
    tcase_add_test(ours, freeing_nothing_is_allowed);
    case_add_rows(ours, azure_devops_services_are_understood, services);
    case_add_rows(ours, legacy_hosts_are_the_same_server, legacy);
    case_add_rows(ours, a_user_name_is_an_organization_a_person_or_nobody, usernames);
    case_add_rows(ours, a_server_that_was_named_is_understood, on_servers);
    case_add_rows(ours, an_organization_has_letters_digits_and_hyphens, organizations);
}

static void add_foreign(Suite *suite)
{
    TCase *foreign = suite_add_case(suite, "foreign");
    case_add_rows(foreign, a_strange_host_is_foreign, strange_hosts);
    case_add_rows(foreign, a_reserved_label_is_no_organization, reserved_labels);
    case_add_rows(foreign, another_port_or_protocol_is_foreign, ports_and_protocols);
    case_add_rows(foreign, a_strange_path_is_foreign, strange_paths);
    case_add_rows(foreign, what_is_not_below_a_named_server_is_foreign, no_servers);
    case_add_rows(foreign, what_would_be_ours_by_https_is_plain, plain);
    tcase_add_test(foreign, an_absent_protocol_or_host_is_foreign);
}

int main(void)
{
    Suite *suite = suite_create("target");
    add_ours(suite);
    add_foreign(suite);
    TCase *attack = suite_add_case(suite, "attack");
    case_add_rows(attack, an_attack_reaches_no_target, attacks);
    tcase_add_test(attack, a_request_without_an_attack_reaches_its_target);
    return suite_run(suite);
}
