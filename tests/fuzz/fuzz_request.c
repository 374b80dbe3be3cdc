/* SPDX-License-Identifier: MIT */
/* A message of Git's credential protocol: what is understood can be said again, and answered. */
#include "fuzz.h"

#include "protocol/answer.h"
#include "protocol/request.h"

#include <string.h>

static void append_line(GString *message, const char *key, const char *value)
{
    if (value)
        g_string_append_printf(message, "%s=%s\n", key, value);
}

static void append_secret(GString *message, const char *key, const Secret *secret)
{
    append_line(message, key, secret ? secret_reveal(secret) : NULL);
}

static void append_array(GString *message, const char *key, const GPtrArray *array)
{
    fuzz_claim(array->len <= REQUEST_ARRAY_MAX);
    for (guint i = 0; i < array->len; i++)
        append_line(message, key, g_ptr_array_index(array, i));
}

/* As Git would write it. */
static char *format(const Request *request)
{
    GString *message = g_string_new(NULL);
    if (request->capabilities & REQUEST_CAPABILITY_AUTHTYPE)
        append_line(message, "capability[]", "authtype");
    if (request->capabilities & REQUEST_CAPABILITY_STATE)
        append_line(message, "capability[]", "state");
    append_line(message, "protocol", request->protocol);
    append_line(message, "host", request->host);
    append_line(message, "path", request->path);
    append_line(message, "username", request->username);
    append_secret(message, "password", request->password);
    append_line(message, "authtype", request->authtype);
    append_secret(message, "credential", request->credential);
    append_secret(message, "oauth_refresh_token", request->oauth_refresh_token);
    g_string_append_printf(message, "password_expiry_utc=%" G_GINT64_FORMAT "\n",
                           request->password_expiry_utc);
    append_line(message, "ephemeral", request->is_ephemeral ? "1" : "0");
    append_line(message, "continue", request->is_continuing ? "1" : "0");
    append_array(message, "wwwauth[]", request->wwwauth);
    append_array(message, "state[]", request->state);
    return g_string_free(message, FALSE);
}

static void claim_said_again(const Request *request)
{
    g_autofree char *said = format(request);
    g_autoptr(Request) again = NULL;
    fuzz_claim(request_parse(said, strlen(said), &again) == REQUEST_UNDERSTOOD);
    g_autofree char *said_again = format(again);
    fuzz_claim(g_str_equal(said, said_again));
}

static guint count_lines(const Secret *message)
{
    guint lines = 0;
    for (gsize i = 0; i < secret_length(message); i++)
        lines += secret_reveal(message)[i] == '\n';
    return lines;
}

/* Each attribute is one line, and none more can be slipped in. */
static guint expected_lines(const Answer *answer)
{
    return 2 + (answer->is_bearer ? 4 : 0) + (answer->state ? 3 : 0) +
           (answer->password_expiry_utc > 0 ? 1 : 0) + 1;
}

static void claim_answer(const Answer *answer)
{
    g_autoptr(Secret) message = answer_format(answer);
    fuzz_claim(strlen(secret_reveal(message)) == secret_length(message));
    fuzz_claim(g_str_has_suffix(secret_reveal(message), "\n\n"));
    fuzz_claim(count_lines(message) == expected_lines(answer));

    g_autoptr(Request) read = NULL;
    fuzz_claim(request_parse(secret_reveal(message), secret_length(message), &read) ==
               REQUEST_UNDERSTOOD);
    fuzz_claim(g_str_equal(read->username, answer->username));
    fuzz_claim(secret_equal(read->password, answer->password));
    fuzz_claim(secret_equal(read->credential, answer->is_bearer ? answer->password : NULL));
    fuzz_claim(read->password_expiry_utc == answer->password_expiry_utc);
    fuzz_claim(read->is_continuing == (answer->state != NULL));
    fuzz_claim(!answer->state || g_str_equal(g_ptr_array_index(read->state, 0), answer->state));
}

static void answer_in_kind(const Request *request)
{
    if (!request->username || !*request->username || !request->password)
        return;
    claim_answer(&(Answer){
        .username = request->username,
        .password = request->password,
        .password_expiry_utc = request->password_expiry_utc,
        .is_bearer = request->capabilities & REQUEST_CAPABILITY_AUTHTYPE ? TRUE : FALSE,
        .state = request->state->len > 0 ? g_ptr_array_index(request->state, 0) : NULL,
    });
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(Request) request = NULL;
    RequestOutcome outcome = request_parse((const char *)bytes, length, &request);
    fuzz_claim((outcome == REQUEST_UNDERSTOOD) == (request != NULL));
    if (!request)
        return 0;
    fuzz_claim(request->password_expiry_utc >= 0);
    claim_said_again(request);
    answer_in_kind(request);
    return 0;
}
