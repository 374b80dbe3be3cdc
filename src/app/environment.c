/* SPDX-License-Identifier: MIT */
#include "app/environment.h"

#include "app/configured.h"
#include "model/pat.h"

#include <stdlib.h>
#include <string.h>

#define ORGANIZATIONS "AZURE_DEVOPS_EXT_PAT_ORG"

static Secret *taken[MACHINE_KINDS]; /* NULL = was not set, or empty */

/* On Linux these very bytes are what /proc/PID/environ shows. */
static Secret *take(const char *variable)
{
    char *value = getenv(variable);
    if (!value)
        return NULL;
    g_autoptr(Secret) whole = secret_new(value, strlen(value));
    explicit_bzero(value, strlen(value));
    unsetenv(variable);
    g_autoptr(Secret) token = pat_clean(whole);
    return secret_length(token) > 0 ? g_steal_pointer(&token) : NULL;
}

void environment_take(void)
{
    for (MachineKind kind = 0; kind < MACHINE_KINDS; kind++)
        taken[kind] = take(machine_variable(kind));
}

gboolean environment_has_tokens(void)
{
    return taken[MACHINE_PAT] || taken[MACHINE_JOB];
}

MachineEnvironment environment_read(const Settings *settings)
{
    const char *organizations = g_getenv(ORGANIZATIONS);
    return (MachineEnvironment){
        .tokens = {[MACHINE_PAT] = taken[MACHINE_PAT], [MACHINE_JOB] = taken[MACHINE_JOB]},
        .organizations = organizations && *organizations ? organizations : settings->organizations,
        .tf_build = g_getenv("TF_BUILD"),
        .collection = g_getenv("SYSTEM_COLLECTIONURI"),
        .servers = settings->servers,
    };
}

Variables environment_copy(void)
{
    GStrv copy = g_get_environ();
    const Secret *job = taken[MACHINE_JOB];
    return job ? g_environ_setenv(copy, machine_variable(MACHINE_JOB), secret_reveal(job), TRUE)
               : copy;
}

void environment_free(Variables variables)
{
    for (char **variable = variables; *variable; variable++)
        explicit_bzero(*variable, strlen(*variable));
    g_strfreev(variables);
}

/*
 * In a task of Azure Pipelines that signs in to Microsoft Entra, the job's token is there for that:
 * it shows who asks for the identity. Where one is set, that answers.
 */
static gboolean is_for_signing_in(const MachineToken *token, const Target *target)
{
    return token->kind == MACHINE_JOB && g_getenv("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID") &&
           configured_is_set(target);
}

const MachineToken *environment_choose(const GPtrArray *tokens, const Target *target)
{
    const MachineToken *token = machine_choose(tokens, target);
    return token && !is_for_signing_in(token, target) ? token : NULL;
}

Credential *environment_find(const Settings *settings, const Target *target)
{
    if (!environment_has_tokens())
        return NULL;
    const MachineEnvironment environment = environment_read(settings);
    g_autoptr(GPtrArray) tokens = machine_list(&environment);
    const MachineToken *token = environment_choose(tokens, target);
    return token ? credential_copy(token->credential) : NULL;
}
