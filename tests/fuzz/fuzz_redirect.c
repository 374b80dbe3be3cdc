/* SPDX-License-Identifier: MIT */
/* What comes to the address that a browser is sent back to: the state in a line, then a request. */
#include "fuzz.h"

#include "entra/objection.h"
#include "entra/redirect.h"

#include <string.h>

static void claim_arrived(const Redirect *redirect)
{
    fuzz_claim((redirect->code != NULL) != (redirect->error != NULL));
    fuzz_claim(!redirect->code || secret_length(redirect->code) > 0);
    if (!redirect->error)
        return;
    g_autoptr(Objection) objection = objection_new(redirect->error, redirect->description);
    fuzz_claim(fuzz_is_printable(objection->words));
    GError *error = NULL;
    objection_set_error(objection, TRUE, &error);
    fuzz_claim_error(error);
}

/* Of all that can be asked for there are four answers. */
static void claim_answer(RedirectOutcome outcome, const Redirect *redirect)
{
    g_autofree char *answer = redirect_format_answer(outcome, redirect);
    const char *page = strstr(answer, "\r\n\r\n") + strlen("\r\n\r\n");
    g_autofree char *length =
        g_strdup_printf("\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n", strlen(page));
    fuzz_claim(strstr(answer, length) && g_str_has_suffix(page, "</html>\n"));
    fuzz_claim(g_str_has_prefix(answer, "HTTP/1.1 200 OK\r\n") == (redirect != NULL));
    fuzz_claim(strlen(answer) < 700 && g_str_is_ascii(answer));
}

/* Whoever does not know the state gets nowhere. */
static void claim_state_counts(const Secret *request)
{
    g_autoptr(Secret) other = secret_new("4f0e7c", strlen("4f0e7c"));
    g_autoptr(Redirect) redirect = NULL;
    RedirectOutcome outcome =
        redirect_parse(secret_reveal(request), secret_length(request), other, &redirect);
    fuzz_claim(outcome != REDIRECT_ARRIVED || strstr(secret_reveal(request), "state="));
    fuzz_claim((outcome == REDIRECT_ARRIVED) == (redirect != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Span input = fuzz_span(bytes, length);
    g_autofree char *field = fuzz_take_field(&input);
    g_autoptr(Secret) state = secret_new(field ? field : "", strlen(field ? field : ""));
    g_autoptr(Secret) request = secret_new(input.start, input.length);
    g_autoptr(Redirect) redirect = NULL;
    RedirectOutcome outcome =
        redirect_parse(secret_reveal(request), secret_length(request), state, &redirect);
    fuzz_claim((outcome == REDIRECT_ARRIVED) == (redirect != NULL));
    fuzz_claim(outcome != REDIRECT_ARRIVED || secret_length(request) <= REDIRECT_HEAD_MAX);
    if (redirect)
        claim_arrived(redirect);
    claim_answer(outcome, redirect);
    claim_state_counts(request);
    return 0;
}
