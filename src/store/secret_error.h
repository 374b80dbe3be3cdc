/* SPDX-License-Identifier: MIT */
/*
 * What libsecret's and GIO's errors mean, and what we say of them: ERROR_STORE_*, with a next step.
 */
#pragma once

#include <glib.h>

gboolean secret_error_is_locked(const GError *error);

/* The service did not answer: the call's time was over, ours or the bus's. */
gboolean secret_error_is_timed_out(const GError *error);

/* Worth another try with a new session. */
gboolean secret_error_is_session_lost(const GError *error);

/* There is no such item or collection, any more or at all. */
gboolean secret_error_is_without_object(const GError *error);

/* Ours, from one of theirs or of ours. Some calls fail without any: cause is NULL then. */
void secret_error_set(GError **error, const GError *cause);

void secret_error_set_locked(GError **error);

/* The person closed the prompt that would have unlocked it. */
void secret_error_set_dismissed(GError **error);
