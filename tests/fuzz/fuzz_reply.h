/* SPDX-License-Identifier: MIT */
/* A server's reply as an input: its head, an empty line, its body. */
#pragma once

#include "net/reply.h"

#include "fuzz.h"

/* Its texts are as net/reply.h says, whatever the input holds. Owned by the caller. */
HttpReply *fuzz_reply_new(const uint8_t *bytes, size_t length);
