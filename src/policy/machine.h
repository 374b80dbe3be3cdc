/* SPDX-License-Identifier: MIT */
/*
 * The tokens that machines without people have in their environment, and where each may go: a
 * token whose variable does not come with an organization goes nowhere (CVE-2024-53858). Pure: what
 * the variables say is an argument.
 */
#pragma once

#include "model/credential.h"
#include "model/target.h"

#include <glib.h>

typedef enum {
    MACHINE_PAT, /* for the organizations that are named beside it */
    MACHINE_JOB, /* of a job of Azure Pipelines, for the organization that the job runs in */
} MachineKind;
#define MACHINE_KINDS 2

/* "AZURE_DEVOPS_EXT_PAT", "SYSTEM_ACCESSTOKEN". */
const char *machine_variable(MachineKind kind);

/* What is set; NULL = is not. All is borrowed. */
typedef struct {
    const Secret *tokens[MACHINE_KINDS]; /* without what pat_clean() takes off, and never empty */
    const char *organizations;           /* of the PAT: see machine_names_organizations() */
    const char *tf_build;                /* TF_BUILD: "True" in a job of Azure Pipelines */
    const char *collection;   /* SYSTEM_COLLECTIONURI, "https://dev.azure.com/contoso/" */
    const GPtrArray *servers; /* Server * */
} MachineEnvironment;

/*
 * Whether a list has words, with commas or blanks between them, and each of them may be the name or
 * the address of an organization.
 */
gboolean machine_names_organizations(const char *list);

/* A token for one organization; the record has no user name. */
typedef struct {
    MachineKind kind;
    Credential *credential;
} MachineToken;

/* MachineToken *, each for an organization, the first of which is meant; the caller's. */
GPtrArray *machine_list(const MachineEnvironment *environment);

/*
 * The token for the organization that the request names, by path, host or the user name of the
 * portal's address; NULL if there is none, or none is named. Borrowed from tokens.
 */
const MachineToken *machine_choose(const GPtrArray *tokens, const Target *target);

/* Whether a secret is one of the environment's, wherever it may go. */
gboolean machine_holds(const MachineEnvironment *environment, const Secret *secret);

/* Why a token does not answer a request that is for an organization. */
typedef enum {
    MACHINE_UNSET,
    MACHINE_MALFORMED,     /* it is no token: a macro that nothing replaced, a line break inside */
    MACHINE_UNBOUND,       /* no organization is named beside it */
    MACHINE_NO_PIPELINE,   /* a job's token, and this is no job */
    MACHINE_NO_COLLECTION, /* a job's token, and it is not known where the job runs */
    MACHINE_ELSEWHERE,     /* it is for another organization */
} MachineObstacle;

/* tokens are machine_list()'s, none of which is for the request. */
MachineObstacle machine_obstacle(const MachineEnvironment *environment, const GPtrArray *tokens,
                                 MachineKind kind);
