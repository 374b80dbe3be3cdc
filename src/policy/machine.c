/* SPDX-License-Identifier: MIT */
#include "policy/machine.h"

#include "core/text.h"
#include "model/address.h"
#include "model/pat.h"

#include <string.h>

#define SEPARATORS ", \t\r\n"
#define SCHEME "https://"

static const char *const variables[] = {
    [MACHINE_PAT] = "AZURE_DEVOPS_EXT_PAT",
    [MACHINE_JOB] = "SYSTEM_ACCESSTOKEN",
};
G_STATIC_ASSERT(G_N_ELEMENTS(variables) == MACHINE_KINDS);

const char *machine_variable(MachineKind kind)
{
    return variables[kind];
}

/* The words of a list; the caller's. */
static GStrv split_list(const char *list)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) words = g_strsplit_set(list ? list : "", SEPARATORS, -1);
    for (char **word = words; *word; word++) {
        if (**word)
            g_strv_builder_add(builder, *word);
    }
    return g_strv_builder_end(builder);
}

gboolean machine_names_organizations(const char *list)
{
    g_auto(GStrv) words = split_list(list);
    for (char **word = words; *word; word++) {
        if (text_has_control(*word, strlen(*word)) ||
            !(organization_is_valid(*word) || g_str_has_prefix(*word, SCHEME)))
            return FALSE;
    }
    return *words != NULL;
}

/* Azure Pipelines leaves "$(System.AccessToken)" as it is where the variable is not to be had. */
static gboolean is_token(const Secret *secret)
{
    const char *bytes = secret_reveal(secret);
    return !g_str_has_prefix(bytes, "$(") && !text_has_control(bytes, secret_length(secret));
}

static gboolean is_in_pipeline(const MachineEnvironment *environment)
{
    return environment->tf_build && g_ascii_strcasecmp(environment->tf_build, "true") == 0;
}

static void machine_token_free(MachineToken *token)
{
    credential_free(token->credential);
    g_free(token);
}

static void add(GPtrArray *tokens, const MachineEnvironment *environment, MachineKind kind,
                const char *place)
{
    const Secret *secret = environment->tokens[kind];
    g_autoptr(Target) target = address_parse(place, environment->servers);
    if (!target || !target->organization || machine_choose(tokens, target))
        return;
    MachineToken *token = g_new(MachineToken, 1);
    token->kind = kind;
    token->credential = credential_new(target->server, target->organization, "", secret);
    if (pat_is_access_token(secret))
        token->credential->kind = CREDENTIAL_ACCESS_TOKEN;
    g_ptr_array_add(tokens, token);
}

/* A PAT that somebody has named an organization for is meant more than the token of every job. */
GPtrArray *machine_list(const MachineEnvironment *environment)
{
    GPtrArray *tokens = g_ptr_array_new_with_free_func((GDestroyNotify)machine_token_free);
    const Secret *pat = environment->tokens[MACHINE_PAT];
    const Secret *job = environment->tokens[MACHINE_JOB];
    g_auto(GStrv) words = split_list(environment->organizations);
    for (char **word = words; pat && is_token(pat) && *word; word++)
        add(tokens, environment, MACHINE_PAT, *word);
    if (job && is_token(job) && is_in_pipeline(environment) && environment->collection)
        add(tokens, environment, MACHINE_JOB, environment->collection);
    return tokens;
}

const MachineToken *machine_choose(const GPtrArray *tokens, const Target *target)
{
    const char *organization =
        target->organization ? target->organization : target->portal_organization;
    for (guint i = 0; organization && i < tokens->len; i++) {
        const MachineToken *token = g_ptr_array_index(tokens, i);
        if (g_str_equal(token->credential->server, target->server) &&
            g_str_equal(token->credential->organization, organization))
            return token;
    }
    return NULL;
}

gboolean machine_holds(const MachineEnvironment *environment, const Secret *secret)
{
    for (gsize i = 0; i < MACHINE_KINDS; i++) {
        if (environment->tokens[i] && secret_equal(environment->tokens[i], secret))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_kind(const GPtrArray *tokens, MachineKind kind)
{
    for (guint i = 0; i < tokens->len; i++) {
        const MachineToken *token = g_ptr_array_index(tokens, i);
        if (token->kind == kind)
            return TRUE;
    }
    return FALSE;
}

MachineObstacle machine_obstacle(const MachineEnvironment *environment, const GPtrArray *tokens,
                                 MachineKind kind)
{
    const Secret *secret = environment->tokens[kind];
    if (!secret)
        return MACHINE_UNSET;
    if (!is_token(secret))
        return MACHINE_MALFORMED;
    if (has_kind(tokens, kind))
        return MACHINE_ELSEWHERE;
    if (kind == MACHINE_PAT)
        return MACHINE_UNBOUND;
    return is_in_pipeline(environment) ? MACHINE_NO_COLLECTION : MACHINE_NO_PIPELINE;
}
