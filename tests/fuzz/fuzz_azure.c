/* SPDX-License-Identifier: MIT */
/* Replies of Azure DevOps about a token: profile, connectionData, tenant, probes, and refusals. */
#include "fuzz_reply.h"

#include "azure/cause.h"
#include "azure/finding.h"
#include "azure/probe_reply.h"
#include "azure/tenant.h"
#include "azure/tenant_reply.h"
#include "azure/token_json.h"
#include "net/json.h"

#include <string.h>

#define IDENTITY_MAX_CHARACTERS 256
#define WORDS_MAX_CHARACTERS 400

static void claim_text(const char *text, glong maximum)
{
    fuzz_claim(!text || (fuzz_is_printable(text) && g_utf8_strlen(text, -1) <= maximum));
}

static void claim_identity(const Identity *identity)
{
    fuzz_claim(g_uuid_string_is_valid(identity->id) && !identity_is_anonymous(identity));
    claim_text(identity->display_name, IDENTITY_MAX_CHARACTERS);
    claim_text(identity->account, IDENTITY_MAX_CHARACTERS);
}

static void claim_finding(const Finding *finding)
{
    fuzz_claim((finding->kind == FINDING_ACCEPTED) == (finding->identity != NULL));
    fuzz_claim(finding->reason == REFUSAL_UNSPECIFIED || finding->kind != FINDING_ACCEPTED);
    claim_text(finding->words, WORDS_MAX_CHARACTERS);
    claim_text(finding->activity_id, WORDS_MAX_CHARACTERS);
    if (finding->identity)
        claim_identity(finding->identity);
    g_autofree char *cause = cause_describe(finding);
    fuzz_claim(cause && fuzz_is_printable(cause));
}

/* Whatever came in, what is printed is JSON. */
static void claim_json(const Verdict *verdict)
{
    g_autoptr(JsonList) list = json_list_new();
    json_list_begin(list);
    token_json_set_verdict(list, verdict);
    token_json_set_reach(list, verdict);
    g_autofree char *text = json_list_format(list, "tokens", NULL);
    fuzz_claim(text);
    g_autoptr(JsonDocument) document = json_document_parse(text, strlen(text));
    g_autoptr(GPtrArray) objects = document ? json_document_get_objects(document, "tokens") : NULL;
    fuzz_claim(objects && objects->len == 1);
    fuzz_claim(json_document_get_text(g_ptr_array_index(objects, 0), "check", NULL));
}

static void claim_verdict(const HttpReply *reply)
{
    Finding *profile = finding_from_profile(reply);
    Finding *connection = finding_from_connection_data(reply);
    claim_finding(profile);
    claim_finding(connection);
    gboolean has_identity = profile->identity || connection->identity;
    g_autoptr(Verdict) verdict = verdict_decide(profile, connection);
    fuzz_claim(!verdict_is_accepted(verdict) || has_identity);
    claim_json(verdict);
}

static void claim_tenant(const HttpReply *reply)
{
    GError *error = NULL;
    g_autofree char *tenant = tenant_reply_decode(reply, "contoso", &error);
    if (!tenant) {
        fuzz_claim_error(error);
        return;
    }
    fuzz_claim(!error);
    fuzz_claim(g_str_equal(tenant, TENANT_ANY) || g_uuid_string_is_valid(tenant));
    fuzz_claim(strspn(tenant, "0-") < strlen(tenant));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(HttpReply) reply = fuzz_reply_new(bytes, length);
    claim_verdict(reply);
    claim_tenant(reply);
    g_autoptr(Finding) failure = finding_from_failure(reply);
    claim_finding(failure);
    fuzz_claim(failure->kind != FINDING_ACCEPTED);
    ProbeAnswer answer = probe_answer_from_reply(reply);
    fuzz_claim(answer != PROBE_CAN || reply->status == 200);
    fuzz_claim(answer != PROBE_CANNOT || reply->status == 401 || reply->status == 403);
    return 0;
}
