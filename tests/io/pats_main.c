/* SPDX-License-Identifier: MIT */
/*
 * The way from Git's settings over the real module to personal access tokens, for
 * test_pats_client.py to drive.
 *
 *   pats MODULE [--server=URL] [--limit=MS] URL OPERATION...
 *
 * reads an access token from the first line of stdin, and does what the operations say, one after
 * the other over one client: "tenant", "list", "get|ID", "revoke|ID", "create|NAME|SCOPES|END",
 * "update|ID|NAME|SCOPES|END"; what is left empty is left out. Prints key=value lines, with "end"
 * behind each operation.
 */
#include "driver.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define PARTS_MAX 6

typedef struct {
    char *server;
    int limit_ms;
} Options;

typedef struct {
    const Options *options;
    const AzureModule *azure;
    const Target *target;
    const HttpSettings *settings;
    PatClient *client;
} Session;

static void print_pat(const IssuedPat *pat)
{
    printf("pat=%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%s|%s\n", pat->authorization_id,
           pat->valid_from, pat->valid_to, pat->scopes, pat->display_name);
    if (pat->token)
        driver_print_secret("token", pat->token);
}

static void do_tenant(const Session *session, char **parts G_GNUC_UNUSED, GError **error)
{
    g_autofree char *tenant = session->azure->discover_tenant(session->target, session->settings,
                                                              session->options->limit_ms, error);
    if (tenant)
        printf("tenant=%s\n", tenant);
}

static void do_list(const Session *session, char **parts G_GNUC_UNUSED, GError **error)
{
    g_autoptr(GPtrArray) pats =
        session->azure->pats.list(session->client, session->options->limit_ms, error);
    for (guint i = 0; pats && i < pats->len; i++)
        print_pat(g_ptr_array_index(pats, i));
}

/* Takes the token over; NULL = there is none. */
static void print_result(IssuedPat *pat)
{
    if (pat)
        print_pat(pat);
    issued_pat_free(pat);
}

static void do_get(const Session *session, char **parts, GError **error)
{
    print_result(
        session->azure->pats.get(session->client, parts[1], session->options->limit_ms, error));
}

static PatWish parse_wish(char **parts)
{
    return (PatWish){
        .display_name = *parts[0] ? parts[0] : NULL,
        .scopes = *parts[1] ? parts[1] : NULL,
        .valid_to = g_ascii_strtoll(parts[2], NULL, 10),
    };
}

static void do_create(const Session *session, char **parts, GError **error)
{
    const PatWish wish = parse_wish(parts + 1);
    print_result(
        session->azure->pats.create(session->client, &wish, session->options->limit_ms, error));
}

static void do_update(const Session *session, char **parts, GError **error)
{
    const PatWish wish = parse_wish(parts + 2);
    print_result(session->azure->pats.update(session->client, parts[1], &wish,
                                             session->options->limit_ms, error));
}

static void do_revoke(const Session *session, char **parts, GError **error)
{
    if (session->azure->pats.revoke(session->client, parts[1], session->options->limit_ms, error))
        puts("revoked=yes");
}

static const struct {
    const char *name;
    guint parts;
    void (*run)(const Session *session, char **parts, GError **error);
} operations[] = {
    {"tenant", 1, do_tenant}, {"list", 1, do_list},     {"get", 2, do_get},
    {"create", 4, do_create}, {"update", 5, do_update}, {"revoke", 2, do_revoke},
};

static void run(const Session *session, const char *operation)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) parts = g_strsplit(operation, "|", PARTS_MAX);
    gboolean is_known = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(operations); i++) {
        if (!g_str_equal(operations[i].name, parts[0]) ||
            g_strv_length(parts) != operations[i].parts)
            continue;
        is_known = TRUE;
        operations[i].run(session, parts, &error);
    }
    if (!is_known)
        exit(EXIT_FAILURE);
    if (error)
        driver_print_error(error);
    puts("end");
}

static void parse_options(int *argc, char ***argv, Options *options)
{
    const GOptionEntry entries[] = {
        {"server", 0, 0, G_OPTION_ARG_STRING, &options->server, NULL, NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &options->limit_ms, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("MODULE URL OPERATION...");
    GError *error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, &error))
        driver_fail(error);
    if (*argc < 4)
        exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    Options options = {.limit_ms = 8000};
    parse_options(&argc, &argv, &options);
    g_autoptr(Secret) access_token = driver_read_token();
    g_autoptr(Target) target = driver_parse_target(argv[2], options.server);
    g_autoptr(HttpSettings) settings = driver_read_settings(target);
    g_autoptr(GError) error = NULL;
    Session session = {
        .options = &options,
        .azure = driver_load_module(argv[1]),
        .target = target,
        .settings = settings,
    };
    session.client = session.azure->pats.client_new(target, access_token, settings, &error);
    if (error)
        driver_print_error(error);
    for (int i = 3; i < argc; i++) {
        if (session.client || g_str_equal(argv[i], "tenant"))
            run(&session, argv[i]);
    }
    driver_wait();
    session.azure->pats.client_free(session.client);
    g_free(options.server);
    return EXIT_SUCCESS;
}
