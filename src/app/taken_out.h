/* SPDX-License-Identifier: MIT */
/*
 * What `logout` has just removed. A Git that was given a token before brings it back to be stored
 * when the server has accepted it, which is no wish of anybody's: within TAKEN_OUT_S that changes
 * nothing. Whoever does want the token stored again logs in, or is asked for it by Git, which asks
 * its helpers first; either ends it. A file in $XDG_RUNTIME_DIR, one for each server, holds times
 * and digests, and of PATs alone: nobody finds so much chance by trying. Where it cannot be had,
 * nothing is remembered.
 */
#pragma once

#include "model/credential.h"

#include <glib.h>

/* Git says at the first answer of the server whether it takes the token. */
#define TAKEN_OUT_S (2 * 60)

/* To be called under the lock for writing, before it goes. */
void taken_out_note(const Credential *credential, gint64 now);

/* The next token for that server is wanted, whichever it is. */
void taken_out_forget(const char *server);

gboolean taken_out_holds(const char *server, const Secret *secret, gint64 now);
