/* SPDX-License-Identifier: MIT */
/* The headers of a reply, and what is read out of them and of a page. */
#include "fuzz_reply.h"

#include "azure/refusal.h"

#include <string.h>

#define WORDS_MAX_CHARACTERS 400

static void claim_words(char *owned_words)
{
    g_autofree char *words = owned_words;
    if (!words)
        return;
    fuzz_claim(*words && fuzz_is_printable(words));
    fuzz_claim(g_utf8_strlen(words, -1) <= WORDS_MAX_CHARACTERS);
    g_autofree char *again = refusal_words_from_text(words);
    fuzz_claim(!again || strlen(again) <= strlen(words));
    fuzz_claim(*refusal_sentence(refusal_reason_from_words(words)));
}

static void claim_type(const HttpReply *reply)
{
    gboolean is_page = http_reply_has_type(reply, "text/html");
    fuzz_claim(!is_page || g_ascii_strncasecmp(reply->content_type, "text/html", 9) == 0);
    fuzz_claim(!is_page || !http_reply_has_type(reply, "application/json"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(HttpReply) reply = fuzz_reply_new(bytes, length);
    claim_words(refusal_words_from_header(reply->service_error));
    claim_words(refusal_words_from_text(reply->activity_id));
    claim_words(refusal_words_from_page(reply->body));
    claim_type(reply);
    return 0;
}
