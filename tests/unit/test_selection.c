/* SPDX-License-Identifier: MIT */
/* The rules that design.md gives under "Records and matching", sentence by sentence. */
#include "model/server.h"
#include "policy/selection.h"

#include "record.h"
#include "suite.h"

#define NOW 1700000000
#define PAST (NOW - 1)
#define FUTURE (NOW + 1)

#define CONTOSO_HOST "contoso.visualstudio.com"
#define TFS_HOST "tfs.example.com"
#define TFS_URL "https://tfs.example.com"

/* Who asks: NULL = absent, a host of NULL = dev.azure.com. */
typedef struct {
    const char *host;
    const char *path;
    const char *username;
} Asked;

static Target *target_from_asked(const Asked *asked)
{
    g_autoptr(GPtrArray) servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    g_ptr_array_add(servers, server_parse(TFS_URL, NULL));
    Target *target = NULL;
    ck_assert_int_eq(target_parse("https", asked->host ? asked->host : "dev.azure.com", asked->path,
                                  asked->username, servers, &target),
                     TARGET_OURS);
    return target;
}

typedef struct {
    const char *name;
    Record stored[RECORDS_MAX];
    Asked asked;
    const char *preferred;
    SelectionOutcome outcome;
    const char *chosen; /* "organization/username"; NULL = none */
} Choice;

static const Choice organizations[] = {
    {.name = "the organization comes from the path",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.path = "fabrikam/p/_git/r"},
     .outcome = SELECTION_FOUND,
     .chosen = "fabrikam/"},
    {.name = "the path is folded",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.path = "FABRIKAM/p/_git/r"},
     .outcome = SELECTION_FOUND,
     .chosen = "fabrikam/"},
    {.name = "the path goes before a user name that is a stored organization",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.path = "contoso/p", .username = "fabrikam"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "else the organization comes from the host label",
     .stored = {PAT("fabrikam", "", "B"), PAT("contoso", "", "A")},
     .asked = {.host = CONTOSO_HOST},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "else from a user name equal to a stored organization",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "fabrikam"},
     .outcome = SELECTION_FOUND,
     .chosen = "fabrikam/"},
    {.name = "that user name is folded",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "Fabrikam"},
     .outcome = SELECTION_FOUND,
     .chosen = "fabrikam/"},
    {.name = "that user name is nobody's account then",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.username = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "it is first taken as the organization, even where a person has that name",
     .stored = {PAT("fabrikam", "contoso", "B"), PAT("contoso", "ann", "A")},
     .asked = {.username = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "then as a person, where no organization of that name is stored",
     .stored = {PAT("fabrikam", "ann", "A"), PAT("fabrikam", "contoso", "B")},
     .asked = {.username = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "fabrikam/contoso"},
    {.name = "else from the single stored organization",
     .stored = {PAT("contoso", "ann", "A")},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "several accounts are a single organization",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "B"), PAT("contoso", "bob", "C")},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "several organizations and no name are ambiguous",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .outcome = SELECTION_AMBIGUOUS},
    {.name = "several organizations are ambiguous even if one holds an expired token",
     .stored = {PAT("contoso", "", "A"), PAT_CERTAIN("fabrikam", "", "B", PAST)},
     .outcome = SELECTION_AMBIGUOUS},
    {.name = "a person of one of several organizations leaves them ambiguous",
     .stored = {PAT("contoso", "ann@example.com", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "ann@example.com"},
     .outcome = SELECTION_AMBIGUOUS},
    {.name = "PersonalAccessToken leaves several organizations ambiguous",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "PersonalAccessToken"},
     .outcome = SELECTION_AMBIGUOUS},
    {.name = "a preferred user name leaves several organizations ambiguous",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "bob", "B")},
     .preferred = "ann",
     .outcome = SELECTION_AMBIGUOUS},
    {.name = "the single stored organization does not answer for another",
     .stored = {PAT("contoso", "", "A")},
     .asked = {.path = "fabrikam/p"},
     .outcome = SELECTION_NONE},
    {.name = "several organizations do not answer for another, and are not ambiguous",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.path = "northwind/p"},
     .outcome = SELECTION_NONE},
    {.name = "a host label that is not stored is answered by none",
     .stored = {PAT("fabrikam", "", "A")},
     .asked = {.host = CONTOSO_HOST},
     .outcome = SELECTION_NONE},
    {.name = "nothing stored, nothing found", .outcome = SELECTION_NONE},
    {.name = "nothing stored, nothing found for a path",
     .asked = {.path = "contoso"},
     .outcome = SELECTION_NONE},
    {.name = "a collection of a server comes from the path",
     .stored = {PAT("main", "", "A"), PAT("other", "", "B")},
     .asked = {.host = TFS_HOST, .path = "Other/p"},
     .outcome = SELECTION_FOUND,
     .chosen = "other/"},
    {.name = "else it is the single stored collection",
     .stored = {PAT("main", "ann", "A")},
     .asked = {.host = TFS_HOST},
     .outcome = SELECTION_FOUND,
     .chosen = "main/ann"},
    {.name = "several collections are ambiguous",
     .stored = {PAT("main", "", "A"), PAT("other", "", "B")},
     .asked = {.host = TFS_HOST},
     .outcome = SELECTION_AMBIGUOUS},
};

