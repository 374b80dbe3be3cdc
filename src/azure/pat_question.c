/* SPDX-License-Identifier: MIT */
#include "azure/pat_question.h"

#include "azure/cause.h"
#include "azure/finding.h"
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "net/json_body.h"

/* As many as a page can have; the filters are to be repeated on each. */
#define PAGE_QUERY "&displayFilterOption=active&sortByOption=displayDate&$top=100"

static const struct {
    const char *failure;
    gboolean is_change;
} operations[] = {
    [PAT_OPERATION_CREATE] = {N_("a token could not be created at '<org>'"), TRUE},
    [PAT_OPERATION_LIST] = {N_("the tokens could not be listed at '<org>'"), FALSE},
    [PAT_OPERATION_GET] = {N_("the token could not be looked up at '<org>'"), FALSE},
    [PAT_OPERATION_UPDATE] = {N_("the token could not be changed at '<org>'"), TRUE},
    [PAT_OPERATION_REVOKE] = {N_("the token could not be revoked at '<org>'"), TRUE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(operations) == PAT_OPERATION_REVOKE + 1);

char *pat_question_url_of(const char *url, const char *authorization_id)
{
    return g_strconcat(url, "&authorizationId=", authorization_id, NULL);
}

char *pat_question_url_of_page(const char *url, const char *continuation)
{
    if (!continuation)
        return g_strconcat(url, PAGE_QUERY, NULL);
    g_autofree char *escaped = g_uri_escape_string(continuation, NULL, FALSE);
    return g_strconcat(url, PAGE_QUERY "&continuationToken=", escaped, NULL);
}

Secret *pat_question_body(const PatWish *wish, const char *authorization_id, GError **error)
{
    g_autoptr(JsonBody) body = json_body_new();
    g_autofree char *valid_to = wish->valid_to > 0 ? date_format_utc(wish->valid_to) : NULL;
    json_body_set_text(body, "authorizationId", authorization_id);
    json_body_set_text(body, "displayName", wish->display_name);
    json_body_set_text(body, "scope", wish->scopes);
    json_body_set_text(body, "validTo", valid_to);
    json_body_set_boolean(body, "allOrgs", FALSE);
    return json_body_format(body, error);
}

/* words: the server's own, shown in brackets; NULL = none. */
static void set_refused(const PatQuestion *question, const char *sentence, const char *words,
                        const char *hint, GError **error)
{
    g_autofree char *failure =
        cause_name_organization(operations[question->operation].failure, question->organization);
    if (words)
        error_set(error, ERROR_REFUSED, hint, "%s: %s (%s)", failure, sentence, words);
    else
        error_set(error, ERROR_REFUSED, hint, "%s: %s", failure, sentence);
}

static char *hint_by_hand(const PatQuestion *question)
{
    if (question->operation == PAT_OPERATION_CREATE)
        return g_strdup_printf(
            _("create it in a browser, and store it: git credential-azdo login %s"),
            question->organization);
    return g_strdup_printf(_("do it in a browser: https://dev.azure.com/%s/_usersSettings/tokens"),
                           question->organization);
}

/*
 * An application may be allowed to look at tokens and not to change them; what the Azure CLI gets
 * is allowed both. So a refusal without a reason means one thing here, and another there.
 */
static void refuse_without_reason(const PatQuestion *question, const char *words, GError **error)
{
    gboolean is_change = operations[question->operation].is_change;
    g_autofree char *hint = pat_error_hint(
        is_change ? PAT_ERROR_INVALID_CLIENT : PAT_ERROR_INVALID_SUBJECT, question->organization);
    set_refused(question,
                is_change ? _("Azure DevOps does not let this sign-in do that")
                          : _("Azure DevOps does not accept this sign-in"),
                words, hint, error);
}

static void refuse_sign_in(const PatQuestion *question, const Finding *finding, GError **error)
{
    switch (finding->reason) {
    case REFUSAL_UNSPECIFIED:
    case REFUSAL_EXPIRED: /* which a sign-in does not: it would be another token */
        refuse_without_reason(question, finding->words, error);
        return;
    case REFUSAL_CONDITIONAL_ACCESS:
    case REFUSAL_SIGN_IN_ONCE:
        break;
    }
    const Target target = {.server = (char *)TARGET_SERVICES,
                           .organization = (char *)question->organization};
    g_autofree char *remedy = refusal_hint(finding->reason, &target);
    g_autofree char *hint = g_strdup_printf(_("%s, then try again"), remedy);
    set_refused(question, refusal_sentence(finding->reason), NULL, hint, error);
}

/* Azure DevOps' own "no", and not that of a proxy: with words, and an id of the request. */
static gboolean is_plain_no(const Finding *finding, const HttpReply *reply)
{
    return finding->cause == CAUSE_STRANGE_REPLY && finding->status / 100 == 4 && finding->words &&
           finding->activity_id && !http_reply_has_type(reply, "text/html");
}

void pat_question_fail(const PatQuestion *question, const HttpReply *reply, GError **error)
{
    g_autoptr(Finding) finding = reply ? finding_from_failure(reply) : finding_new();
    if (finding->kind != FINDING_UNKNOWN) {
        refuse_sign_in(question, finding, error);
        return;
    }
    if (is_plain_no(finding, reply)) {
        g_autofree char *hint = hint_by_hand(question);
        set_refused(question, _("Azure DevOps says no"), finding->words, hint, error);
        return;
    }
    cause_set_error(finding, operations[question->operation].failure, question->organization,
                    error);
}

void pat_question_refuse(const PatQuestion *question, const char *name, const char *message,
                         GError **error)
{
    PatError kind = pat_error_from_name(name);
    g_autofree char *words =
        refusal_words_from_text(message || kind != PAT_ERROR_UNKNOWN ? message : name);
    g_autofree char *hint = pat_error_hint(kind, question->organization);
    if (!hint)
        hint = hint_by_hand(question);
    set_refused(question, pat_error_sentence(kind), words, hint, error);
}
