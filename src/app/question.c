/* SPDX-License-Identifier: MIT */
#include "app/question.h"

#include "app/warning.h"
#include "policy/attempt.h"
#include "protocol/answer.h"

static gboolean may_ask_again(const Question *question)
{
    return (question->exchange->request->capabilities & REQUEST_CAPABILITY_STATE) &&
           !question->is_second && !question->is_last;
}

int question_answer(const Question *question, const Credential *credential, GError **error)
{
    const Request *request = question->exchange->request;
    const char *asked = request->username;
    const char *known = *credential->username ? credential->username : TARGET_ANY_USERNAME;
    g_autofree char *state = may_ask_again(question) ? attempt_format(credential) : NULL;
    gboolean is_certain = credential->valid_to_certainty == VALID_TO_CERTAIN;
    gboolean has_authtype = (request->capabilities & REQUEST_CAPABILITY_AUTHTYPE) != 0;
    const Answer answer = {
        .username = asked && *asked ? asked : known,
        .password = credential->secret,
        .password_expiry_utc = is_certain ? credential->valid_to : 0,
        .is_bearer = has_authtype && credential->kind == CREDENTIAL_ACCESS_TOKEN,
        .is_ephemeral = has_authtype && question->is_last,
        .state = state,
    };
    g_autoptr(Secret) text = answer_format(&answer);
    if (!exchange_write(text, error))
        return 1;
    warning_print_if_due(question->settings, credential, question->now);
    return 0;
}

/* One more error, about stdout, would hide the one that there is. */
int question_quit(void)
{
    gboolean told = exchange_write_text(answer_quit, NULL);
    (void)told;
    return 1;
}

Target *question_target(const Target *target)
{
    const char *organization =
        target->organization ? target->organization : target->portal_organization;
    if (!organization)
        return NULL;
    Target *named = g_new0(Target, 1);
    named->server = g_strdup(target->server);
    named->organization = g_strdup(organization);
    return named;
}
