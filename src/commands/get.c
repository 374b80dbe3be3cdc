/* SPDX-License-Identifier: MIT */
#include "app/access.h"
#include "app/exchange.h"
#include "commands/command.h"
#include "core/error.h"
#include "core/text.h"
#include "policy/selection.h"
#include "protocol/answer.h"

typedef struct {
    const Settings *settings;
    const Exchange *exchange;
    gint64 now;
} Question;

/* "dev.azure.com/contoso", or as much of it as the request says. */
static char *target_name(const Target *target)
{
    return target->organization ? g_strdup_printf("%s/%s", target->server, target->organization)
                                : g_strdup(target->server);
}

static int answer_with(const Question *question, const Credential *credential, GError **error)
{
    const char *asked = question->exchange->request->username;
    const char *known = *credential->username ? credential->username : TARGET_ANY_USERNAME;
    gboolean is_certain = credential->valid_to_certainty == VALID_TO_CERTAIN;
    const Answer answer = {
        .username = asked && *asked ? asked : known,
        .password = credential->secret,
        .password_expiry_utc = is_certain ? credential->valid_to : 0,
    };
    g_autoptr(Secret) text = answer_format(&answer);
    return exchange_write(text, error) ? 0 : 1;
}

static int report_ambiguous(const Question *question, GError **error)
{
    if (question->settings->is_quiet)
        return 0;
    error_set(error, ERROR_AMBIGUOUS,
              "git config --global credential.https://dev.azure.com.useHttpPath true",
              "tokens of several organizations are stored, and Git did not say which one it needs");
    return 1;
}

static int report_expired(const Question *question, const Credential *credential, GError **error)
{
    if (question->settings->is_quiet)
        return 0;
    g_autofree char *name = target_name(question->exchange->target);
    g_autofree char *shown = text_printable(name);
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_local(credential->valid_to);
    g_autofree char *day = date ? g_date_time_format(date, "%F") : g_strdup("an earlier day");
    error_set(error, ERROR_STORE_FAILED, "make a new one, and give it to Git when it asks",
              "the token stored for '%s' expired on %s", shown, day);
    return 1;
}

/* The organization's own records first; only without a match is the store asked once more. */
static int answer_from(const Question *question, Store *store, GError **error)
{
    const Target *target = question->exchange->target;
    const char *preferred = question->settings->username;
    const Credential *credential = NULL;
    g_autoptr(GPtrArray) candidates = access_lookup(store, target, error);
    if (!candidates)
        return 1;
    SelectionOutcome outcome =
        selection_choose(target, candidates, preferred, question->now, &credential);
    if (outcome == SELECTION_NONE || outcome == SELECTION_EXPIRED) {
        if (!access_lookup_spelled(store, target, candidates, error))
            return 1;
        outcome = selection_choose(target, candidates, preferred, question->now, &credential);
    }

    switch (outcome) {
    case SELECTION_FOUND:
        return answer_with(question, credential, error);
    case SELECTION_NONE:
        return 0;
    case SELECTION_EXPIRED:
        return report_expired(question, credential, error);
    case SELECTION_AMBIGUOUS:
        return report_ambiguous(question, error);
    }
    g_assert_not_reached();
}

/* A locked keyring holds a token that works: Git must not ask for another one meanwhile. */
static int quit_if_locked(GError **error)
{
    if (g_error_matches(*error, AZDO_ERROR, ERROR_STORE_LOCKED) ||
        g_error_matches(*error, AZDO_ERROR, ERROR_STORE_DISMISSED)) {
        /* There is an error to report already; one more about stdout would hide it. */
        gboolean told = exchange_write_text(answer_quit, NULL);
        (void)told;
    }
    return 1;
}

static int get_handle(const Settings *settings, const Exchange *exchange, GError **error)
{
    const Question question = {
        .settings = settings,
        .exchange = exchange,
        .now = g_get_real_time() / G_USEC_PER_SEC,
    };
    g_autoptr(Store) store = access_open_store(settings, error);
    int status = store ? answer_from(&question, store, error) : 1;
    return *error ? quit_if_locked(error) : status;
}

int command_get(const Settings *settings, char **argv G_GNUC_UNUSED, GError **error)
{
    return exchange_run(settings, get_handle, error);
}
