/* SPDX-License-Identifier: MIT */
#include "commands/command.h"

const Command commands[] = {
    {
        .name = "configure",
        .caller = COMMAND_PERSON,
        .arguments = "[--global|--system|--local] [--server=URL]",
        .summary = "make Git use this helper for Azure DevOps",
        .details =
            "Shows what it writes to Git's configuration, and writes it: this helper, and no\n"
            "other, for the hosts of Azure DevOps, and useHttpPath, so that Git says which\n"
            "organization it needs a token for. Running it again changes nothing.\n"
            "\n"
            "  --global      for this user (the default)\n"
            "  --system      for every user of this machine\n"
            "  --local       for the repository in the current folder\n"
            "  --server=URL  for this Azure DevOps Server, or one collection of it, instead: as\n"
            "                your remotes spell it, for Git compares upper and lower case\n"
            "\n"
            "The options before the command (--store, --username, --ask) become part of the\n"
            "helper that is written.\n",
        .run = command_configure,
    },
    {
        .name = "unconfigure",
        .caller = COMMAND_PERSON,
        .arguments = "[--global|--system|--local] [--server=URL]",
        .summary = "take back what configure wrote",
        .details = "Removes exactly what `configure` wrote to that file, for every host or, with\n"
                   "--server=URL, for that server alone. Stored tokens stay.\n",
        .run = command_unconfigure,
    },
    {
        .name = "help",
        .caller = COMMAND_PERSON,
        .arguments = "[<command>]",
        .summary = "explain the program, or one command",
        .details = "Prints the commands and options, or what one command does.\n",
        .run = command_help,
    },
    {
        .name = "version",
        .caller = COMMAND_PERSON,
        .arguments = "",
        .summary = "print the version",
        .details = "Prints the name and version of the program.\n",
        .run = command_version,
    },
    {
        .name = "get",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = "answer with the stored token",
        .details =
            "Reads a request of Git's credential protocol and answers with the token stored for\n"
            "its organization. Hosts other than Azure DevOps get no answer.\n"
            "By hand: printf 'url=https://dev.azure.com/contoso/p/_git/r\\n' | git credential "
            "fill\n",
        .run = command_get,
    },
    {
        .name = "store",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = "keep a token that worked",
        .details =
            "Reads a request with a token and stores it for its organization. What is stored\n"
            "already is not written again.\n"
            "By hand: git credential approve\n",
        .run = command_store,
    },
    {
        .name = "erase",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = "forget a token that was refused",
        .details =
            "Reads a request and removes every stored token that matches it; with a password,\n"
            "only that very token.\n"
            "By hand: printf 'url=https://dev.azure.com/contoso\\n' | git credential reject\n",
        .run = command_erase,
    },
    {
        .name = "capability",
        .caller = COMMAND_OPERATION,
        .arguments = "",
        .summary = "say what parts of the protocol are understood",
        .details = "Prints the capabilities of this helper, for Git 2.46 and later.\n",
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
