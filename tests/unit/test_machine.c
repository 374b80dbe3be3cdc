/* SPDX-License-Identifier: MIT */
#include "model/server.h"
#include "policy/machine.h"

#include "suite.h"

#include <string.h>

#define SERVICES "https://dev.azure.com/contoso/"
#define COLLECTION "https://tfs.example.com/tfs/DefaultCollection/"
#define ACCESS_TOKEN "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2ln"

/* What a row sets; NULL = not set. */
typedef struct {
    const char *pat;
    const char *organizations;
    const char *job;
    const char *tf_build;
    const char *collection;
    const char *server; /* admitted with --server */
} Variables;

typedef struct {
    MachineEnvironment environment;
    Secret *pat;
    Secret *job;
    GPtrArray *servers;
} Machine;

static Secret *secret_of(const char *text)
{
    return text ? secret_new(text, strlen(text)) : NULL;
}

static void machine_init(Machine *machine, const Variables *set)
{
    machine->pat = secret_of(set->pat);
    machine->job = secret_of(set->job);
    machine->servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    if (set->server)
        g_ptr_array_add(machine->servers, server_parse(set->server, NULL));
    machine->environment = (MachineEnvironment){
        .tokens = {[MACHINE_PAT] = machine->pat, [MACHINE_JOB] = machine->job},
        .organizations = set->organizations,
        .tf_build = set->tf_build,
        .collection = set->collection,
        .servers = machine->servers,
    };
}

static void machine_clear(Machine *machine)
{
    secret_free(machine->pat);
    secret_free(machine->job);
    g_ptr_array_unref(machine->servers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Machine, machine_clear)

/* "AZURE_DEVOPS_EXT_PAT dev.azure.com/contoso; " of each. */
static char *list(const MachineEnvironment *environment)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) tokens = machine_list(environment);
    for (guint i = 0; i < tokens->len; i++) {
        const MachineToken *token = g_ptr_array_index(tokens, i);
        g_string_append_printf(text, "%s %s/%s; ", machine_variable(token->kind),
                               token->credential->server, token->credential->organization);
    }
    return g_strdup(text->str);
}

#define PAT "AZURE_DEVOPS_EXT_PAT "
#define JOB "SYSTEM_ACCESSTOKEN "

static const struct {
    const char *name;
    Variables set;
    const char *tokens;
} lists[] = {
    {"nothing is set", {0}, ""},
    {"a token of no organization is for none", {.pat = "A"}, ""},
    {"organizations without a token", {.organizations = "contoso"}, ""},
    {"one organization", {.pat = "A", .organizations = "Contoso"}, PAT "dev.azure.com/contoso; "},
    {"several, with commas, blanks and line feeds",
     {.pat = "A", .organizations = " contoso,adatum  fabrikam\n"},
     PAT "dev.azure.com/contoso; " PAT "dev.azure.com/adatum; " PAT "dev.azure.com/fabrikam; "},
    {"addresses, of which one is the organization again",
     {.pat = "A",
      .organizations = "https://dev.azure.com/contoso https://contoso.visualstudio.com/"},
     PAT "dev.azure.com/contoso; "},
    {"nobody's address", {.pat = "A", .organizations = "https://evil.example/contoso"}, ""},
    {"another host that ends alike",
     {.pat = "A", .organizations = "https://dev.azure.com.evil.example/contoso"},
     ""},
    {"an address without an organization",
     {.pat = "A", .organizations = "https://dev.azure.com"},
     ""},
    {"the portal's user name names none, as long as no path does",
     {.pat = "A", .organizations = "https://contoso@dev.azure.com"},
     ""},
    {"no wildcard", {.pat = "A", .organizations = "*"}, ""},
    {"plain http", {.pat = "A", .organizations = "http://dev.azure.com/contoso"}, ""},
    {"a server that is not admitted", {.pat = "A", .organizations = COLLECTION}, ""},
    {"a server that is admitted",
     {.pat = "A", .organizations = COLLECTION, .server = "https://tfs.example.com/tfs"},
     PAT "https://tfs.example.com/tfs/defaultcollection; "},
    {"a macro that nothing replaced", {.pat = "$(MyPat)", .organizations = "contoso"}, ""},
    {"a line break inside", {.pat = "A\nB", .organizations = "contoso"}, ""},

    {"a job of Azure Pipelines",
     {.job = "J", .tf_build = "True", .collection = SERVICES},
     JOB "dev.azure.com/contoso; "},
    {"the same at its older host",
     {.job = "J", .tf_build = "True", .collection = "https://contoso.visualstudio.com/"},
     JOB "dev.azure.com/contoso; "},
    {"a job of a server",
     {.job = "J",
      .tf_build = "True",
      .collection = COLLECTION,
      .server = "https://tfs.example.com/tfs"},
     JOB "https://tfs.example.com/tfs/defaultcollection; "},
    {"no job", {.job = "J", .collection = SERVICES}, ""},
    {"no job any more", {.job = "J", .tf_build = "False", .collection = SERVICES}, ""},
    {"a job somewhere", {.job = "J", .tf_build = "True"}, ""},
    {"a job of somebody else's",
     {.job = "J", .tf_build = "True", .collection = "https://evil.example/contoso/"},
     ""},
    {"a variable that was not mapped",
     {.job = "$(System.AccessToken)", .tf_build = "True", .collection = SERVICES},
     ""},
    {"the names beside the PAT are not the job's",
     {.job = "J", .organizations = "contoso", .tf_build = "True"},
     ""},
    {"a PAT for the job's organization is meant more",
     {.pat = "A",
      .organizations = "contoso",
      .job = "J",
      .tf_build = "True",
      .collection = SERVICES},
     PAT "dev.azure.com/contoso; "},
    {"each for its own",
     {.pat = "A",
      .organizations = "adatum",
      .job = "J",
      .tf_build = "True",
      .collection = SERVICES},
     PAT "dev.azure.com/adatum; " JOB "dev.azure.com/contoso; "},
};

