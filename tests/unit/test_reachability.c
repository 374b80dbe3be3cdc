/* SPDX-License-Identifier: MIT */
#include "azure/reachability.h"

#include "findings.h"
#include "suite.h"

#include <string.h>

#define NOW 1795516200
#define RENEW "git credential-azdo renew contoso"

typedef struct {
    FindingKind kind;
    UnknownCause cause;
    HttpOutcome outcome;
    int status;
} Came;

#define ACCEPTED                                                                                   \
    {                                                                                              \
        FINDING_ACCEPTED, 0, HTTP_ANSWERED, 200                                                    \
    }
#define REFUSED                                                                                    \
    {                                                                                              \
        FINDING_REFUSED, 0, HTTP_ANSWERED, 401                                                     \
    }
#define NOT_ALLOWED                                                                                \
    {                                                                                              \
        FINDING_NOT_ALLOWED, 0, HTTP_ANSWERED, 401                                                 \
    }
#define FAILED(how)                                                                                \
    {                                                                                              \
        FINDING_UNKNOWN, CAUSE_NOT_REACHED, how, 0                                                 \
    }
#define PROXY(status)                                                                              \
    {                                                                                              \
        FINDING_UNKNOWN, CAUSE_NOT_REACHED, HTTP_PROXY_FAILED, status                              \
    }
#define SILENT(why, status)                                                                        \
    {                                                                                              \
        FINDING_UNKNOWN, why, HTTP_ANSWERED, status                                                \
    }

static void fill(Reach *reach, const char *host, const Came *came)
{
    reach->host = g_strdup(host);
    reach->finding = finding_new();
    reach->finding->kind = came->kind;
    reach->finding->cause = came->cause;
    reach->finding->outcome = came->outcome;
    reach->finding->status = came->status;
    reach->took_ms = 80;
}

static const struct {
    const char *name;
    Came connection;
    Came profile;
    gboolean has_token;
    gint64 skew_s; /* how far our clock is ahead; 0 = the time is not told */
    const char *found;
    const char *mending; /* a part of the first advice or command; NULL = there is none */
} rows[] = {
    {"good, without a token", REFUSED, {0}, FALSE, 1, "ok reached", NULL},
    {"good, with a token", ACCEPTED, ACCEPTED, TRUE, -1, "ok reached, ok token-good", NULL},
    {"refused", REFUSED, REFUSED, TRUE, 0, "ok reached, problem token-refused", RENEW},
    {"not allowed there", NOT_ALLOWED, NOT_ALLOWED, TRUE, 0, "ok reached, problem token-refused",
     "ask for access"},
    {"its name is unknown", FAILED(HTTP_NAME_NOT_FOUND), FAILED(HTTP_NAME_NOT_FOUND), TRUE, 0,
     "problem dns", "name servers"},
    {"refused to connect",
     FAILED(HTTP_CONNECT_FAILED),
     {0},
     FALSE,
     0,
     "problem connect",
     "firewall"},
    {"another's certificate",
     FAILED(HTTP_TLS_WRONG_NAME),
     {0},
     FALSE,
     0,
     "problem tls-name",
     "something else answers"},
    {"an old certificate", FAILED(HTTP_TLS_EXPIRED), {0}, FALSE, 0, "problem tls-expired", "clock"},
    {"an unknown issuer",
     FAILED(HTTP_TLS_UNTRUSTED),
     {0},
     FALSE,
     0,
     "problem tls-issuer",
     "http.sslCAInfo"},
    {"no TLS", FAILED(HTTP_TLS_FAILED), {0}, FALSE, 0, "problem tls", "git config"},
    {"a proxy that wants a password", PROXY(407), {0}, FALSE, 0, "problem proxy", "a password"},
    {"a proxy that refuses", PROXY(403), {0}, FALSE, 0, "problem proxy", "status 403"},
    {"a proxy that is not there", PROXY(0), {0}, FALSE, 0, "problem proxy", "name and port"},
    {"too slow", FAILED(HTTP_TIMED_OUT), {0}, FALSE, 0, "problem time-out", "firewall"},
    {"cut off", FAILED(HTTP_CUT_OFF), {0}, FALSE, 0, "problem cut-off", "proxy"},
    {"too much", FAILED(HTTP_TOO_LARGE), {0}, FALSE, 0, "problem strange-answer", "browser"},
    {"no request", FAILED(HTTP_FAILED), {0}, FALSE, 0, "problem request", "AZDO_TRACE"},
    {"somebody's page",
     SILENT(CAUSE_STRANGE_REPLY, 200),
     {0},
     FALSE,
     0,
     "problem strange-answer",
     "browser"},
    {"asked for patience",
     SILENT(CAUSE_THROTTLED, 429),
     {0},
     FALSE,
     0,
     "unknown throttled",
     "later"},
    {"a fault of the server",
     SILENT(CAUSE_SERVER_FAULT, 503),
     {0},
     FALSE,
     0,
     "unknown server-fault",
     "later"},
    {"no time", SILENT(CAUSE_NOT_ASKED, 0), {0}, FALSE, 0, "unknown not-asked", "later"},
    {"only where tokens are checked is it closed", REFUSED, FAILED(HTTP_CONNECT_FAILED), TRUE, 0,
     "ok reached, problem connect", "firewall"},
    {"the first host has used up the time", FAILED(HTTP_TIMED_OUT), SILENT(CAUSE_NOT_ASKED, 0),
     TRUE, 0, "problem time-out", "firewall"},
    {"a clock that is ahead", REFUSED, {0}, FALSE, 301, "ok reached, warning clock", "set-ntp"},
    {"a clock that is behind", REFUSED, {0}, FALSE, -7200, "ok reached, warning clock", "set-ntp"},
    {"a clock that is right enough", REFUSED, {0}, FALSE, 299, "ok reached", NULL},
    {"a clock of another day", REFUSED, {0}, FALSE, -86400, "ok reached, problem clock", "set-ntp"},
};

