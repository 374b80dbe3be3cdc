/* SPDX-License-Identifier: MIT */
/*
 * The way from Git's settings over the real module to a verdict, for test_validate.py to drive.
 *
 *   validate MODULE [--server=URL] [--limit=MS] [--settings] URL
 *
 * reads a token from the first line of stdin and asks about it at the URL's organization; prints
 * the verdict as key=value lines, and then waits for the end of stdin, so that its memory can be
 * looked at. With --settings it prints what was read of Git's settings for the URL instead.
 */
#include "driver.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const verdicts[] = {
    [VERDICT_VALID] = "valid",
    [VERDICT_VALID_NO_PROFILE_SCOPE] = "valid-no-profile-scope",
    [VERDICT_VALID_NOT_ALLOWED_HERE] = "valid-not-allowed-here",
    [VERDICT_REFUSED] = "refused",
    [VERDICT_UNKNOWN] = "unknown",
};

static const char *const reasons[] = {
    [REFUSAL_UNSPECIFIED] = "unspecified",
    [REFUSAL_EXPIRED] = "expired",
    [REFUSAL_CONDITIONAL_ACCESS] = "conditional-access",
    [REFUSAL_SIGN_IN_ONCE] = "sign-in-once",
};

static const char *const causes[] = {
    [CAUSE_NOT_ASKED] = "not-asked",         [CAUSE_NOT_REACHED] = "not-reached",
    [CAUSE_THROTTLED] = "throttled",         [CAUSE_SERVER_FAULT] = "server-fault",
    [CAUSE_STRANGE_REPLY] = "strange-reply",
};

static const char *const outcomes[] = {
    [HTTP_ANSWERED] = "answered",
    [HTTP_NAME_NOT_FOUND] = "name-not-found",
    [HTTP_CONNECT_FAILED] = "connect-failed",
    [HTTP_TLS_WRONG_NAME] = "tls-wrong-name",
    [HTTP_TLS_EXPIRED] = "tls-expired",
    [HTTP_TLS_UNTRUSTED] = "tls-untrusted",
    [HTTP_TLS_FAILED] = "tls-failed",
    [HTTP_PROXY_FAILED] = "proxy-failed",
    [HTTP_TIMED_OUT] = "timed-out",
    [HTTP_CUT_OFF] = "cut-off",
    [HTTP_TOO_LARGE] = "too-large",
    [HTTP_FAILED] = "failed",
};

typedef struct {
    char *module;
    char *server;
    int limit_ms;
    gboolean wants_settings;
    char *url;
} Arguments;

static void parse_arguments(int argc, char **argv, Arguments *arguments)
{
    arguments->limit_ms = VALIDATION_LOGIN_MS;
    const GOptionEntry entries[] = {
        {"server", 0, 0, G_OPTION_ARG_STRING, &arguments->server, NULL, NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &arguments->limit_ms, NULL, NULL},
        {"settings", 0, 0, G_OPTION_ARG_NONE, &arguments->wants_settings, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    GOptionContext *context = g_option_context_new("MODULE URL");
    GError *error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        driver_fail(error);
    g_option_context_free(context);
    if (argc != 3)
        exit(EXIT_FAILURE);
    arguments->module = argv[1];
    arguments->url = argv[2];
}

static void print_text(const char *name, const char *text)
{
    if (text)
        printf("%s=%s\n", name, text);
}

static void print_settings(const HttpSettings *settings)
{
    print_text("proxy", settings->proxy);
    print_text("proxy_auth_method", settings->proxy_auth_method);
    print_text("proxy_ssl_cert", settings->proxy_ssl_cert);
    print_text("proxy_ssl_key", settings->proxy_ssl_key);
    print_text("proxy_ssl_ca_info", settings->proxy_ssl_ca_info);
    print_text("ssl_ca_info", settings->ssl_ca_info);
    print_text("ssl_ca_path", settings->ssl_ca_path);
    print_text("ssl_cert", settings->ssl_cert);
    print_text("ssl_key", settings->ssl_key);
    print_text("ssl_version", settings->ssl_version);
    print_text("ssl_cipher_list", settings->ssl_cipher_list);
    print_text("pinned_pubkey", settings->pinned_pubkey);
    for (char **entry = settings->resolve; entry && *entry; entry++)
        print_text("resolve", *entry);
    if (settings->ssl_cert_is_protected)
        print_text("ssl_cert_is_protected", "yes");
    if (settings->skips_verification)
        print_text("skips_verification", "yes");
}

static void print_verdict(const Verdict *verdict)
{
    const Finding *finding = verdict->finding;
    g_autofree char *description = verdict_describe(verdict);
    print_text("verdict", verdicts[verdict->kind]);
    print_text("description", description);
    if (finding->identity) {
        print_text("id", finding->identity->id);
        print_text("name", finding->identity->display_name);
        print_text("account", finding->identity->account);
    }
    if (verdict->kind == VERDICT_REFUSED)
        print_text("reason", reasons[finding->reason]);
    if (verdict->kind == VERDICT_UNKNOWN) {
        print_text("cause", causes[finding->cause]);
        print_text("outcome", outcomes[finding->outcome]);
    }
    print_text("words", finding->words);
    print_text("activity_id", finding->activity_id);
    printf("status=%d\nretry_after=%d\n", finding->status, (int)finding->retry_after_s);
}

static void validate(const Arguments *arguments, const Target *target, const HttpSettings *settings)
{
    GError *error = NULL;
    const AzureModule *azure = driver_load_module(arguments->module);
    g_autoptr(Secret) token = driver_read_token();
    const ValidationRequest request = {
        .target = target,
        .token = token,
        .settings = settings,
        .limit_ms = arguments->limit_ms,
    };
    g_autoptr(Verdict) verdict = azure->validate(&request, &error);
    if (!verdict)
        driver_fail(error);
    print_verdict(verdict);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    Arguments arguments = {0};
    parse_arguments(argc, argv, &arguments);
    g_autoptr(Target) target = driver_parse_target(arguments.url, arguments.server);
    g_autoptr(HttpSettings) settings = driver_read_settings(target);
    if (arguments.wants_settings)
        print_settings(settings);
    else
        validate(&arguments, target, settings);
    driver_wait();
    g_free(arguments.server);
    return EXIT_SUCCESS;
}