START_TEST(a_token_is_for_what_its_variables_name)
{
    g_auto(Machine) machine = {0};
    machine_init(&machine, &lists[_i].set);
    g_autofree char *tokens = list(&machine.environment);
    assert_row_text(lists[_i].name, "the list", tokens, lists[_i].tokens);
}
END_TEST

static const struct {
    const char *name;
    const char *host;
    const char *path;
    const char *username;
    const char *secret; /* NULL = no answer */
} requests[] = {
    {"its organization", "dev.azure.com", "contoso/web/_git/app", NULL, "J"},
    {"its organization at the older host", "contoso.visualstudio.com", NULL, NULL, "J"},
    {"its organization at Azure Artifacts", "pkgs.dev.azure.com", "contoso/_packaging", NULL, "J"},
    {"another organization", "dev.azure.com", "fabrikam/web/_git/app", NULL, NULL},
    {"one whose name begins alike", "dev.azure.com", "contoso2/web/_git/app", NULL, NULL},
    {"the PAT's organization", "dev.azure.com", "adatum/web/_git/app", NULL, "A"},
    {"anybody's name", "dev.azure.com", "contoso/web/_git/app", "ann", "J"},
    {"the portal's address without a path", "dev.azure.com", NULL, "contoso", "J"},
    {"a path counts more than the portal's user name", "dev.azure.com", "fabrikam/a", "contoso",
     NULL},
    {"no organization", "dev.azure.com", NULL, NULL, NULL},
    {"somebody, of no organization", "dev.azure.com", NULL, "ann@example.com", NULL},
};

START_TEST(a_request_gets_the_token_of_its_organization)
{
    const Variables set = {
        .pat = "A",
        .organizations = "adatum",
        .job = "J",
        .tf_build = "True",
        .collection = SERVICES,
    };
    g_auto(Machine) machine = {0};
    machine_init(&machine, &set);
    g_autoptr(GPtrArray) tokens = machine_list(&machine.environment);
    g_autoptr(Target) target = NULL;
    ck_assert(target_parse("https", requests[_i].host, requests[_i].path, requests[_i].username,
                           machine.servers, &target) == TARGET_OURS);
    const MachineToken *token = machine_choose(tokens, target);
    assert_row_text(requests[_i].name, "the answer",
                    token ? secret_reveal(token->credential->secret) : NULL, requests[_i].secret);
}
END_TEST

