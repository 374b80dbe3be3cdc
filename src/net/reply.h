/* SPDX-License-Identifier: MIT */
/*
 * What came back for one request: how it went, and of the answer only what is needed. Pure data,
 * without a trace of libcurl; net/http.h makes it.
 */
#pragma once

#include <glib.h>

/* Larger bodies are not read to their end. */
#define HTTP_BODY_MAX (1024 * 1024)

typedef enum {
    HTTP_ANSWERED, /* with a status, whatever it is */
    HTTP_NAME_NOT_FOUND,
    HTTP_CONNECT_FAILED, /* refused, unreachable */
    HTTP_TLS_WRONG_NAME, /* the certificate is for another server */
    HTTP_TLS_EXPIRED,    /* or not valid yet */
    HTTP_TLS_UNTRUSTED,  /* nobody who is trusted has signed it */
    HTTP_TLS_FAILED,     /* anything else between two ends that cannot agree on TLS */
    HTTP_PROXY_FAILED,   /* not found, or it would not connect us; status says what it answered */
    HTTP_TIMED_OUT,
    HTTP_CUT_OFF,   /* the connection ended before the answer did */
    HTTP_TOO_LARGE, /* more than HTTP_BODY_MAX */
    HTTP_FAILED,    /* the request could not even be made */
} HttpOutcome;

/* What happened, to follow the name of a server: "cannot be found". */
const char *http_outcome_sentence(HttpOutcome outcome);

/* Headers are cut at a length of their own, free of control characters, and NULL if absent. */
typedef struct {
    HttpOutcome outcome;
    int status;  /* of the server; with HTTP_PROXY_FAILED the proxy's; 0 = there was none */
    char *words; /* libcurl's own, printable; NULL with HTTP_ANSWERED */
    char *body;  /* with a NUL behind it; wiped when freed; NULL = empty */
    gsize body_length;
    char *content_type;
    char *service_error; /* X-TFS-ServiceError, still percent-encoded */
    char *activity_id;   /* ActivityId: what Microsoft's support asks for */
    char *tenant;        /* X-VSS-ResourceTenant */
    char *date;
    char *location;
    gint64 retry_after_s;    /* Retry-After in seconds; -1 = absent, or a date */
    gboolean wants_pause;    /* whoever asks too much is told so, which may come with a 200 */
    gboolean names_the_user; /* X-VSS-UserData is there; it holds an e-mail and is not kept */
} HttpReply;

HttpReply *http_reply_new(void);
void http_reply_free(HttpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpReply, http_reply_free)

/*
 * One line of a header as it came, its line end included; a status line begins anew, for the last
 * answer is the one that counts (RFC 9110, section 15.2).
 */
void http_reply_take_header(HttpReply *reply, const char *line, gsize length);

/* FALSE if the body would become larger than HTTP_BODY_MAX: then the outcome says so. */
gboolean http_reply_take_body(HttpReply *reply, const char *bytes, gsize length);

/* Whether Content-Type is this one, its parameters left aside: "text/html". */
gboolean http_reply_has_type(const HttpReply *reply, const char *type);
