/* SPDX-License-Identifier: MIT */
/* A request for a credential, and the answer to it. */
#pragma once

#include "app/exchange.h"
#include "app/settings.h"
#include "model/credential.h"
#include "store/store.h"

typedef struct {
    const Settings *settings;
    const Exchange *exchange;
    Store *store;
    gint64 now;
    const char *tenant; /* as the server's challenge says it; NULL = not known */
    gboolean is_second; /* Git asks again, because the server refused what was answered before */
    gboolean is_last;   /* there is nothing else to answer with, whatever the server says */
} Question;

/*
 * Answers, and warns if the token ends soon. A Git that can ask again is let to, but once: the
 * second answer is the last. What is_last is for this run alone: nobody is to keep it. Returns the
 * exit status. Errors: those of exchange_write().
 */
int question_answer(const Question *question, const Credential *credential, GError **error);

/* Makes Git stop, where there is an error to report; the exit status. */
int question_quit(void);

/*
 * The organization that is asked for, by path, host or the portal's user name; the caller's. NULL
 * if the request names none.
 */
Target *question_target(const Target *target);
