/* SPDX-License-Identifier: MIT */
#include "answers.h"

#include "suite.h"

#include <string.h>

void answer_add_header(HttpReply *reply, const char *name, const char *value)
{
    g_autofree char *line = g_strconcat(name, value, "\r\n", NULL);
    http_reply_take_header(reply, line, strlen(line));
}

HttpReply *answer_of(int status, const char *type, const char *body)
{
    HttpReply *reply = http_reply_new();
    reply->outcome = HTTP_ANSWERED;
    reply->status = status;
    answer_add_header(reply, "HTTP/1.1 200 OK", "");
    if (type)
        answer_add_header(reply, "Content-Type: ", type);
    if (body)
        ck_assert(http_reply_take_body(reply, body, strlen(body)));
    return reply;
}
