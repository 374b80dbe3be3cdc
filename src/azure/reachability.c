/* SPDX-License-Identifier: MIT */
#include "azure/reachability.h"

#include "azure/cause.h"
#include "core/message.h"

static void reach_clear(Reach *reach)
{
    g_clear_pointer(&reach->host, g_free);
    g_clear_pointer(&reach->finding, finding_free);
}

void reachability_free(Reachability *reachability)
{
    if (!reachability)
        return;
    reach_clear(&reachability->connection);
    reach_clear(&reachability->profile);
    g_free(reachability);
}

/* ---- the way there --------------------------------------------------------------------------- */

static const struct {
    const char *code; /* NULL = it is not about the way */
    const char *advice;
} steps[] = {
    [HTTP_ANSWERED] = {NULL, NULL},
    [HTTP_NAME_NOT_FOUND] =
        {"dns", N_("look at the name servers (/etc/resolv.conf); if a proxy leads out of this "
                   "network, name it: git config --global http.proxy http://HOST:PORT")},
    [HTTP_CONNECT_FAILED] =
        {"connect", N_("a firewall may be in the way, or the network down; if a proxy leads out of "
                       "this network, name it: git config --global http.proxy http://HOST:PORT")},
    [HTTP_TLS_WRONG_NAME] = {"tls-name",
                             N_("something else answers in its place, as the page of a hotel's "
                                "network or a wrong address in /etc/hosts: open the address in a "
                                "browser")},
    [HTTP_TLS_EXPIRED] = {"tls-expired",
                          N_("if this machine's clock is wrong, set it: date; sudo timedatectl "
                             "set-ntp true")},
    [HTTP_TLS_UNTRUSTED] =
        {"tls-issuer", N_("a proxy that looks into connections has a certificate of its own: "
                          "take it from whoever runs it, and name its file: git config --global "
                          "http.sslCAInfo FILE")},
    [HTTP_TLS_FAILED] = {"tls",
                         N_("look at Git's settings for it: git config --show-origin --get-regexp "
                            "'^http\\..*ssl'")},
    [HTTP_PROXY_FAILED] = {"proxy", NULL}, /* see advise_on_proxy() */
    [HTTP_TIMED_OUT] =
        {"time-out",
         N_("a firewall may drop what is sent, or the network be slow; if a proxy leads out of "
            "this network, name it: git config --global http.proxy http://HOST:PORT")},
    [HTTP_CUT_OFF] = {"cut-off",
                      N_("a firewall or a proxy may end such connections: ask whoever runs it")},
    [HTTP_TOO_LARGE] = {"strange-answer",
                        N_("open the address in a browser: a proxy's page may be in "
                           "the way")},
    [HTTP_FAILED] = {"request", N_("AZDO_TRACE=1 git credential-azdo doctor shows the requests")},
};
G_STATIC_ASSERT(G_N_ELEMENTS(steps) == HTTP_FAILED + 1);

static char *advise_on_proxy(const Finding *finding, const ReachSubject *subject)
{
    const char *setting = subject->proxy_setting ? subject->proxy_setting : "http.proxy";
    if (cause_is_proxy_password(finding) && subject->is_proxy_named)
        return g_strdup_printf(_("Git asks its credential helpers for the password of this proxy, "
                                 "and this program does not: put it into %s, %s"),
                               setting, CAUSE_PROXY_ADDRESS);
    if (cause_is_proxy_password(finding))
        return g_strdup_printf(
            _("the proxy wants a user name and a password, or other ones: correct %s, %s"), setting,
            CAUSE_PROXY_ADDRESS);
    if (finding->status > 0)
        return g_strdup_printf(
            _("the proxy does not let this host through (status %d): ask whoever "
              "runs it"),
            finding->status);
    return g_strdup_printf(_("look at the proxy that %s names: its name and port may be wrong"),
                           setting);
}

static char *advise_on_way(const Finding *finding, const ReachSubject *subject)
{
    if (finding->outcome == HTTP_PROXY_FAILED)
        return advise_on_proxy(finding, subject);
    if (finding->outcome == HTTP_TLS_UNTRUSTED && subject->ca_setting)
        return g_strdup_printf(_("what %s names has no certificate that signed it: add that of the "
                                 "company's proxy, or take the setting out"),
                               subject->ca_setting);
    return g_strdup(_(steps[finding->outcome].advice));
}

static void judge_way(const Reach *reach, const ReachSubject *subject, Checkup *checkup)
{
    const Finding *finding = reach->finding;
    /* How long it took tells nothing, and differs each time. */
    const char *words = finding->outcome == HTTP_TIMED_OUT ? NULL : finding->words;
    const char *code = steps[finding->outcome].code;
    const char *outcome = _(http_outcome_sentence(finding->outcome));
    Diagnosis *diagnosis =
        words ? checkup_add(checkup, DIAGNOSIS_PROBLEM, code, "%s %s (%s)", reach->host, outcome,
                            words)
              : checkup_add(checkup, DIAGNOSIS_PROBLEM, code, "%s %s", reach->host, outcome);
    diagnosis->advice = advise_on_way(finding, subject);
    gboolean is_by_proxy = finding->outcome != HTTP_PROXY_FAILED && subject->proxy;
    if (!is_by_proxy)
        return;
    char *sentence = g_strdup_printf(_("%s, by the proxy %s (%s)"), diagnosis->sentence,
                                     subject->proxy, subject->proxy_setting);
    g_free(diagnosis->sentence);
    diagnosis->sentence = sentence;
}

/* ---- what answered --------------------------------------------------------------------------- */

