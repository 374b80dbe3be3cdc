/* SPDX-License-Identifier: MIT */
#include "protocol/answer.h"

const char answer_quit[] = "quit=1\n\n";

const char answer_capabilities[] = "version 0\n"
                                   "capability authtype\n"
                                   "capability state\n";

static void append_bearer(SecretBuffer *buffer, const Secret *token)
{
    secret_buffer_append_text(buffer, "authtype=Bearer\ncredential=");
    secret_buffer_append_secret(buffer, token);
    secret_buffer_append_text(buffer, "\n");
}

Secret *answer_format(const Answer *answer)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    gboolean is_ephemeral = answer->is_bearer || answer->is_ephemeral;
    if (is_ephemeral)
        secret_buffer_append_text(buffer, "capability[]=authtype\n");
    if (answer->state)
        secret_buffer_append_text(buffer, "capability[]=state\n");
    if (answer->is_bearer)
        append_bearer(buffer, answer->password);
    if (is_ephemeral)
        secret_buffer_append_text(buffer, "ephemeral=1\n");
    secret_buffer_append_text(buffer, "username=");
    secret_buffer_append_text(buffer, answer->username);
    secret_buffer_append_text(buffer, "\npassword=");
    secret_buffer_append_secret(buffer, answer->password);
    secret_buffer_append_text(buffer, "\n");
    if (answer->password_expiry_utc > 0) {
        g_autofree char *expiry = g_strdup_printf("password_expiry_utc=%" G_GINT64_FORMAT "\n",
                                                  answer->password_expiry_utc);
        secret_buffer_append_text(buffer, expiry);
    }
    if (answer->state) {
        secret_buffer_append_text(buffer, "state[]=");
        secret_buffer_append_text(buffer, answer->state);
        secret_buffer_append_text(buffer, "\ncontinue=1\n");
    }
    secret_buffer_append_text(buffer, "\n");
    return secret_buffer_steal(buffer);
}