static const struct {
    const char *name;
    Variables set;
    MachineObstacle pat;
    MachineObstacle job;
} obstacles[] = {
    {"nothing is set", {0}, MACHINE_UNSET, MACHINE_UNSET},
    {"no organization is named", {.pat = "A"}, MACHINE_UNBOUND, MACHINE_UNSET},
    {"none that is one", {.pat = "A", .organizations = ", *"}, MACHINE_UNBOUND, MACHINE_UNSET},
    {"another one is named",
     {.pat = "A", .organizations = "contoso"},
     MACHINE_ELSEWHERE,
     MACHINE_UNSET},
    {"a macro that nothing replaced", {.pat = "$(pat)"}, MACHINE_MALFORMED, MACHINE_UNSET},
    {"a job's token, and no job", {.job = "J"}, MACHINE_UNSET, MACHINE_NO_PIPELINE},
    {"a job, and not where",
     {.job = "J", .tf_build = "true"},
     MACHINE_UNSET,
     MACHINE_NO_COLLECTION},
    {"a server that is not admitted",
     {.job = "J", .tf_build = "True", .collection = COLLECTION},
     MACHINE_UNSET,
     MACHINE_NO_COLLECTION},
    {"a job elsewhere",
     {.job = "J", .tf_build = "True", .collection = SERVICES},
     MACHINE_UNSET,
     MACHINE_ELSEWHERE},
};

START_TEST(what_hinders_a_token_is_told)
{
    g_auto(Machine) machine = {0};
    machine_init(&machine, &obstacles[_i].set);
    g_autoptr(GPtrArray) tokens = machine_list(&machine.environment);
    ck_assert_msg(
        machine_obstacle(&machine.environment, tokens, MACHINE_PAT) == obstacles[_i].pat &&
            machine_obstacle(&machine.environment, tokens, MACHINE_JOB) == obstacles[_i].job,
        "%s", obstacles[_i].name);
}
END_TEST

static const struct {
    const char *list;
    gboolean is_good;
} names[] = {
    {"contoso", TRUE},
    {"contoso,adatum", TRUE},
    {"contoso adatum", TRUE},
    {COLLECTION, TRUE},
    {"", FALSE},
    {" , ", FALSE},
    {"-contoso", FALSE},
    {"*", FALSE},
    {"contoso,a_b", FALSE},
    {"http://tfs/x", FALSE},
    {"dev.azure.com/contoso", FALSE},
    {"contoso,\033[2K", FALSE},
};

START_TEST(a_list_names_organizations)
{
    ck_assert_msg(machine_names_organizations(names[_i].list) == names[_i].is_good, "'%s'",
                  names[_i].list);
}
END_TEST

START_TEST(no_list_names_none)
{
    ck_assert(!machine_names_organizations(NULL));
}
END_TEST

START_TEST(a_jwt_is_no_pat)
{
    const Variables set = {.pat = ACCESS_TOKEN, .organizations = "contoso"};
    g_auto(Machine) machine = {0};
    machine_init(&machine, &set);
    g_autoptr(GPtrArray) tokens = machine_list(&machine.environment);
    const MachineToken *token = g_ptr_array_index(tokens, 0);
    ck_assert(token->credential->kind == CREDENTIAL_ACCESS_TOKEN);
}
END_TEST

START_TEST(the_environment_knows_its_own_secrets_wherever_they_may_go)
{
    const Variables set = {.pat = "A", .job = "J"};
    g_auto(Machine) machine = {0};
    machine_init(&machine, &set);
    g_autoptr(Secret) other = secret_new("B", 1);
    ck_assert(machine_holds(&machine.environment, machine.pat));
    ck_assert(machine_holds(&machine.environment, machine.job));
    ck_assert(!machine_holds(&machine.environment, other));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("machine");
    TCase *machine = suite_add_case(suite, "machine");
    case_add_rows(machine, a_token_is_for_what_its_variables_name, lists);
    case_add_rows(machine, a_request_gets_the_token_of_its_organization, requests);
    case_add_rows(machine, what_hinders_a_token_is_told, obstacles);
    case_add_rows(machine, a_list_names_organizations, names);
    tcase_add_test(machine, no_list_names_none);
    tcase_add_test(machine, a_jwt_is_no_pat);
    tcase_add_test(machine, the_environment_knows_its_own_secrets_wherever_they_may_go);
    return suite_run(suite);
}
