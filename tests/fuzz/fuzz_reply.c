/* SPDX-License-Identifier: MIT */
#include "fuzz_reply.h"

#include "core/text.h"

#include <string.h>

#define HEADER_MAX 2048
#define RETRY_AFTER_MAX_S (7 * 24 * 3600)
#define STATUS_AT strlen("HTTP/1.1 ")
#define STATUS_MAX 999

static void claim_header(const char *value)
{
    fuzz_claim(!value || strlen(value) <= HEADER_MAX);
    fuzz_claim(!value || !text_has_control(value, strlen(value)));
}

static void claim_limits(const HttpReply *reply)
{
    claim_header(reply->content_type);
    claim_header(reply->service_error);
    claim_header(reply->activity_id);
    claim_header(reply->tenant);
    claim_header(reply->date);
    claim_header(reply->location);
    fuzz_claim(reply->retry_after_s >= -1 && reply->retry_after_s <= RETRY_AFTER_MAX_S);
    fuzz_claim(reply->retry_after_s < 0 || reply->wants_pause);
    fuzz_claim(reply->body_length <= HTTP_BODY_MAX);
    fuzz_claim(!reply->body || reply->body[reply->body_length] == '\0');
}

/* As libcurl does it: the status is a number, and a line of its own begins each answer. */
static void take_status(HttpReply *reply, Span line)
{
    g_autofree char *text = g_strndup(line.start, line.length);
    g_autofree char *status = g_strndup(strlen(text) > STATUS_AT ? text + STATUS_AT : "", 3);
    gint64 number = 0;
    if (g_str_has_prefix(text, "HTTP/1.1 ") && text_parse_number(status, STATUS_MAX, &number))
        reply->status = (int)number;
}

/* Where a line ends, its line feed included: it may hold NULs. */
static Span take_raw_line(Span *input)
{
    const char *feed = memchr(input->start, '\n', input->length);
    Span line = {input->start, feed ? (gsize)(feed - input->start) + 1 : input->length};
    *input = span_after(*input, line.length);
    return line;
}

HttpReply *fuzz_reply_new(const uint8_t *bytes, size_t length)
{
    HttpReply *reply = http_reply_new();
    reply->outcome = HTTP_ANSWERED;
    Span input = fuzz_span(bytes, length);
    while (input.length > 0) {
        Span line = take_raw_line(&input);
        if (line.length == 1)
            break;
        take_status(reply, line);
        http_reply_take_header(reply, line.start, line.length);
    }
    /* In two pieces, as from a network. */
    Span first = {input.start, input.length / 2};
    Span rest = span_after(input, first.length);
    if (!http_reply_take_body(reply, first.start, first.length) ||
        !http_reply_take_body(reply, rest.start, rest.length))
        fuzz_claim(length > HTTP_BODY_MAX && reply->outcome == HTTP_TOO_LARGE);
    claim_limits(reply);
    return reply;
}
