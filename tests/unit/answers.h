/* SPDX-License-Identifier: MIT */
/* Replies as a server would give them. */
#pragma once

#include "net/reply.h"

/* type and body may be NULL. */
HttpReply *answer_of(int status, const char *type, const char *body);

/* One more header; value may be "" if name holds the whole line. */
void answer_add_header(HttpReply *reply, const char *name, const char *value);
