/* SPDX-License-Identifier: MIT */
#include "commands/command.h"

#include "core/message.h"

const Command commands[] = {
    {
        .name = "login",
        .caller = COMMAND_PERSON,
        .arguments =
            "[<org or url>] [--with-token] [--expires=WHEN] [--entra[=SOURCE]]\n"
            "            [--scope=SCOPE]... [--days=N] [--kind=pat|entra] [--full-access]\n"
            "            [--store=NAME]",
        .summary = N_("store a token for an organization"),
        .details = N_(
            "Names the page where to make a token, and opens it in a browser where there is one;\n"
            "reads the token without showing it, asks Azure DevOps about it, asks when it ends,\n"
            "and stores it. Without an organization: the one of the repository in this folder.\n"
            "\n"
            "  --with-token    read the token from standard input, and ask nothing\n"
            "  --expires=WHEN  when it ends: a date (2026-12-24), days (30d), or unknown\n"
            "  --store=NAME    where it is kept from now on, and where Git finds it: the choice "
            "is\n"
            "                  written to Git's configuration; git credential-azdo -h names them\n"
            "\n"
            "With --entra you sign in to Microsoft Entra instead, once: tokens that live for a\n"
            "week and may do nothing but what Git needs are then created and replaced by\n"
            "themselves.\n"
            "\n"
            "  --entra[=SOURCE]  browser, device-code, azure-cli, workload-identity,\n"
            "                    service-principal or managed-identity; without one: what the\n"
            "                    environment offers, else a browser, else a code\n"
            "  --scope=SCOPE     what the tokens may do, repeatable: code:write (the default);\n"
            "                    see: git credential-azdo scopes\n"
            "  --full-access     allow a scope of full access\n"
            "  --days=N          how long each token lives: 7\n"
            "  --kind=pat|entra  entra: create no tokens, Git gets the access token itself\n"
            "\n"
            "The option --username before the command stores it for that account. A server's\n"
            "collection is named by its address, and the server with --server before the\n"
            "command, or once with: git credential-azdo configure --server=URL\n"),
        .is_about_store = TRUE,
        .is_about_here = TRUE,
        .run = command_login,
    },
    {
        .name = "renew",
        .caller = COMMAND_PERSON,
        .arguments = "[<org or url>]",
        .summary = N_("replace a token by a new one"),
        .details =
            N_("Asks for a new token as `login` does, and puts it in the place of the stored one,\n"
               "which stays until the new one has been read back. Says which one to revoke, and\n"
               "where. After login --entra nothing is asked, and the old token is revoked.\n"),
        .is_about_store = TRUE,
        .is_about_here = TRUE,
        .run = command_renew,
    },
    {
        .name = "status",
        .caller = COMMAND_PERSON,
        .arguments = "[<org or url>...] [--json] [--offline]",
        .summary = N_("show the stored tokens, and whether they work"),
        .details = N_(
            "For each stored token: whose it is, when it ends, what Azure DevOps says of it now,\n"
            "and the command that mends it. Without an organization: all of them.\n"
            "\n"
            "  --json     as JSON, in UTC, for programs; the man page has the keys\n"
            "  --offline  do not ask Azure DevOps\n"
            "\n"
            "The exit status is 0 if all is good, 1 if a token ends within --warn-days, 2 if one\n"
            "has expired or is refused, and else 3 if it could not be found out.\n"),
        .is_about_store = TRUE,
        .run = command_status,
    },
    {
        .name = "logout",
        .caller = COMMAND_PERSON,
        .arguments = "[<org or url>] [--all] [--revoke]",
        .summary = N_("forget the tokens of an organization"),
        .details = N_(
            "Removes the stored tokens of an organization, and says where to revoke them: until\n"
            "then they work at Azure DevOps. A sign-in ends, too. Without an organization: that "
            "of\n"
            "the remote origin here or, in no clone, the only one stored.\n"
            "\n"
            "  --all     the tokens of every organization\n"
            "  --revoke  revoke what login --entra has created, before it is forgotten\n"
            "\n"
            "The option --username before the command leaves other accounts alone.\n"),
        .is_about_store = TRUE,
        .is_about_here = TRUE,
        .run = command_logout,
    },
    {
        .name = "check",
        .caller = COMMAND_PERSON,
        .arguments = "[--notify]",
        .summary = N_("name the tokens that need you; for timers"),
        .details = N_(
            "Asks about every stored token, as `status` does and with its exit status, and prints\n"
            "one line for each that ends soon, has expired or is refused; nothing if there is\n"
            "none. Tokens of login --entra that are due are replaced first. A locked keyring is\n"
            "not unlocked for this.\n"
            "\n"
            "  --notify  also show a notification on the desktop\n"
            "\n"
            "The man page says how a timer does it every day.\n"),
        .is_about_store = TRUE,
        .run = command_check,
    },
    {
        .name = "audit",
        .caller = COMMAND_PERSON,
        .arguments = "[<org or url>...] [--json] [--offline]",
        .summary = N_("find tokens that could be safer, and copies in plain text"),
        .details = N_(
            "For each stored token: what it may do beyond what Git needs, whether it lives for\n"
            "longer than a week, whether it is unused for long or for all organizations, and the\n"
            "command that makes it safer. What a token can do that was pasted is tried with\n"
            "requests that only read; in a clone of a repository, or with its address, those\n"
            "that need a project are made, too. Then: tokens for Azure DevOps in plain text, in\n"
            ".git-credentials, netrc, Git's settings and the Azure CLI's file, and how to take\n"
            "them out. Nothing is changed.\n"
            "\n"
            "  --json     as JSON, in UTC, for programs; the man page has the keys\n"
            "  --offline  do not ask Azure DevOps\n"
            "\n"
            "The exit status is 0 if all is good, 1 if a token could be safer, 2 if one has\n"
            "expired, is refused or lies in plain text, and else 3 if something could not be\n"
            "found out.\n"),
        .is_about_store = TRUE,
        .run = command_audit,
    },
    {
        .name = "doctor",
        .caller = COMMAND_PERSON,
        .arguments = "[--json] [--offline]",
        .summary = N_("find out why Git gets no token"),
        .details = N_(
            "Looks at all that stands between Git and Azure DevOps, and says what is wrong and\n"
            "what mends it: Git's version; the helpers that Git calls, and their order; its\n"
            "settings; the keyring or other store; the remotes of the repository in this folder;\n"
            "tokens in plain text; and for each organization the network, the proxy, the\n"
            "certificates, the clock, and whether the token is accepted. Nothing is changed,\n"
            "unlocked or asked. The page has no secrets: it can be pasted.\n"
            "\n"
            "  --json     as JSON, for programs; the man page has the keys\n"
            "  --offline  do not ask Azure DevOps\n"
            "\n"
            "The exit status is 0 if nothing is wrong, 1 if there is a warning, 2 if there is a\n"
            "problem, and else 3 if something could not be found out.\n"),
        .is_about_store = TRUE,
        .run = command_doctor,
    },
    {
        .name = "scopes",
        .caller = COMMAND_PERSON,
        .arguments = "[<pattern>] [--json]",
        .summary = N_("show what a token may be allowed to do"),
        .details = N_(
            "The scopes of personal access tokens: what to type, the identifier that Azure DevOps\n"
            "gives it, and the right as the page that makes tokens calls it; which of them Git\n"
            "needs; and the parts of Azure DevOps that have no scope of their own. With a\n"
            "pattern, those that it is a part of: code, push, packaging, \"read & manage\".\n"
            "\n"
            "  --json  as JSON, for programs; the man page has the keys\n"
            "\n"
            "The exit status is 1 if nothing matches.\n"),
        .run = command_scopes,
    },
    {
        .name = "import",
        .caller = COMMAND_PERSON,
        .arguments = "[<org or url>] [--from=SOURCE]... [--dry-run] [--remove]",
        .summary = N_("take over the tokens of other helpers and plain files"),
        .details = N_(
            "Shows the tokens for Azure DevOps that others keep, and what Azure DevOps says of\n"
            "each; stores those that are good, reads them back, and offers to remove each from\n"
            "where it was. One that is refused is named and left out; one that could not be\n"
            "checked, or would replace another, is asked about. With an organization: its\n"
            "tokens, and those that do not say which one they are for.\n"
            "\n"
            "  --from=SOURCE  look there alone, repeatable: gcm, libsecret, azure-cli,\n"
            "                 azureauth, git-credentials, netrc, url, extra-header; where nobody\n"
            "                 can be asked, it also stores what would be asked about\n"
            "  --dry-run      show them, and change nothing\n"
            "  --remove       remove what is stored from where it was, without asking\n"
            "\n"
            "Nothing is removed without a terminal or --remove. The exit status is 1 if something\n"
            "was left for you to do.\n"),
        .is_about_store = TRUE,
        .run = command_import,
    },
    {
        .name = "configure",
        .caller = COMMAND_PERSON,
        .arguments = "[--global|--system|--local] [--server=URL]",
        .summary = N_("make Git use this helper for Azure DevOps"),
        .details = N_(
            "Shows what it writes to Git's configuration, and writes it: this helper, and no\n"
            "other, for the hosts of Azure DevOps, and useHttpPath, so that Git says which\n"
            "organization it needs a token for. Running it again changes nothing.\n"
            "\n"
            "  --global      for this user (the default)\n"
            "  --system      for every user of this machine\n"
            "  --local       for the repository in the current folder\n"
            "  --server=URL  for this Azure DevOps Server, or one collection of it, instead: as\n"
            "                your remotes spell it, for Git compares upper and lower case; also\n"
            "                what makes Git send tokens there as Basic, and not by NTLM\n"
            "\n"
            "The options before the command (--store, --cache, --username, ...) become part of "
            "the\n"
            "helper that is written.\n"),
        .run = command_configure,
    },
    {
        .name = "unconfigure",
        .caller = COMMAND_PERSON,
        .arguments = "[--global|--system|--local] [--server=URL]",
        .summary = N_("take back what configure wrote"),
        .details =
            N_("Removes exactly what `configure` wrote to that file, for every host or, with\n"
               "--server=URL, for that server alone. Stored tokens stay.\n"),
        .run = command_unconfigure,
    },
    {
        .name = "help",
        .caller = COMMAND_PERSON,
        .arguments = "[<command>]",
        .summary = N_("explain the program, or one command"),
        .details = N_("Prints the commands and options, or what one command does.\n"),
        .run = command_help,
    },
    {
        .name = "version",
        .caller = COMMAND_PERSON,
        .arguments = "",
        .summary = N_("print the version"),
        .details = N_("Prints the name and version of the program.\n"),
        .run = command_version,
    },
    {
        .name = "get",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = N_("answer with the stored token"),
        .details = N_(
            "Reads a request of Git's credential protocol and answers with the token stored for\n"
            "its organization. Hosts other than Azure DevOps get no answer. By hand:\n"
            "\n"
            "  printf 'url=https://dev.azure.com/contoso/p/_git/r\\n' | git credential fill\n"),
        .run = command_get,
    },
    {
        .name = "store",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = N_("keep a token that worked"),
        .details =
            N_("Reads a request with a token and stores it for its organization. What is stored\n"
               "already is not written again. By hand:\n"
               "\n"
               "  git credential approve\n"),
        .run = command_store,
    },
    {
        .name = "erase",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = N_("forget a token that was refused"),
        .details =
            N_("Reads a request and removes every stored token that matches it; with a password,\n"
               "only that very token. By hand:\n"
               "\n"
               "  printf 'url=https://dev.azure.com/contoso\\n' | git credential reject\n"),
        .run = command_erase,
    },
    {
        .name = "capability",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = N_("say what parts of the protocol are understood"),
        .details = N_("Prints the capabilities of this helper, for Git 2.46 and later.\n"),
        .run = command_capability,
    },
};

const gsize command_count = G_N_ELEMENTS(commands);

const Command *command_find(const char *name)
{
    for (gsize i = 0; i < command_count; i++) {
        if (g_str_equal(commands[i].name, name))
            return &commands[i];
    }
    return NULL;
}
