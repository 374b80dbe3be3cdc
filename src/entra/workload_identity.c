/* SPDX-License-Identifier: MIT */
#include "core/error.h"
#include "core/message.h"
#include "entra/authority.h"
#include "entra/channel.h"
#include "entra/issuer_url.h"
#include "entra/secret_file.h"
#include "entra/source.h"

#include <string.h>

#define CLIENT_ID "AZURE_CLIENT_ID"
#define TENANT_ID "AZURE_TENANT_ID"
/* Microsoft Entra Workload ID for Kubernetes, as its webhook sets it. */
#define TOKEN_FILE "AZURE_FEDERATED_TOKEN_FILE"
/* GitHub Actions, in jobs with the permission "id-token: write". */
#define GITHUB_URL "ACTIONS_ID_TOKEN_REQUEST_URL"
#define GITHUB_TOKEN "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
/*
 * Azure Pipelines, in the tasks AzureCLI@2 and AzurePowerShell@5 with a service connection; they
 * and the Azure SDKs' AzurePipelinesCredential use these names.
 */
#define PIPELINES_URL "SYSTEM_OIDCREQUESTURI"
#define PIPELINES_TOKEN "SYSTEM_ACCESSTOKEN"
#define PIPELINES_CONNECTION "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"
#define PIPELINES_CLIENT_ID "AZURESUBSCRIPTION_CLIENT_ID"
#define PIPELINES_TENANT_ID "AZURESUBSCRIPTION_TENANT_ID"

#define STATUS_OK 200

/* One request to an issuer, of the job that it names by a token. */
typedef struct {
    const char *issuer;
    const char *url;
    HttpMethod method;
    const char *token_variable;
    const char *answer; /* the name of the token in the answer */
    const char *hint;   /* if the issuer does not want to */
} Question;

static void set_issuer_error(const Question *question, const HttpReply *reply, GError **error)
{
    gboolean is_refused =
        reply->outcome == HTTP_ANSWERED && reply->status / 100 == 4 && reply->status != 429;
    if (is_refused)
        error_set(error, ERROR_REFUSED, question->hint,
                  "%s gives no token to show to Microsoft Entra (status %d)", question->issuer,
                  reply->status);
    else if (reply->outcome == HTTP_ANSWERED)
        error_set(error, ERROR_UNREACHABLE, N_("try again later"),
                  "%s does not answer with a token (status %d)", question->issuer, reply->status);
    else
        error_set(error, ERROR_UNREACHABLE, N_("try again later"),
                  "%s gives no token: the server %s", question->issuer,
                  _(http_outcome_sentence(reply->outcome)));
}

static Secret *ask_issuer(const Errand *errand, const Question *question, GError **error)
{
    g_autoptr(Secret) token = errand_secret(errand, question->token_variable, error);
    g_autoptr(Channel) channel = token ? channel_open(errand, question->url, error) : NULL;
    if (!channel)
        return NULL;
    const HttpRequest request = {
        .method = question->method,
        .url = question->url,
        .scheme = HTTP_SCHEME_BEARER,
        .token = token,
        .content_type = question->method == HTTP_METHOD_POST ? "application/json" : NULL,
    };
    g_autoptr(HttpReply) reply = channel_send(channel, &request);
    Secret *assertion = NULL;
    if (reply->outcome == HTTP_ANSWERED && reply->status == STATUS_OK && reply->body)
        assertion = token_reply_decode_text(reply->body, reply->body_length, question->answer);
    if (!assertion)
        set_issuer_error(question, reply, error);
    return assertion;
}

/* That the variable names a host of somebody else's, to which the job's token must not go. */
static void set_url_error(const char *variable, const char *owner, GError **error)
{
    g_autofree char *hint =
        g_strdup_printf(_("unset %s, which %s sets to one in its jobs"), variable, owner);
    error_set(error, ERROR_CONFIG, hint, "%s names no address of %s", variable, owner);
}

static Secret *ask_github(const Errand *errand, GError **error)
{
    g_autofree char *url = issuer_url_github(errand_variable(errand, GITHUB_URL));
    if (!url) {
        set_url_error(GITHUB_URL, "GitHub Actions", error);
        return NULL;
    }
    const Question question = {
        .issuer = "GitHub",
        .url = url,
        .method = HTTP_METHOD_GET,
        .token_variable = GITHUB_TOKEN,
        .answer = "value",
        .hint = N_("give the job the permission 'id-token: write'"),
    };
    return ask_issuer(errand, &question, error);
}

