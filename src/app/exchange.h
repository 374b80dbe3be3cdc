/* SPDX-License-Identifier: MIT */
/* One exchange with Git: the request on stdin, the whole answer to stdout. */
#pragma once

#include "app/settings.h"
#include "core/secret.h"
#include "model/target.h"
#include "protocol/request.h"

typedef struct {
    Request *request;
    Target *target;
} Exchange;

/* What an operation does with a request for one of our hosts. Returns the exit status. */
typedef int (*ExchangeHandler)(const Settings *settings, const Exchange *exchange, GError **error);

/*
 * Reads a request and hands it on. One that is not for us, or hostile, gets no word and exit
 * status 0: the helper may be everybody's credential.helper. One for a token that would be ours by
 * https, but came by http, is an error. Errors: ERROR_INPUT, ERROR_SYSTEM, and the handler's.
 */
int exchange_run(const Settings *settings, ExchangeHandler handler, GError **error);

/* All of stdin. Errors: ERROR_SYSTEM, ERROR_INPUT if it is too long. */
Secret *exchange_read_all(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes all of it at once. Errors: ERROR_SYSTEM. */
gboolean exchange_write(const Secret *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean exchange_write_text(const char *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether anybody still reads what we write: before a person is bothered. */
gboolean exchange_has_reader(void);
