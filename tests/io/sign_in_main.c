/* SPDX-License-Identifier: MIT */
/*
 * The way from a sign-in's source over the real module to tokens of Microsoft Entra, for
 * test_sign_in.py to drive.
 *
 *   sign_in MODULE [--tenant=ID] [--client-id=ID] [--limit=MS] SOURCE
 *
 * reads a refresh token from the first line of stdin; an empty line is none. Prints key=value
 * lines: whether the source is announced, what a person was shown, and the tokens or the error.
 */
#include "app/browser.h"
#include "app/capture.h"
#include "config/http.h"
#include "driver.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    char *tenant;
    char *client_id;
    int limit_ms;
} Options;

static void show_code(const char *url, const char *code, gpointer data G_GNUC_UNUSED)
{
    printf("shown=%s|%s\n", url, code);
    fflush(stdout);
}

static gboolean open_page(const char *url, gpointer data G_GNUC_UNUSED)
{
    return browser_open(url);
}

static Secret *run(const char *const *argv, gint64 limit_ms, gpointer data G_GNUC_UNUSED,
                   GError **error)
{
    return capture_output(argv, limit_ms, error);
}

static HttpSettings *settings_for(const char *url, gpointer data G_GNUC_UNUSED, GError **error)
{
    return http_settings_read(url, HTTP_ALWAYS_VERIFIES, error);
}

static void print_tokens(const EntraTokens *tokens)
{
    driver_print_secret("access_token", tokens->access_token);
    if (tokens->refresh_token)
        driver_print_secret("refresh_token", tokens->refresh_token);
    printf("expires=%" G_GINT64_FORMAT "\naccount=%s\ntenant=%s\nis_user=%s\n", tokens->expires,
           tokens->account, tokens->tenant, tokens->is_user ? "yes" : "no");
}

static void obtain(const EntraModule *entra, const Options *options, SignInSource source)
{
    static const EntraCallbacks callbacks = {
        .show_code = show_code,
        .open_page = open_page,
        .run = run,
        .settings_for = settings_for,
    };
    g_autoptr(Secret) refresh_token = driver_read_token();
    g_auto(GStrv) environment = g_get_environ();
    const EntraRequest request = {
        .source = source,
        .tenant = options->tenant ? options->tenant : "organizations",
        .client_id = options->client_id ? options->client_id : "",
        .refresh_token = secret_length(refresh_token) > 0 ? refresh_token : NULL,
        .environment = (const char *const *)environment,
        .callbacks = &callbacks,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .limit_ms = options->limit_ms,
    };
    printf("is_announced=%s\n", entra->is_announced(source, request.environment) ? "yes" : "no");
    g_autoptr(GError) error = NULL;
    g_autoptr(EntraTokens) tokens = entra->obtain(&request, &error);
    if (tokens)
        print_tokens(tokens);
    else
        driver_print_error(error);
}

static void parse_options(int *argc, char ***argv, Options *options)
{
    const GOptionEntry entries[] = {
        {"tenant", 0, 0, G_OPTION_ARG_STRING, &options->tenant, NULL, NULL},
        {"client-id", 0, 0, G_OPTION_ARG_STRING, &options->client_id, NULL, NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &options->limit_ms, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("MODULE SOURCE");
    GError *error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, &error))
        driver_fail(error);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    Options options = {.limit_ms = 8000};
    SignInSource source = SIGN_IN_BROWSER;
    parse_options(&argc, &argv, &options);
    if (argc != 3 || !sign_in_source_from_name(argv[2], &source))
        exit(EXIT_FAILURE);
    obtain(driver_load_entra(argv[1]), &options, source);
    driver_wait();
    g_free(options.tenant);
    g_free(options.client_id);
    return EXIT_SUCCESS;
}