/* The tasks set its id; a pipeline that sets the variable itself may have its name there. */
static gboolean check_connection(const char *connection, GError **error)
{
    if (g_uuid_string_is_valid(connection))
        return TRUE;
    g_autofree char *hint = g_strdup_printf(
        _("set %s to the id of the service connection, not to its name"), PIPELINES_CONNECTION);
    error_set(error, ERROR_CONFIG, hint, "%s is not an id", PIPELINES_CONNECTION);
    return FALSE;
}

static Secret *ask_azure_pipelines(const Errand *errand, GError **error)
{
    if (!check_connection(errand_variable(errand, PIPELINES_CONNECTION), error))
        return NULL;
    g_autofree char *url = issuer_url_azure_pipelines(
        errand_variable(errand, PIPELINES_URL), errand_variable(errand, PIPELINES_CONNECTION));
    if (!url) {
        set_url_error(PIPELINES_URL, "Azure Pipelines", error);
        return NULL;
    }
    const Question question = {
        .issuer = "Azure Pipelines",
        .url = url,
        .method = HTTP_METHOD_POST,
        .token_variable = PIPELINES_TOKEN,
        .answer = "oidcToken",
        .hint = N_("let this pipeline use the service connection, which must be one of workload "
                   "identity federation"),
    };
    return ask_issuer(errand, &question, error);
}

static Secret *read_file(const Errand *errand, GError **error)
{
    return secret_file_read_line(errand_variable(errand, TOKEN_FILE), TOKEN_FILE, error);
}

/* In this order: a token that was put there on purpose comes before what each job has. */
static const struct {
    const char *needed[4]; /* what announces it, besides application and tenant */
    const char *client_id;
    const char *tenant_id;
    Secret *(*get_assertion)(const Errand *errand, GError **error);
} issuers[] = {
    {{TOKEN_FILE}, CLIENT_ID, TENANT_ID, read_file},
    {{GITHUB_URL, GITHUB_TOKEN}, CLIENT_ID, TENANT_ID, ask_github},
    {{PIPELINES_URL, PIPELINES_TOKEN, PIPELINES_CONNECTION},
     PIPELINES_CLIENT_ID,
     PIPELINES_TENANT_ID,
     ask_azure_pipelines},
};

static gboolean has_all(const Errand *errand, const char *const *names)
{
    for (; *names; names++) {
        if (!errand_variable(errand, *names))
            return FALSE;
    }
    return TRUE;
}

/* An Azure Pipelines job may also name the application as everywhere else. */
static const char *pick(const Errand *errand, const char *variable, const char *usual)
{
    return errand_variable(errand, variable) || !errand_variable(errand, usual) ? variable : usual;
}

static EntraTokens *obtain_from(const Errand *errand, gsize issuer, GError **error)
{
    const char *client_id =
        errand_client_id(errand, pick(errand, issuers[issuer].client_id, CLIENT_ID), error);
    if (!client_id)
        return NULL;
    const char *tenant =
        errand_tenant(errand, pick(errand, issuers[issuer].tenant_id, TENANT_ID), error);
    g_autoptr(Authority) authority = tenant ? authority_open(errand, tenant, error) : NULL;
    g_autoptr(Secret) assertion = authority ? issuers[issuer].get_assertion(errand, error) : NULL;
    if (!assertion)
        return NULL;
    return authority_obtain_by_assertion(authority, client_id, assertion, error);
}

static EntraTokens *workload_identity_obtain(const Errand *errand, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(issuers); i++) {
        if (has_all(errand, issuers[i].needed))
            return obtain_from(errand, i, error);
    }
    error_set(error, ERROR_MISSING,
              N_("in GitHub Actions give the job the permission 'id-token: write'; in Azure "
                 "Pipelines run it in AzureCLI@2 with SYSTEM_ACCESSTOKEN in its env"),
              "there is no token of a workload here: neither %s nor %s nor %s is set", TOKEN_FILE,
              GITHUB_URL, PIPELINES_URL);
    return NULL;
}

static gboolean workload_identity_is_announced(const Errand *errand)
{
    for (gsize i = 0; i < G_N_ELEMENTS(issuers); i++) {
        if (has_all(errand, issuers[i].needed))
            return errand_variable(errand, pick(errand, issuers[i].client_id, CLIENT_ID)) &&
                   errand_variable(errand, pick(errand, issuers[i].tenant_id, TENANT_ID));
    }
    return FALSE;
}

const EntraSource workload_identity_source = {
    .obtain = workload_identity_obtain,
    .is_announced = workload_identity_is_announced,
};