static const Choice of_the_server[] = {
    {.name = "a record of the server answers a request that names none",
     .stored = {PAT("", "contoso", "A")},
     .outcome = SELECTION_FOUND,
     .chosen = "/contoso"},
    {.name = "it answers its own user name",
     .stored = {PAT("", "ann", "A"), PAT("", "contoso", "B")},
     .asked = {.username = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "/contoso"},
    {.name = "it does not answer another user name",
     .stored = {PAT("", "contoso", "A")},
     .asked = {.username = "fabrikam"},
     .outcome = SELECTION_NONE},
    {.name = "without a name it answers every user name",
     .stored = {PAT("", "", "A")},
     .asked = {.username = "ann"},
     .outcome = SELECTION_FOUND,
     .chosen = "/"},
    {.name = "it answers the organization its user name spells",
     .stored = {PAT("", "contoso", "A")},
     .asked = {.path = "contoso/p"},
     .outcome = SELECTION_FOUND,
     .chosen = "/contoso"},
    {.name = "it answers that organization in any letters",
     .stored = {PAT("", "ConTOSO", "A")},
     .asked = {.path = "CONtoso/p"},
     .outcome = SELECTION_FOUND,
     .chosen = "/ConTOSO"},
    {.name = "it answers that organization by its host label",
     .stored = {PAT("", "contoso", "A")},
     .asked = {.host = CONTOSO_HOST},
     .outcome = SELECTION_FOUND,
     .chosen = "/contoso"},
    {.name = "it answers that organization for a person",
     .stored = {PAT("", "contoso", "A")},
     .asked = {.path = "contoso/p", .username = "ann"},
     .outcome = SELECTION_FOUND,
     .chosen = "/contoso"},
    {.name = "it does not answer another organization",
     .stored = {PAT("", "contoso", "A")},
     .asked = {.path = "fabrikam/p"},
     .outcome = SELECTION_NONE},
    {.name = "it does not answer an organization that its user name only begins as",
     .stored = {PAT("", "contoso2", "A"), PAT("", "contos", "B")},
     .asked = {.path = "contoso/p"},
     .outcome = SELECTION_NONE},
    {.name = "without a name it answers no organization",
     .stored = {PAT("", "", "A")},
     .asked = {.path = "contoso/p"},
     .outcome = SELECTION_NONE},
    {.name = "with a person's name it does not answer that person in an organization",
     .stored = {PAT("", "ann", "A")},
     .asked = {.path = "contoso/p", .username = "ann"},
     .outcome = SELECTION_NONE},
    {.name = "it ranks below the single stored organization",
     .stored = {PAT_CREATED("", "", "A", 9), PAT_CREATED("contoso", "bob", "B", 1)},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
    {.name = "it ranks below it with the very user name",
     .stored = {PAT("", "ann", "A"), PAT("contoso", "", "B")},
     .asked = {.username = "ann"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "it ranks below it with the preferred user name",
     .stored = {PAT("contoso", "bob", "B"), PAT("", "ann", "A")},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
    {.name = "it answers where the single organization has another person's token only",
     .stored = {PAT("contoso", "bob", "B"), PAT("", "ann", "A")},
     .asked = {.username = "ann"},
     .outcome = SELECTION_FOUND,
     .chosen = "/ann"},
    {.name = "it answers where the single organization's token has expired",
     .stored = {PAT_CERTAIN("contoso", "", "B", PAST), PAT("", "", "A")},
     .outcome = SELECTION_FOUND,
     .chosen = "/"},
    {.name = "it ends the ambiguity of several organizations",
     .stored = {PAT("contoso", "", "A"), PAT("", "", "B"), PAT("fabrikam", "", "C")},
     .outcome = SELECTION_FOUND,
     .chosen = "/"},
    {.name = "with another person's name it does not end the ambiguity",
     .stored = {PAT("contoso", "", "A"), PAT("", "bob", "B"), PAT("fabrikam", "", "C")},
     .asked = {.username = "ann@example.com"},
     .outcome = SELECTION_AMBIGUOUS},
    {.name = "it is no stored organization: one other is the single one",
     .stored = {PAT("", "fabrikam", "A"), PAT("contoso", "", "B")},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "it ranks below the records of the organization it spells",
     .stored = {PAT_CREATED("", "contoso", "A", 9), PAT_CREATED("contoso", "bob", "B", 1)},
     .asked = {.path = "contoso/p"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
    {.name = "it ranks below them for the portal's user name too",
     .stored = {PAT("", "contoso", "A"), PAT("contoso", "ann", "B")},
     .asked = {.username = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "of two without an organization the preferred one answers",
     .stored = {PAT_CREATED("", "ann", "A", 1), PAT_CREATED("", "bob", "B", 9)},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "/ann"},
    {.name = "of two without an organization the newer one answers",
     .stored = {PAT_CREATED("", "ann", "A", 9), PAT_CREATED("", "bob", "B", 1)},
     .outcome = SELECTION_FOUND,
     .chosen = "/ann"},
};

static const Choice accounts[] = {
    {.name = "a user name has its own record before nobody's",
     .stored = {PAT_CREATED("contoso", "", "A", 9), PAT_CREATED("contoso", "ann", "B", 1)},
     .asked = {.path = "contoso", .username = "ann"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "a user name is answered by nobody's record",
     .stored = {PAT("contoso", "bob", "A"), PAT("contoso", "", "B")},
     .asked = {.path = "contoso", .username = "ann"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "a user name without a path is answered by nobody's record",
     .stored = {PAT("contoso", "", "A")},
     .asked = {.username = "ann@example.com"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "a user name is not answered by another's record",
     .stored = {PAT("contoso", "bob", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .outcome = SELECTION_NONE},
    {.name = "a user name without a path is not answered by another's record",
     .stored = {PAT("contoso", "bob", "A")},
     .asked = {.username = "ann"},
     .outcome = SELECTION_NONE},
    {.name = "a person's name is compared byte by byte",
     .stored = {PAT("contoso", "Ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .outcome = SELECTION_NONE},
    {.name = "an empty user name means nobody's record",
     .stored = {PAT_CREATED("contoso", "ann", "A", 9), PAT_CREATED("contoso", "", "B", 1)},
     .asked = {.path = "contoso", .username = ""},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "an empty user name means no person's record",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = ""},
     .outcome = SELECTION_NONE},
    {.name = "PersonalAccessToken is an empty user name",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "B")},
     .asked = {.path = "contoso", .username = "PersonalAccessToken"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "PersonalAccessToken means no person's record",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "PersonalAccessToken"},
     .outcome = SELECTION_NONE},
    {.name = "the portal's user name means any account",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso/p", .username = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "a preferred user name decides between several accounts",
     .stored = {PAT_CREATED("contoso", "ann", "A", 1), PAT_CREATED("contoso", "bob", "B", 9)},
     .asked = {.path = "contoso"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "a preferred user name goes before nobody's record",
     .stored = {PAT("contoso", "", "A"), PAT("contoso", "ann", "B")},
     .asked = {.path = "contoso"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "a preferred user name decides for the portal's user name",
     .stored = {PAT_CREATED("contoso", "ann", "A", 1), PAT_CREATED("contoso", "bob", "B", 9)},
     .asked = {.username = "contoso"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "a preferred user name that is not stored leaves nobody's record",
     .stored = {PAT_CREATED("contoso", "bob", "A", 9), PAT_CREATED("contoso", "", "B", 1)},
     .asked = {.path = "contoso"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "a preferred user name rules nobody out",
     .stored = {PAT("contoso", "bob", "A")},
     .asked = {.path = "contoso"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
    {.name = "the request's user name goes before the preferred one",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "bob", "B")},
     .asked = {.path = "contoso", .username = "bob"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
    {.name = "a preferred user name does not reach into another organization",
     .stored = {PAT("fabrikam", "ann", "A"), PAT("contoso", "bob", "B")},
     .asked = {.path = "contoso"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
    {.name = "nobody's record goes before a newer one of a person",
     .stored = {PAT_CREATED("contoso", "", "A", 1), PAT_CREATED("contoso", "ann", "B", 9)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "the newest goes before an older one behind it",
     .stored = {PAT_CREATED("contoso", "ann", "A", 9), PAT_CREATED("contoso", "bob", "B", 1)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "the newest goes before an older one in front of it",
     .stored = {PAT_CREATED("contoso", "ann", "A", 1), PAT_CREATED("contoso", "bob", "B", 9)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
};

static const Choice expired[] = {
    {.name = "a certain date that has passed is told, not handed out",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", PAST)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_EXPIRED,
     .chosen = "contoso/ann"},
    {.name = "a certain date has passed when it is reached",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", NOW)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_EXPIRED,
     .chosen = "contoso/ann"},
    {.name = "a certain date ahead is handed out",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", FUTURE)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "a date that was told withholds nothing",
     .stored = {PAT_TOLD("contoso", "ann", "A", PAST)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/ann"},
    {.name = "an expired preferred account gives way to another",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", PAST), PAT("contoso", "bob", "B")},
     .asked = {.path = "contoso"},
     .preferred = "ann",
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/bob"},
    {.name = "an expired record of its own gives way to nobody's",
     .stored = {PAT("contoso", "", "A"), PAT_CERTAIN("contoso", "ann", "B", PAST)},
     .asked = {.path = "contoso", .username = "ann"},
     .outcome = SELECTION_FOUND,
     .chosen = "contoso/"},
    {.name = "an expired record gives way to the server's that spells the organization",
     .stored = {PAT_CERTAIN("contoso", "", "A", PAST), PAT("", "contoso", "B")},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_FOUND,
     .chosen = "/contoso"},
    {.name = "another person's usable token does not make up for an expired one",
     .stored = {PAT("contoso", "bob", "A"), PAT_CERTAIN("contoso", "ann", "B", PAST)},
     .asked = {.path = "contoso", .username = "ann"},
     .outcome = SELECTION_EXPIRED,
     .chosen = "contoso/ann"},
    {.name = "another organization's expired token is not told of",
     .stored = {PAT_CERTAIN("fabrikam", "", "A", PAST)},
     .asked = {.path = "contoso"},
     .outcome = SELECTION_NONE},
    {.name = "the single organization's expired token is told of without a path",
     .stored = {PAT_CERTAIN("contoso", "", "A", PAST)},
     .outcome = SELECTION_EXPIRED,
     .chosen = "contoso/"},
};

static void assert_choice(const Choice *row)
{
    g_autoptr(Target) target = target_from_asked(&row->asked);
    g_autoptr(GPtrArray) candidates = records_to_candidates(row->stored, target->server);
    const Credential *credential = NULL;
    SelectionOutcome outcome =
        selection_choose(target, candidates, row->preferred, NOW, &credential);
    g_autofree char *chosen = credential ? credential_identity(credential) : NULL;
    ck_assert_msg(outcome == row->outcome, "%s: outcome %d", row->name, outcome);
    assert_row_text(row->name, "the choice", chosen, row->chosen);
}

START_TEST(choose_finds_the_organization)
{
    assert_choice(&organizations[_i]);
}
END_TEST

START_TEST(choose_falls_back_on_a_record_of_the_server)
{
    assert_choice(&of_the_server[_i]);
}
END_TEST

START_TEST(choose_finds_the_account)
{
    assert_choice(&accounts[_i]);
}
END_TEST

START_TEST(choose_withholds_what_has_expired_for_certain)
{
    assert_choice(&expired[_i]);
}
END_TEST

typedef struct {
    const char *name;
    Record stored[RECORDS_MAX];
    Asked asked;
    const char *secret;
    gint64 valid_to;
    Record saved; /* an organization of NULL = nothing changes */
} Save;

static const Save new_records[] = {
    {.name = "organization and user name of the request",
     .asked = {.path = "Contoso/p", .username = "Ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "Ann", "A", NOW)},
    {.name = "the organization of the host label",
     .asked = {.host = CONTOSO_HOST, .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "ann", "A", NOW)},
    {.name = "the portal's user name is nobody's",
     .asked = {.path = "contoso/p", .username = "contoso"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "", "A", NOW)},
    {.name = "PersonalAccessToken is nobody's",
     .asked = {.path = "contoso/p", .username = "PersonalAccessToken"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "", "A", NOW)},
    {.name = "no user name is nobody's",
     .asked = {.path = "contoso/p"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "", "A", NOW)},
    {.name = "an expiry that Git tells is certain",
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE,
     .saved = {.organization = "contoso",
               .username = "ann",
               .secret = "A",
               .certainty = VALID_TO_CERTAIN,
               .valid_to = FUTURE,
               .created = NOW}},
    {.name = "a collection of a server",
     .asked = {.host = TFS_HOST, .path = "Main/p", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("main", "ann", "A", NOW)},
    {.name = "no organization at all becomes a record of the server",
     .asked = {.username = "ann@example.com"},
     .secret = "A",
     .saved = PAT_CREATED("", "ann@example.com", "A", NOW)},
    {.name = "a portal's user name that is not stored becomes one, as it was typed",
     .asked = {.username = "ConTOSO"},
     .secret = "A",
     .saved = PAT_CREATED("", "ConTOSO", "A", NOW)},
    {.name = "PersonalAccessToken alone becomes one of nobody",
     .asked = {.username = "PersonalAccessToken"},
     .secret = "A",
     .saved = PAT_CREATED("", "", "A", NOW)},
    {.name = "a single stored organization is not what it names",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.username = "ann"},
     .secret = "B",
     .saved = PAT_CREATED("", "ann", "B", NOW)},
    {.name = "a user name equal to a stored organization names it",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "Contoso"},
     .secret = "C",
     .saved = PAT_CREATED("contoso", "", "C", NOW)},
    {.name = "the same secret in another organization is a record of its own",
     .stored = {PAT("fabrikam", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "ann", "A", NOW)},
    {.name = "the same secret of another person is a record of its own",
     .stored = {PAT("contoso", "bob", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "ann", "A", NOW)},
    {.name = "the same secret in a record of the server that spells another organization",
     .stored = {PAT("", "fabrikam", "A"), PAT("", "", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "ann", "A", NOW)},
    {.name = "another secret overwrites wholly",
     .stored = {{.organization = "contoso",
                 .username = "ann",
                 .secret = "A",
                 .certainty = VALID_TO_CERTAIN,
                 .valid_to = FUTURE,
                 .created = 1,
                 .validated = 2}},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "B",
     .saved = PAT_CREATED("contoso", "ann", "B", NOW)},
};

static const Save unchanged[] = {
    {.name = "the same secret again",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "the same secret again behind other records",
     .stored = {PAT("fabrikam", "ann", "B"), PAT("contoso", "bob", "C"),
                PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "the secret of nobody's record, which answers the name",
     .stored = {PAT("contoso", "", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "the secret of a person's record, for the portal's user name",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "contoso"},
     .secret = "A"},
    {.name = "the secret of the older of two accounts, which a preferred user name had chosen",
     .stored = {PAT_CREATED("contoso", "ann", "A", 1), PAT_CREATED("contoso", "bob", "B", 9)},
     .asked = {.path = "contoso", .username = "contoso"},
     .secret = "A"},
    {.name = "the secret of an account before nobody's, which a preferred user name had chosen",
     .stored = {PAT("contoso", "", "A"), PAT("contoso", "ann", "B")},
     .asked = {.path = "contoso", .username = "contoso"},
     .secret = "B"},
    {.name = "the secret of the record of the server that spells the organization",
     .stored = {PAT("", "Contoso", "A")},
     .asked = {.path = "contoso", .username = "contoso"},
     .secret = "A"},
    {.name = "the same secret with a certain date, which Git need not repeat",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", FUTURE)},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "the same secret with a date that was told",
     .stored = {PAT_TOLD("contoso", "ann", "A", FUTURE)},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "the same secret with the same certain date",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", FUTURE)},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE},
    {.name = "the same secret that has expired",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", PAST)},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "path-less, the secret of the single organization",
     .stored = {PAT("contoso", "", "A")},
     .asked = {.username = "ann"},
     .secret = "A"},
    {.name = "path-less, the secret of any organization",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "ann"},
     .secret = "B"},
    {.name = "path-less, the secret of another person",
     .stored = {PAT("contoso", "bob", "A")},
     .asked = {.username = "ann"},
     .secret = "A"},
    {.name = "path-less, the secret of a record of the server",
     .stored = {PAT("", "bob", "A")},
     .asked = {.username = "ann"},
     .secret = "A"},
    {.name = "path-less, the secret of any record, with a date",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.username = "ann"},
     .secret = "A",
     .valid_to = FUTURE},
    {.name = "the portal's user name, the secret of its organization",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "contoso"},
     .secret = "A"},
    {.name = "the secret that another one has replaced",
     .stored = {PAT_REPLACING("contoso", "ann", "B", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "the secret that another one has replaced, with a date",
     .stored = {PAT_REPLACING("contoso", "ann", "B", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE},
    {.name = "the secret that nobody's has replaced, for a name",
     .stored = {PAT_REPLACING("contoso", "", "B", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A"},
    {.name = "path-less, the secret that one of any organization has replaced",
     .stored = {PAT_REPLACING("contoso", "", "B", "A"), PAT("fabrikam", "", "C")},
     .asked = {.username = "ann"},
     .secret = "A"},
};

/* "What is stored already ... took its place and has not expired" (selection.h). */
static const Save returning[] = {
    {.name = "of another organization",
     .stored = {PAT_REPLACING("contoso", "ann", "B", "A")},
     .asked = {.path = "fabrikam", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("fabrikam", "ann", "A", NOW)},
    {.name = "of another person",
     .stored = {PAT_REPLACING("contoso", "bob", "B", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "ann", "A", NOW)},
    {.name = "of a name whose own record has not replaced it",
     .stored = {PAT_REPLACING("contoso", "", "B", "A"), PAT("contoso", "ann", "C")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "ann", "A", NOW)},
    {.name = "another one than that which was replaced",
     .stored = {PAT_REPLACING("contoso", "ann", "B", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "C",
     .saved = PAT_CREATED("contoso", "ann", "C", NOW)},
    {.name = "when what has replaced it has expired",
     .stored = {{.organization = "contoso",
                 .username = "ann",
                 .secret = "B",
                 .certainty = VALID_TO_CERTAIN,
                 .valid_to = PAST,
                 .replaced = "A"}},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .saved = PAT_CREATED("contoso", "ann", "A", NOW)},
};

/* What was there: who, since when, last validated; what is new: the date. */
#define DATED(in_organization, of_username, with_secret, until)                                    \
    {                                                                                              \
        .organization = in_organization, .username = of_username, .secret = with_secret,           \
        .certainty = VALID_TO_CERTAIN, .valid_to = until, .created = 1, .validated = 2             \
    }
#define UNDATED(in_organization, of_username, with_secret)                                         \
    {                                                                                              \
        .organization = in_organization, .username = of_username, .secret = with_secret,           \
        .created = 1, .validated = 2                                                               \
    }

static const Save dated[] = {
    {.name = "a date for a secret that had none",
     .stored = {UNDATED("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE,
     .saved = DATED("contoso", "ann", "A", FUTURE)},
    {.name = "another date for a secret that had one",
     .stored = {DATED("contoso", "ann", "A", FUTURE)},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE + 1,
     .saved = DATED("contoso", "ann", "A", FUTURE + 1)},
    {.name = "the date that was told becomes certain",
     .stored = {{.organization = "contoso",
                 .username = "ann",
                 .secret = "A",
                 .certainty = VALID_TO_TOLD,
                 .valid_to = FUTURE,
                 .created = 1,
                 .validated = 2}},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE,
     .saved = DATED("contoso", "ann", "A", FUTURE)},
    {.name = "a date for nobody's record, which stays nobody's",
     .stored = {UNDATED("contoso", "", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE,
     .saved = DATED("contoso", "", "A", FUTURE)},
    {.name = "a date for a person's record, by the portal's user name",
     .stored = {UNDATED("contoso", "ann", "A")},
     .asked = {.username = "contoso"},
     .secret = "A",
     .valid_to = FUTURE,
     .saved = DATED("contoso", "ann", "A", FUTURE)},
};

/*
 * "What is stored already answers with this secret" (selection.h): that the secret is somewhere
 * does not do, if the request is answered by another record. "Storing again for the same user
 * overwrites, wholly" (git-protocol.md, section 4).
 */
static const Save outranked[] = {
    {.name = "a name whose own record holds another secret than nobody's behind it",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "B")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "B",
     .saved = PAT_CREATED("contoso", "ann", "B", NOW)},
    {.name = "a name whose own record holds another secret than nobody's before it",
     .stored = {PAT("contoso", "", "B"), PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "B",
     .saved = PAT_CREATED("contoso", "ann", "B", NOW)},
    {.name = "an organization whose record holds another secret than the server's that spells it",
     .stored = {PAT("contoso", "", "A"), PAT("", "contoso", "B")},
     .asked = {.path = "contoso", .username = "contoso"},
     .secret = "B",
     .saved = PAT_CREATED("contoso", "", "B", NOW)},
    {.name = "a date goes to the record that answers, not to nobody's with the same secret",
     .stored = {UNDATED("contoso", "", "A"), UNDATED("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .valid_to = FUTURE,
     .saved = DATED("contoso", "ann", "A", FUTURE)},
};

static void assert_saved(const char *name, const Credential *got, const Credential *expected)
{
    g_autofree char *identity = credential_identity(got);
    g_autofree char *expected_identity = credential_identity(expected);
    assert_row_text(name, "server", got->server, expected->server);
    assert_row_text(name, "the record", identity, expected_identity);
    ck_assert_msg(secret_equal(got->secret, expected->secret), "%s: secret", name);
    ck_assert_msg(got->kind == expected->kind, "%s: kind", name);
    ck_assert_msg(got->valid_to == expected->valid_to, "%s: valid_to", name);
    ck_assert_msg(got->valid_to_certainty == expected->valid_to_certainty, "%s: certainty", name);
    ck_assert_msg(got->created == expected->created, "%s: created", name);
    ck_assert_msg(got->validated == expected->validated, "%s: validated", name);
}

static SelectionSaveOutcome save_run(const Save *row, Credential **ret_got,
                                     Credential **ret_expected)
{
    g_autoptr(Target) target = target_from_asked(&row->asked);
    g_autoptr(GPtrArray) candidates = records_to_candidates(row->stored, target->server);
    g_autoptr(Secret) secret = secret_from_text(row->secret);
    Offer offer = {.secret = secret, .valid_to = row->valid_to};
    if (row->saved.organization)
        *ret_expected = record_to_credential(&row->saved, target->server);
    return selection_save(target, candidates, &offer, NOW, ret_got);
}

static void assert_save(const Save *row)
{
    g_autoptr(Credential) got = NULL;
    g_autoptr(Credential) expected = NULL;
    SelectionSaveOutcome outcome = save_run(row, &got, &expected);
    ck_assert_msg(outcome == SELECTION_SAVE, "%s: nothing would be saved", row->name);
    assert_saved(row->name, got, expected);
}

START_TEST(save_makes_a_record_of_what_git_says)
{
    assert_save(&new_records[_i]);
}
END_TEST

START_TEST(save_changes_nothing_for_a_secret_that_is_known)
{
    g_autoptr(Credential) got = NULL;
    g_autoptr(Credential) expected = NULL;
    SelectionSaveOutcome outcome = save_run(&unchanged[_i], &got, &expected);
    ck_assert_msg(outcome == SELECTION_UNCHANGED, "%s: would be saved", unchanged[_i].name);
    ck_assert_msg(got == NULL, "%s: a credential came back", unchanged[_i].name);
}
END_TEST

START_TEST(save_takes_a_secret_that_nothing_good_has_replaced_here)
{
    assert_save(&returning[_i]);
}
END_TEST

START_TEST(save_adds_a_date_to_a_secret_that_is_known)
{
    assert_save(&dated[_i]);
}
END_TEST

START_TEST(save_looks_at_the_record_that_would_answer)
{
    assert_save(&outranked[_i]);
}
END_TEST

typedef struct {
    const char *name;
    Record stored[RECORDS_MAX];
    Asked asked;
    const char *secret; /* NULL = none given */
    const char *erased; /* "organization/username", joined with ", " */
    const char *unsure; /* likewise; NULL = none */
} Erase;

static const Erase with_password[] = {
    {.name = "the record with that password goes",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "bob", "B")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .erased = "contoso/ann"},
    {.name = "a different password is left alone",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "B",
     .erased = ""},
    {.name = "the same password of another organization is left alone",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "ann", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .erased = "contoso/ann"},
    {.name = "the same password of another person is left alone",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "bob", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .erased = "contoso/ann"},
    {.name = "nobody's record goes for a name, as it answered the name",
     .stored = {PAT("contoso", "", "A")},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .erased = "contoso/"},
    {.name = "PersonalAccessToken means nobody's record",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "A")},
     .asked = {.path = "contoso", .username = "PersonalAccessToken"},
     .secret = "A",
     .erased = "contoso/"},
    {.name = "no user name means every account with that password",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "A"), PAT("contoso", "bob", "B")},
     .asked = {.path = "contoso"},
     .secret = "A",
     .erased = "contoso/ann, contoso/"},
    {.name = "the host label names the organization",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "ann", "A")},
     .asked = {.host = CONTOSO_HOST, .username = "ann"},
     .secret = "A",
     .erased = "contoso/ann"},
    {.name = "the record of the server that spells the organization goes",
     .stored = {PAT("", "contoso", "A"), PAT("", "fabrikam", "A"), PAT("", "", "A")},
     .asked = {.path = "contoso", .username = "contoso"},
     .secret = "A",
     .erased = "/contoso"},
    {.name = "a record that has expired goes",
     .stored = {PAT_CERTAIN("contoso", "ann", "A", PAST)},
     .asked = {.path = "contoso", .username = "ann"},
     .secret = "A",
     .erased = "contoso/ann"},
    {.name = "a collection of a server names itself",
     .stored = {PAT("main", "ann", "A"), PAT("other", "ann", "A")},
     .asked = {.host = TFS_HOST, .path = "Other/p", .username = "ann"},
     .secret = "A",
     .erased = "other/ann"},
};

static const Erase path_less[] = {
    {.name = "the only organization stored there loses the refused token",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "bob", "B")},
     .asked = {.username = "ann"},
     .secret = "A",
     .erased = "contoso/ann"},
    {.name = "the only organization keeps another token",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.username = "ann"},
     .secret = "B",
     .erased = ""},
    {.name = "the only organization keeps the same token of another person",
     .stored = {PAT("contoso", "bob", "A")},
     .asked = {.username = "ann"},
     .secret = "A",
     .erased = ""},
    {.name = "of several organizations, none loses the refused token",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "ann"},
     .secret = "A",
     .erased = "",
     .unsure = "contoso/"},
    {.name = "of several organizations, each that holds the refused token keeps it",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "A"), PAT("northwind", "", "B")},
     .secret = "A",
     .erased = "",
     .unsure = "contoso/, fabrikam/"},
    {.name = "of several organizations, none holds the refused token",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "", "B")},
     .secret = "C",
     .erased = ""},
    {.name = "of several organizations, another person's is no match",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "bob", "A")},
     .asked = {.username = "ann"},
     .secret = "A",
     .erased = "",
     .unsure = "contoso/ann"},
    {.name = "the record of the server loses the refused token, whatever else is stored",
     .stored = {PAT("contoso", "", "A"), PAT("", "ann", "B"), PAT("fabrikam", "", "C")},
     .asked = {.username = "ann"},
     .secret = "B",
     .erased = "/ann"},
    {.name = "the record of the server loses what several organizations keep",
     .stored = {PAT("contoso", "", "A"), PAT("", "", "A"), PAT("fabrikam", "", "C")},
     .secret = "A",
     .erased = "/",
     .unsure = "contoso/"},
    {.name = "the record of the server keeps another token",
     .stored = {PAT("", "ann", "A")},
     .asked = {.username = "ann"},
     .secret = "B",
     .erased = ""},
    {.name = "the portal's user name tells which of several organizations refused it",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "", "A")},
     .asked = {.username = "Contoso"},
     .secret = "A",
     .erased = "contoso/ann"},
    {.name = "the portal's user name leaves another organization's token alone",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "", "B")},
     .asked = {.username = "contoso"},
     .secret = "B",
     .erased = ""},
    {.name = "of several collections of a server, none loses the refused token",
     .stored = {PAT("main", "", "A"), PAT("other", "", "B")},
     .asked = {.host = TFS_HOST},
     .secret = "A",
     .erased = "",
     .unsure = "main/"},
};

static const Erase by_hand[] = {
    {.name = "a host alone means everything",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "", "B"), PAT("", "bob", "C"),
                PAT("", "", "D")},
     .erased = "contoso/ann, fabrikam/, /bob, /"},
    {.name = "a host alone means everything of a single organization",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "B"), PAT("", "bob", "C")},
     .erased = "contoso/ann, contoso/, /bob"},
    {.name = "a host alone where nothing is stored", .erased = ""},
    {.name = "a user name means that person in every organization",
     .stored = {PAT("contoso", "ann", "A"), PAT("fabrikam", "ann", "B"),
                PAT("fabrikam", "bob", "C"), PAT("", "ann", "D"), PAT("", "bob", "E")},
     .asked = {.username = "ann"},
     .erased = "contoso/ann, fabrikam/ann, /ann"},
    {.name = "a user name does not mean the nameless of several organizations",
     .stored = {PAT("contoso", "", "A"), PAT("fabrikam", "ann", "B")},
     .asked = {.username = "ann"},
     .erased = "fabrikam/ann"},
    {.name = "the portal's user name means that organization",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "B"),
                PAT("fabrikam", "contoso", "C")},
     .asked = {.username = "contoso"},
     .erased = "contoso/ann, contoso/"},
    {.name = "a path means every account of that organization",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "B"), PAT("fabrikam", "ann", "C"),
                PAT("", "ann", "D"), PAT("", "", "E")},
     .asked = {.path = "contoso"},
     .erased = "contoso/ann, contoso/"},
    {.name = "a path means the record of the server that spells it too",
     .stored = {PAT("", "CONTOSO", "A"), PAT("", "fabrikam", "B")},
     .asked = {.path = "contoso"},
     .erased = "/CONTOSO"},
    {.name = "a path and a user name mean what answers that person",
     .stored = {PAT("contoso", "ann", "A"), PAT("contoso", "", "B"), PAT("contoso", "bob", "C")},
     .asked = {.path = "contoso", .username = "ann"},
     .erased = "contoso/ann, contoso/"},
    {.name = "a path of another organization means nothing here",
     .stored = {PAT("contoso", "ann", "A")},
     .asked = {.path = "fabrikam"},
     .erased = ""},
    {.name = "a server alone means everything of that server",
     .stored = {PAT("main", "ann", "A"), PAT("other", "", "B")},
     .asked = {.host = TFS_HOST},
     .erased = "main/ann, other/"},
};

static char *identities_joined(const GPtrArray *credentials)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < credentials->len; i++) {
        g_autofree char *identity = credential_identity(g_ptr_array_index(credentials, i));
        g_string_append_printf(joined, "%s%s", i ? ", " : "", identity);
    }
    return g_string_free(joined, FALSE);
}

static void assert_erase(const Erase *row)
{
    g_autoptr(Target) target = target_from_asked(&row->asked);
    g_autoptr(GPtrArray) candidates = records_to_candidates(row->stored, target->server);
    g_autoptr(Secret) secret = row->secret ? secret_from_text(row->secret) : NULL;
    g_autoptr(GPtrArray) unsure = NULL;
    g_autoptr(GPtrArray) erased = selection_erase(target, candidates, secret, &unsure);
    g_autofree char *erased_identities = identities_joined(erased);
    g_autofree char *unsure_identities = identities_joined(unsure);
    assert_row_text(row->name, "what is erased", erased_identities, row->erased);
    assert_row_text(row->name, "what may be good", unsure_identities,
                    row->unsure ? row->unsure : "");
}

START_TEST(erase_removes_the_refused_token_and_no_other)
{
    assert_erase(&with_password[_i]);
}
END_TEST

START_TEST(erase_without_a_path_loses_no_good_token)
{
    assert_erase(&path_less[_i]);
}
END_TEST

START_TEST(erase_by_hand_removes_all_that_matches)
{
    assert_erase(&by_hand[_i]);
}
END_TEST

START_TEST(erase_lends_what_the_candidates_own)
{
    static const Record stored[RECORDS_MAX] = {PAT("contoso", "ann", "A")};
    static const Asked asked = {.path = "contoso"};
    g_autoptr(Target) target = target_from_asked(&asked);
    g_autoptr(GPtrArray) candidates = records_to_candidates(stored, target->server);
    g_autoptr(GPtrArray) unsure = NULL;
    g_autoptr(GPtrArray) erased = selection_erase(target, candidates, NULL, &unsure);
    ck_assert_ptr_eq(g_ptr_array_index(erased, 0), g_ptr_array_index(candidates, 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("selection");
    TCase *choose = suite_add_case(suite, "choose");
    case_add_rows(choose, choose_finds_the_organization, organizations);
    case_add_rows(choose, choose_falls_back_on_a_record_of_the_server, of_the_server);
    case_add_rows(choose, choose_finds_the_account, accounts);
    case_add_rows(choose, choose_withholds_what_has_expired_for_certain, expired);

    TCase *save = suite_add_case(suite, "save");
    case_add_rows(save, save_makes_a_record_of_what_git_says, new_records);
    case_add_rows(save, save_changes_nothing_for_a_secret_that_is_known, unchanged);
    case_add_rows(save, save_takes_a_secret_that_nothing_good_has_replaced_here, returning);
    case_add_rows(save, save_adds_a_date_to_a_secret_that_is_known, dated);
    case_add_rows(save, save_looks_at_the_record_that_would_answer, outranked);

    TCase *erase = suite_add_case(suite, "erase");
    case_add_rows(erase, erase_removes_the_refused_token_and_no_other, with_password);
    case_add_rows(erase, erase_without_a_path_loses_no_good_token, path_less);
    case_add_rows(erase, erase_by_hand_removes_all_that_matches, by_hand);
    tcase_add_test(erase, erase_lends_what_the_candidates_own);
    return suite_run(suite);
}
