/* SPDX-License-Identifier: MIT */
/* What azure.so, which brings libcurl and jansson with it, exports: see app/module.h. */
#pragma once

#include "azure/audit_json.h"
#include "azure/azureauth_json.h"
#include "azure/doctor_json.h"
#include "azure/pats.h"
#include "azure/probing.h"
#include "azure/reaching.h"
#include "azure/scopes_json.h"
#include "azure/status_json.h"
#include "azure/tenant.h"
#include "azure/validation.h"

/* azure/pats.h */
typedef struct {
    PatClient *(*client_new)(const Target *target, const Secret *access_token,
                             const HttpSettings *settings, GError **error);
    void (*client_free)(PatClient *client);
    IssuedPat *(*create)(PatClient *client, const PatWish *wish, gint64 limit_ms, GError **error);
    GPtrArray *(*list)(PatClient *client, gint64 limit_ms, GError **error);
    IssuedPat *(*get)(PatClient *client, const char *authorization_id, gint64 limit_ms,
                      GError **error);
    IssuedPat *(*update)(PatClient *client, const char *authorization_id, const PatWish *wish,
                         gint64 limit_ms, GError **error);
    gboolean (*revoke)(PatClient *client, const char *authorization_id, gint64 limit_ms,
                       GError **error);
} PatFunctions;

typedef struct {
    Verdict *(*validate)(const ValidationRequest *request, GError **error); /* validation_run() */
    ProbeReport *(*probe)(const ProbingRequest *request, GError **error);   /* probing_run() */
    Reachability *(*reach)(const ReachingRequest *request, GError **error); /* reaching_run() */
    char *(*format_doctor)(const GPtrArray *checkups, GError **error); /* doctor_json_format() */
    char *(*format_status)(const GArray *tokens, GError **error);      /* status_json_format() */
    char *(*format_audit)(const GArray *tokens, const GArray *places,
                          GError **error); /* audit_json_format() */
    char *(*format_scopes)(const GPtrArray *scopes, const GPtrArray *parts,
                           GError **error); /* scopes_json_format() */
    char *(*discover_tenant)(const Target *target, const HttpSettings *settings, gint64 limit_ms,
                             GError **error);             /* tenant_discover() */
    GPtrArray *(*parse_azureauth)(const Secret *content); /* azureauth_json_parse() */
    PatFunctions pats;
} AzureModule;

/* What the module exports under the name of AZURE_MODULE_SYMBOL. */
typedef const AzureModule *(*AzureModuleFunction)(void);
#define AZURE_MODULE_SYMBOL "azure_module_functions"

const AzureModule *azure_module_functions(void);