static Reachability *reachability_of(int row)
{
    Reachability *reachability = g_new0(Reachability, 1);
    fill(&reachability->connection, "dev.azure.com", &rows[row].connection);
    if (rows[row].has_token)
        fill(&reachability->profile, "vssps.dev.azure.com", &rows[row].profile);
    if (rows[row].skew_s != 0) {
        reachability->connection.own_time = NOW;
        reachability->connection.server_time = NOW - rows[row].skew_s;
    }
    return reachability;
}

static const char *first_mending(const Checkup *checkup)
{
    for (guint i = 0; i < checkup->diagnoses->len; i++) {
        const Diagnosis *diagnosis = g_ptr_array_index(checkup->diagnoses, i);
        if (diagnosis->advice || diagnosis->command)
            return diagnosis->advice ? diagnosis->advice : diagnosis->command;
    }
    return NULL;
}

static void judge(int row, ReachSubject subject, Checkup *checkup)
{
    Reachability *reachability = reachability_of(row);
    subject.place = "dev.azure.com/contoso";
    subject.masked = rows[row].has_token ? "****abcd" : NULL;
    subject.renew = RENEW;
    reachability_judge(reachability, &subject, checkup);
    reachability_free(reachability);
}

START_TEST(each_step_has_its_own_sentence)
{
    Checkup *checkup = checkup_new("network", "Network");
    judge(_i, (ReachSubject){0}, checkup);
    g_autofree char *found = findings_list(checkup);
    const char *mending = first_mending(checkup);
    assert_row_text(rows[_i].name, "what is found", found, rows[_i].found);
    ck_assert_msg(rows[_i].mending ? mending && strstr(mending, rows[_i].mending) : !mending,
                  "%s: what mends it is '%s'", rows[_i].name, mending ? mending : "(absent)");
    checkup_free(checkup);
}
END_TEST

START_TEST(whatever_happens_on_the_way_is_named_with_its_proxy)
{
    Checkup *checkup = checkup_new("network", "Network");
    judge(_i, (ReachSubject){.proxy = "http://proxy:3128", .proxy_setting = "https_proxy"},
          checkup);
    const Diagnosis *first = g_ptr_array_index(checkup->diagnoses, 0);
    gboolean is_of_proxy = strstr(first->sentence, "proxy") != NULL;
    gboolean is_about_the_way = rows[_i].connection.kind != FINDING_UNKNOWN ||
                                rows[_i].connection.cause == CAUSE_NOT_REACHED;
    ck_assert_msg(is_of_proxy == is_about_the_way, "%s: %s", rows[_i].name, first->sentence);
    checkup_free(checkup);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reachability");
    TCase *test_case = suite_add_case(suite, "reachability");
    case_add_rows(test_case, each_step_has_its_own_sentence, rows);
    case_add_rows(test_case, whatever_happens_on_the_way_is_named_with_its_proxy, rows);
    return suite_run(suite);
}
