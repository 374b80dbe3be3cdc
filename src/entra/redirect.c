/* SPDX-License-Identifier: MIT */
#include "entra/redirect.h"

#include "core/message.h"

#include <string.h>

#define METHOD "GET "
#define VERSION " HTTP/1."
#define HEAD_END "\r\n\r\n"

typedef enum {
    PARAMETER_CODE,
    PARAMETER_STATE,
    PARAMETER_ERROR,
    PARAMETER_DESCRIPTION,
} Parameter;

static const char *const parameter_names[] = {
    [PARAMETER_CODE] = "code",
    [PARAMETER_STATE] = "state",
    [PARAMETER_ERROR] = "error",
    [PARAMETER_DESCRIPTION] = "error_description",
};
#define PARAMETER_COUNT G_N_ELEMENTS(parameter_names)

/* The values that count, NULL = absent; a code among them. */
typedef struct {
    char *values[PARAMETER_COUNT];
} Query;

static void wipe_text(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

static void query_clear(Query *query)
{
    for (gsize i = 0; i < PARAMETER_COUNT; i++)
        g_clear_pointer(&query->values[i], wipe_text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Query, query_clear)

/* Takes the value over. FALSE if the name came before. */
static gboolean query_take(Query *query, const char *name, char *value)
{
    for (gsize i = 0; i < PARAMETER_COUNT; i++) {
        if (!g_str_equal(name, parameter_names[i]))
            continue;
        if (query->values[i]) {
            wipe_text(value);
            return FALSE;
        }
        query->values[i] = value;
        return TRUE;
    }
    wipe_text(value);
    return TRUE;
}

static gboolean query_parse(const char *text, gsize length, Query *query)
{
    GUriParamsIter parameters;
    g_autoptr(GError) error = NULL;
    char *name = NULL;
    char *value = NULL;
    g_uri_params_iter_init(&parameters, text, (gssize)length, "&", G_URI_PARAMS_WWW_FORM);
    while (g_uri_params_iter_next(&parameters, &name, &value, &error)) {
        gboolean is_new = query_take(query, name, value);
        g_free(name);
        if (!is_new)
            return FALSE;
    }
    return error == NULL;
}

static gboolean query_has_state(const Query *query, const Secret *state)
{
    const char *value = query->values[PARAMETER_STATE];
    g_autoptr(Secret) given = value ? secret_new(value, strlen(value)) : NULL;
    return secret_equal(given, state);
}

static Redirect *redirect_from_query(Query *query)
{
    const char *code = query->values[PARAMETER_CODE];
    if (!!code == !!query->values[PARAMETER_ERROR] || (code && !*code))
        return NULL;
    Redirect *redirect = g_new0(Redirect, 1);
    redirect->code = code ? secret_new(code, strlen(code)) : NULL;
    redirect->error = g_steal_pointer(&query->values[PARAMETER_ERROR]);
    redirect->description = g_steal_pointer(&query->values[PARAMETER_DESCRIPTION]);
    return redirect;
}

void redirect_free(Redirect *redirect)
{
    if (!redirect)
        return;
    secret_free(redirect->code);
    g_free(redirect->error);
    g_free(redirect->description);
    g_free(redirect);
}

/* An error, too, counts only with the right state: else any program here could end the wait. */
static RedirectOutcome parse_target(const char *target, gsize length, const Secret *state,
                                    Redirect **ret_redirect)
{
    if (length < strlen("/?") || memcmp(target, "/?", strlen("/?")) != 0)
        return *target == '/' ? REDIRECT_ELSEWHERE : REDIRECT_MALFORMED;
    g_auto(Query) query = {0};
    if (!query_parse(target + strlen("/?"), length - strlen("/?"), &query) ||
        !query_has_state(&query, state))
        return REDIRECT_MALFORMED;
    Redirect *redirect = redirect_from_query(&query);
    if (!redirect)
        return REDIRECT_MALFORMED;
    *ret_redirect = redirect;
    return REDIRECT_ARRIVED;
}

RedirectOutcome redirect_parse(const char *bytes, gsize length, const Secret *state,
                               Redirect **ret_redirect)
{
    gsize method_length = strlen(METHOD);
    if (memcmp(bytes, METHOD, MIN(length, method_length)) != 0 || length > REDIRECT_HEAD_MAX ||
        memchr(bytes, '\0', length))
        return REDIRECT_MALFORMED;
    if (!memmem(bytes, length, HEAD_END, strlen(HEAD_END)))
        return REDIRECT_UNFINISHED;
    const char *target = bytes + method_length;
    gsize target_length = strcspn(target, " \r\n");
    if (!g_str_has_prefix(target + target_length, VERSION))
        return REDIRECT_MALFORMED;
    return parse_target(target, target_length, state, ret_redirect);
}

static const char *status_line(RedirectOutcome outcome)
{
    switch (outcome) {
    case REDIRECT_ARRIVED:
        return "200 OK";
    case REDIRECT_ELSEWHERE:
        return "404 Not Found";
    case REDIRECT_UNFINISHED:
    case REDIRECT_MALFORMED:
        break;
    }
    return "400 Bad Request";
}

static const char *page_text(RedirectOutcome outcome, const Redirect *redirect)
{
    if (outcome != REDIRECT_ARRIVED)
        return _("There is nothing here.");
    return redirect->code
               ? _("Thank you. Git goes on in the terminal; this page can be closed.")
               : _("You are not signed in. The terminal says why; this page can be closed.");
}

char *redirect_format_answer(RedirectOutcome outcome, const Redirect *redirect)
{
    g_autofree char *page = g_strdup_printf("<!DOCTYPE html>\n"
                                            "<html lang=\"en\"><meta charset=\"utf-8\">"
                                            "<title>git-credential-azdo</title>"
                                            "<p>%s</p></html>\n",
                                            page_text(outcome, redirect));
    return g_strdup_printf("HTTP/1.1 %s\r\n"
                           "Content-Type: text/html; charset=utf-8\r\n"
                           "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                           "Content-Security-Policy: default-src 'none'\r\n"
                           "X-Content-Type-Options: nosniff\r\n"
                           "Referrer-Policy: no-referrer\r\n"
                           "Cache-Control: no-store\r\n"
                           "Connection: close\r\n"
                           "\r\n"
                           "%s",
                           status_line(outcome), strlen(page), page);
}
