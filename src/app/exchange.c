/* SPDX-License-Identifier: MIT */
#include "app/exchange.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE 4096

/* Where reading may stop; state carries over from chunk to chunk and is TRUE at first. */
typedef gboolean (*EndCheck)(const char *chunk, gsize length, gboolean *state);

static gboolean has_blank_line(const char *chunk, gsize length, gboolean *line_is_empty)
{
    for (gsize i = 0; i < length; i++) {
        if (chunk[i] == '\n' && *line_is_empty)
            return TRUE;
        *line_is_empty = chunk[i] == '\n';
    }
    return FALSE;
}

/* Only where stdin does. */
static gboolean has_no_end(const char *chunk G_GNUC_UNUSED, gsize length G_GNUC_UNUSED,
                           gboolean *state G_GNUC_UNUSED)
{
    return FALSE;
}

/*
 * Up to where has_end says so or the end, whichever comes first: some callers keep the pipe open.
 * Too much is read just so far that it shows.
 */
static Secret *read_input(EndCheck has_end, GError **error)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    gboolean state = TRUE;
    gboolean is_complete = FALSE;
    while (!is_complete && secret_buffer_length(buffer) <= REQUEST_LENGTH_MAX) {
        char chunk[READ_SIZE];
        ssize_t length = read(STDIN_FILENO, chunk, sizeof(chunk));
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0) {
            error_set(error, ERROR_SYSTEM, N_("give it something on standard input"),
                      "standard input cannot be read: %s", g_strerror(errno));
            return NULL;
        }
        secret_buffer_append(buffer, chunk, (gsize)length);
        is_complete = length == 0 || has_end(chunk, (gsize)length, &state);
        explicit_bzero(chunk, sizeof(chunk));
    }
    return secret_buffer_steal(buffer);
}

Secret *exchange_read_all(GError **error)
{
    g_autoptr(Secret) input = read_input(has_no_end, error);
    if (input && secret_length(input) > REQUEST_LENGTH_MAX) {
        error_set(error, ERROR_INPUT, NULL, "there is too much on standard input");
        return NULL;
    }
    return g_steal_pointer(&input);
}

typedef enum {
    EXCHANGE_OURS,
    EXCHANGE_SILENT,
    EXCHANGE_PLAIN,  /* ours by https, but it came by http */
    EXCHANGE_FAILED, /* *error is set */
} ExchangeOutcome;

static void exchange_clear(Exchange *exchange)
{
    g_clear_pointer(&exchange->request, request_free);
    g_clear_pointer(&exchange->target, target_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Exchange, exchange_clear)

static ExchangeOutcome exchange_read(const Settings *settings, Exchange *ret_exchange,
                                     GError **error)
{
    g_autoptr(Secret) input = read_input(has_blank_line, error);
    if (!input)
        return EXCHANGE_FAILED;

    g_autoptr(Request) request = NULL;
    switch (request_parse(secret_reveal(input), secret_length(input), &request)) {
    case REQUEST_MALFORMED:
        error_set(error, ERROR_INPUT, N_("the protocol is described in: git help credential"),
                  "the request is not in the form of Git's credential protocol");
        return EXCHANGE_FAILED;
    case REQUEST_HOSTILE:
        return EXCHANGE_SILENT;
    case REQUEST_UNDERSTOOD:
        break;
    }

    ret_exchange->request = g_steal_pointer(&request);
    const Request *read = ret_exchange->request;
    switch (target_parse(read->protocol, read->host, read->path, read->username, settings->servers,
                         &ret_exchange->target)) {
    case TARGET_OURS:
        return EXCHANGE_OURS;
    case TARGET_FOREIGN:
        return EXCHANGE_SILENT;
    case TARGET_PLAIN:
        return EXCHANGE_PLAIN;
    }
    g_assert_not_reached();
}

/* Only what asks for a token is told: a host that was left alone has nothing to be stored. */
static int report_plain(const Settings *settings, const Request *request, GError **error)
{
    if (settings->is_quiet || request->password || request->credential)
        return 0;
    g_autofree char *host = text_printable(request->host);
    error_set(error, ERROR_INPUT, N_("use https:// in the address of the remote"),
              "no token is given to http://%s, where it would travel in clear text", host);
    return 1;
}

int exchange_run(const Settings *settings, ExchangeHandler handler, GError **error)
{
    g_auto(Exchange) exchange = {0};
    switch (exchange_read(settings, &exchange, error)) {
    case EXCHANGE_OURS:
        return handler(settings, &exchange, error);
    case EXCHANGE_SILENT:
        return 0;
    case EXCHANGE_PLAIN:
        return report_plain(settings, exchange.request, error);
    case EXCHANGE_FAILED:
        return 1;
    }
    g_assert_not_reached();
}

static gboolean write_all(const char *bytes, gsize length, GError **error)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            error_set(error, ERROR_SYSTEM, NULL, "the answer cannot be written: %s",
                      g_strerror(errno));
            return FALSE;
        }
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

gboolean exchange_write(const Secret *answer, GError **error)
{
    return write_all(secret_reveal(answer), secret_length(answer), error);
}

gboolean exchange_write_text(const char *answer, GError **error)
{
    return write_all(answer, strlen(answer), error);
}

gboolean exchange_has_reader(void)
{
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&output, 1, 0) >= 0 && !(output.revents & (POLLERR | POLLNVAL));
}