/* What kept it from an answer about the token, where the way there is good. */
static void judge_silence(const Reach *reach, Checkup *checkup)
{
    const Finding *finding = reach->finding;
    g_autofree char *cause = cause_describe(finding);
    gboolean is_strange = finding->cause == CAUSE_STRANGE_REPLY;
    Diagnosis *diagnosis = checkup_add(checkup, is_strange ? DIAGNOSIS_PROBLEM : DIAGNOSIS_UNKNOWN,
                                       is_strange                             ? "strange-answer"
                                       : finding->cause == CAUSE_THROTTLED    ? "throttled"
                                       : finding->cause == CAUSE_SERVER_FAULT ? "server-fault"
                                                                              : "not-asked",
                                       "%s: %s", reach->host, cause);
    if (is_strange)
        diagnosis->advice = g_strdup(_("open the address in a browser: the organization may be "
                                       "called otherwise, or a proxy's page be in the way"));
    else
        diagnosis->advice = g_strdup(_("try again later"));
}

static void describe_way(const Reach *reach, const ReachSubject *subject, Checkup *checkup)
{
    if (subject->proxy)
        checkup_add(checkup, DIAGNOSIS_OK, "reached", "%s answers in %d ms, by the proxy %s (%s)",
                    subject->place, reach->took_ms, subject->proxy, subject->proxy_setting);
    else
        checkup_add(checkup, DIAGNOSIS_OK, "reached", "%s answers in %d ms", subject->place,
                    reach->took_ms);
}

static void judge_reach(const Reach *reach, const ReachSubject *subject, Checkup *checkup)
{
    const Finding *finding = reach->finding;
    if (finding->kind != FINDING_UNKNOWN)
        describe_way(reach, subject, checkup);
    else if (finding->cause == CAUSE_NOT_REACHED)
        judge_way(reach, subject, checkup);
    else
        judge_silence(reach, checkup);
}

/* ---- the clock ------------------------------------------------------------------------------- */

static char *describe_span(gint64 seconds)
{
    if (seconds < 2 * 60 * 60)
        return g_strdup_printf(message_counted("%d minute", "%d minutes", (gulong)seconds / 60),
                               (int)(seconds / 60));
    if (seconds < 2 * SECONDS_PER_DAY)
        return g_strdup_printf(message_counted("%d hour", "%d hours", (gulong)seconds / (60 * 60)),
                               (int)(seconds / (60 * 60)));
    return g_strdup_printf(
        message_counted("%d day", "%d days", (gulong)(seconds / SECONDS_PER_DAY)),
        (int)(seconds / SECONDS_PER_DAY));
}

static void judge_clock(const Reach *reach, Checkup *checkup)
{
    if (reach->server_time == 0)
        return;
    gint64 skew = reach->own_time - reach->server_time;
    gint64 size = ABS(skew);
    if (size < REACHABILITY_CLOCK_WARNING_S)
        return;
    g_autofree char *span = describe_span(size);
    Diagnosis *diagnosis = checkup_add(
        checkup, size < REACHABILITY_CLOCK_PROBLEM_S ? DIAGNOSIS_WARNING : DIAGNOSIS_PROBLEM,
        "clock",
        skew > 0 ? N_("this machine's clock is %s ahead, as %s tells the time")
                 : N_("this machine's clock is %s behind, as %s tells the time"),
        span, reach->host);
    diagnosis->command = g_strdup("sudo timedatectl set-ntp true");
}

/* ---- the token ------------------------------------------------------------------------------- */

static void judge_token(const Verdict *verdict, const ReachSubject *subject, Checkup *checkup)
{
    g_autofree char *words = verdict_describe(verdict);
    if (verdict->kind == VERDICT_UNKNOWN)
        return; /* what kept it from an answer has been said */
    gboolean is_refused = verdict->kind == VERDICT_REFUSED;
    gboolean is_good = !is_refused && verdict->kind != VERDICT_VALID_NOT_ALLOWED_HERE;
    Diagnosis *diagnosis =
        checkup_add(checkup, is_good ? DIAGNOSIS_OK : DIAGNOSIS_PROBLEM,
                    is_good ? "token-good" : "token-refused", "the token %s for %s is %s",
                    subject->masked, subject->place, words);
    if (is_refused && subject->variable)
        diagnosis->advice =
            g_strdup_printf(_("put another one where %s is set"), subject->variable);
    else if (is_refused)
        diagnosis->command = g_strdup(subject->renew);
    else if (!is_good)
        diagnosis->advice = g_strdup(_("ask for access to this organization, or use the token of "
                                       "somebody who has it"));
}

/*
 * The same fault twice is one fault: a second host is of interest where it fares otherwise, and not
 * where the first one has used up the time.
 */
static gboolean is_worth_telling(const Reachability *reachability)
{
    const Finding *first = reachability->connection.finding;
    const Finding *second = reachability->profile.finding;
    if (!second || second->kind != FINDING_UNKNOWN)
        return FALSE;
    if (first->kind != FINDING_UNKNOWN)
        return TRUE;
    return second->cause != CAUSE_NOT_ASKED &&
           (first->cause != second->cause || first->outcome != second->outcome);
}

void reachability_judge(Reachability *reachability, const ReachSubject *subject, Checkup *checkup)
{
    judge_reach(&reachability->connection, subject, checkup);
    if (is_worth_telling(reachability))
        judge_reach(&reachability->profile, subject, checkup);
    judge_clock(&reachability->connection, checkup);
    if (!subject->masked)
        return;
    g_autoptr(Verdict) verdict = verdict_decide(g_steal_pointer(&reachability->profile.finding),
                                                g_steal_pointer(&reachability->connection.finding));
    judge_token(verdict, subject, checkup);
}
