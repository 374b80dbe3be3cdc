/* SPDX-License-Identifier: MIT */
#include "entra/loopback.h"

#include "core/error.h"
#include "core/message.h"
#include "entra/obtain.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A browser opens a few ahead; the eldest makes room for a new one. */
#define CONNECTIONS_MAX 16
#define BACKLOG 64
/* For a request to come whole, and for a client that was answered to close. */
#define REQUEST_US (10 * G_USEC_PER_SEC)
#define CLOSING_US (G_USEC_PER_SEC / 2)
/* A port that is free with IPv4 may be in use with IPv6. */
#define PORT_TRIES 8

typedef enum {
    LISTENER_IPV4,
    LISTENER_IPV6,
} Listener;
#define LISTENER_COUNT (LISTENER_IPV6 + 1)

typedef struct {
    int fd; /* -1 = free */
    SecretBuffer *head;
    gint64 end_us;
    gboolean is_answered; /* what still comes is thrown away, so that the answer is read */
} Connection;

struct Loopback {
    int listeners[LISTENER_COUNT]; /* -1 = none */
    char *url;
    Connection connections[CONNECTIONS_MAX];
};

static int listen_at(const struct sockaddr *address, socklen_t length)
{
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    int on = 1;
    if (address->sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (bind(fd, address, length) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int problem = errno;
    close(fd);
    errno = problem;
    return -1;
}

/* 0 if the port cannot be told. */
static in_port_t port_of(int fd)
{
    struct sockaddr_in address = {0};
    socklen_t length = sizeof(address);
    return getsockname(fd, (struct sockaddr *)&address, &length) == 0 ? address.sin_port : 0;
}

static int listen_ipv4(void)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    return listen_at((const struct sockaddr *)&address, sizeof(address));
}

static int listen_ipv6(in_port_t port)
{
    const struct sockaddr_in6 address = {
        .sin6_family = AF_INET6,
        .sin6_addr = IN6ADDR_LOOPBACK_INIT,
        .sin6_port = port,
    };
    return listen_at((const struct sockaddr *)&address, sizeof(address));
}

static void close_listeners(Loopback *loopback)
{
    for (gsize i = 0; i < LISTENER_COUNT; i++) {
        if (loopback->listeners[i] >= 0)
            close(loopback->listeners[i]);
        loopback->listeners[i] = -1;
    }
}

/*
 * "localhost" may be either address, and a browser may try ::1 first: whoever else listened at that
 * port there would be sent the code. Only where there is no IPv6 one address is enough.
 */
static gboolean listen_at_both(Loopback *loopback)
{
    for (int i = 0; i < PORT_TRIES; i++) {
        close_listeners(loopback);
        loopback->listeners[LISTENER_IPV4] = listen_ipv4();
        if (loopback->listeners[LISTENER_IPV4] < 0)
            return FALSE;
        in_port_t port = port_of(loopback->listeners[LISTENER_IPV4]);
        loopback->listeners[LISTENER_IPV6] = listen_ipv6(port);
        if (loopback->listeners[LISTENER_IPV6] >= 0 || errno != EADDRINUSE)
            return port != 0;
    }
    return FALSE;
}

Loopback *loopback_open(GError **error)
{
    g_autoptr(Loopback) loopback = g_new0(Loopback, 1);
    memset(loopback->listeners, -1, sizeof(loopback->listeners));
    for (gsize i = 0; i < CONNECTIONS_MAX; i++)
        loopback->connections[i].fd = -1;
    if (!listen_at_both(loopback)) {
        error_set(error, ERROR_SYSTEM,
                  N_("sign in with a code instead: git credential-azdo login "
                     "--entra=device-code <org>"),
                  "no port of this machine can be listened at for the browser: %s",
                  g_strerror(errno));
        return NULL;
    }
    loopback->url =
        g_strdup_printf("http://localhost:%d", ntohs(port_of(loopback->listeners[LISTENER_IPV4])));
    return g_steal_pointer(&loopback);
}

static void connection_close(Connection *connection)
{
    if (connection->fd >= 0)
        close(connection->fd);
    connection->fd = -1;
    g_clear_pointer(&connection->head, secret_buffer_free);
}

void loopback_close(Loopback *loopback)
{
    if (!loopback)
        return;
    close_listeners(loopback);
    for (gsize i = 0; i < CONNECTIONS_MAX; i++)
        connection_close(&loopback->connections[i]);
    g_free(loopback->url);
    g_free(loopback);
}

const char *loopback_url(const Loopback *loopback)
{
    return loopback->url;
}

/* A free place, or that of the one whose time ends first. */
static Connection *find_place(Loopback *loopback)
{
    Connection *place = &loopback->connections[0];
    for (gsize i = 0; i < CONNECTIONS_MAX; i++) {
        Connection *connection = &loopback->connections[i];
        if (connection->fd < 0)
            return connection;
        if (connection->end_us < place->end_us)
            place = connection;
    }
    connection_close(place);
    return place;
}

/* The place is made first: it may be a file descriptor that is lacking. */
static void loopback_accept(Loopback *loopback, int listener)
{
    Connection *place = find_place(loopback);
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    place->fd = fd;
    place->head = secret_buffer_new();
    place->end_us = g_get_monotonic_time() + REQUEST_US;
    place->is_answered = FALSE;
}

/* The answer is smaller than any socket's buffer. */
static void connection_answer(Connection *connection, RedirectOutcome outcome,
                              const Redirect *redirect)
{
    g_autofree char *answer = redirect_format_answer(outcome, redirect);
    ssize_t sent = send(connection->fd, answer, strlen(answer), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        connection_close(connection);
        return;
    }
    shutdown(connection->fd, SHUT_WR);
    connection->is_answered = TRUE;
    connection->end_us = g_get_monotonic_time() + CLOSING_US;
}

static RedirectOutcome connection_take(Connection *connection, const char *bytes, gsize length,
                                       const Secret *state, Redirect **ret_redirect)
{
    secret_buffer_append(connection->head, bytes, length);
    g_autoptr(Secret) head = secret_buffer_steal(connection->head);
    RedirectOutcome outcome =
        redirect_parse(secret_reveal(head), secret_length(head), state, ret_redirect);
    if (outcome == REDIRECT_UNFINISHED)
        secret_buffer_append_secret(connection->head, head);
    return outcome;
}

/* NULL while it has not brought what is waited for. */
static Redirect *connection_read(Connection *connection, const Secret *state)
{
    char bytes[4096];
    ssize_t length = recv(connection->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return NULL;
    if (length <= 0) {
        connection_close(connection);
        return NULL;
    }
    if (connection->is_answered)
        return NULL;
    Redirect *redirect = NULL;
    RedirectOutcome outcome = connection_take(connection, bytes, (gsize)length, state, &redirect);
    explicit_bzero(bytes, sizeof(bytes));
    if (outcome != REDIRECT_UNFINISHED)
        connection_answer(connection, outcome, redirect);
    return redirect;
}

/* The earliest end of a connection, or of the whole; those whose end has come are closed. */
static gint64 next_end_us(Loopback *loopback, gint64 end_us)
{
    gint64 now_us = g_get_monotonic_time();
    for (gsize i = 0; i < CONNECTIONS_MAX; i++) {
        Connection *connection = &loopback->connections[i];
        if (connection->fd >= 0 && connection->end_us <= now_us)
            connection_close(connection);
        if (connection->fd >= 0)
            end_us = MIN(end_us, connection->end_us);
    }
    return end_us;
}

#define POLLED_MAX (LISTENER_COUNT + CONNECTIONS_MAX)

/* poll(2) leaves out what is negative. */
static gboolean loopback_poll(Loopback *loopback, gint64 end_us, struct pollfd *polled)
{
    gint64 wait_ms = (next_end_us(loopback, end_us) - g_get_monotonic_time()) / 1000 + 1;
    for (gsize i = 0; i < LISTENER_COUNT; i++)
        polled[i] = (struct pollfd){.fd = loopback->listeners[i], .events = POLLIN};
    for (gsize i = 0; i < CONNECTIONS_MAX; i++)
        polled[LISTENER_COUNT + i] =
            (struct pollfd){.fd = loopback->connections[i].fd, .events = POLLIN};
    return poll(polled, POLLED_MAX, (int)CLAMP(wait_ms, 0, G_MAXINT)) >= 0 || errno == EINTR;
}

/* Connections first, so that a full house does not turn out one that has just been served. */
static Redirect *loopback_serve(Loopback *loopback, const Secret *state,
                                const struct pollfd *polled)
{
    for (gsize i = 0; i < CONNECTIONS_MAX; i++) {
        Connection *connection = &loopback->connections[i];
        Redirect *redirect = connection->fd >= 0 && polled[LISTENER_COUNT + i].revents
                                 ? connection_read(connection, state)
                                 : NULL;
        if (redirect)
            return redirect;
    }
    for (gsize i = 0; i < LISTENER_COUNT; i++) {
        if (polled[i].revents)
            loopback_accept(loopback, loopback->listeners[i]);
    }
    return NULL;
}

Redirect *loopback_wait(Loopback *loopback, const Secret *state, gint64 limit_ms, GError **error)
{
    gint64 end_us = g_get_monotonic_time() + limit_ms * 1000;
    while (g_get_monotonic_time() < end_us) {
        struct pollfd polled[POLLED_MAX] = {0};
        if (!loopback_poll(loopback, end_us, polled)) {
            error_set(error, ERROR_SYSTEM, NULL, "the browser cannot be waited for: %s",
                      g_strerror(errno));
            return NULL;
        }
        Redirect *redirect = loopback_serve(loopback, state, polled);
        if (redirect)
            return redirect;
    }
    error_set(error, ERROR_CANCELLED,
              N_("try again, or with a code: git credential-azdo login "
                 "--entra=device-code <org>"),
              "nobody signed in with the browser in time");
    return NULL;
}
