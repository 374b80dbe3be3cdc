/* SPDX-License-Identifier: MIT */
/* What a store gives back: the payload of a keyring, an entry of the cache, one of pass. */
#include "fuzz.h"

#include "core/text.h"
#include "model/payload.h"
#include "model/server.h"
#include "model/target.h"
#include "store/cache_entry.h"
#include "store/pass_entry.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT(1800000000)
#define LIFETIME_S 900

/* Equal in all that a payload holds. */
static void claim_same(const Credential *a, const Credential *b)
{
    g_autoptr(Secret) first = payload_encode(a);
    g_autoptr(Secret) second = payload_encode(b);
    fuzz_claim(secret_equal(first, second));
}

/* In one line, for a keyring's file and for Git. */
static void claim_one_line(const Secret *payload)
{
    for (gsize i = 0; i < secret_length(payload); i++) {
        char byte = secret_reveal(payload)[i];
        fuzz_claim(byte == '\t' || !text_has_control(&byte, 1));
    }
}

static void claim_payload(const Credential *credential)
{
    g_autoptr(Secret) payload = payload_encode(credential);
    claim_one_line(payload);
    g_autoptr(Credential) again = payload_decode(secret_reveal(payload), secret_length(payload));
    fuzz_claim(again != NULL);
    fuzz_claim(credential_same_identity(credential, again));
    claim_same(credential, again);
    g_autoptr(Credential) copy = credential_copy(credential);
    claim_same(credential, copy);
}

/* The secret is not in the label, unless it is what a fact says, too. */
static void claim_label(const Credential *credential)
{
    g_autofree char *label = credential_label(credential);
    const Secret *secret = credential->secret;
    fuzz_claim(fuzz_is_printable(label));
    fuzz_claim(!fuzz_shows(label, secret) || fuzz_shows(credential->server, secret) ||
               fuzz_shows(credential->organization, secret) ||
               fuzz_shows(credential->username, secret));
}

static void claim_facts(const Credential *credential)
{
    claim_label(credential);
    fuzz_claim(
        !text_has_control(secret_reveal(credential->secret), secret_length(credential->secret)));
    fuzz_claim(secret_length(credential->secret) > 0);
    fuzz_claim((credential->kind == CREDENTIAL_SIGN_IN) == (credential->sign_in != NULL));
    fuzz_claim(credential->valid_to >= 0 && credential->created >= 0 && credential->validated >= 0);
    fuzz_claim(fuzz_is_printable(credential->account) && fuzz_is_printable(credential->scopes));
}

static void claim_cached(Credential *credential)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_ptr_array_add(found, credential);
    g_ptr_array_add(found, credential);
    g_autoptr(Secret) entry = cache_entry_encode(found, NOW, LIFETIME_S);
    g_autoptr(GPtrArray) read = cache_entry_decode(entry, NOW + 1, LIFETIME_S);
    fuzz_claim((read == NULL) == credential_is_expired(credential, NOW + 1));
    fuzz_claim(!cache_entry_decode(entry, NOW - 1, LIFETIME_S));
    fuzz_claim(!cache_entry_decode(entry, NOW + LIFETIME_S, LIFETIME_S));
    if (!read)
        return;
    fuzz_claim(read->len == 2);
    claim_same(credential, g_ptr_array_index(read, 1));
}

static void claim_name(const StoreQuery *identity)
{
    g_autofree char *name = pass_entry_name(identity);
    g_auto(PassIdentity) read = {0};
    fuzz_claim(g_utf8_validate(name, -1, NULL) && !text_has_control(name, strlen(name)));
    fuzz_claim(!strstr(name, "/.") && !strstr(name, "//") && !g_str_has_suffix(name, "/"));
    fuzz_claim(pass_entry_parse_name(name, &read));
    const StoreQuery again = pass_identity_query(&read);
    fuzz_claim(store_query_covers(identity, &again));
}

/* As target_parse() has them; others are in no record of ours. */
static gboolean is_server(const char *server)
{
    return g_str_equal(server, TARGET_SERVICES) ||
           (g_str_has_prefix(server, "https://") && server[strlen("https://")] &&
            !g_str_has_prefix(server + strlen("https://"), SERVER_PLAIN_SCHEME) &&
            !g_str_has_suffix(server, TARGET_SERVICES));
}

static void claim_in_pass(const Credential *credential)
{
    if (!is_server(credential->server))
        return;
    const StoreQuery query = store_query_for(credential);
    g_autofree char *name = pass_entry_name(&query);
    g_auto(PassIdentity) identity = {0};
    claim_name(&query);
    fuzz_claim(pass_entry_parse_name(name, &identity));
    g_autoptr(Secret) entry = pass_entry_encode(credential);
    g_autoptr(Credential) read = pass_entry_decode(entry, &identity);
    fuzz_claim(read);
    claim_same(credential, read);
}

static void claim_any_name(const char *text)
{
    g_auto(PassIdentity) identity = {0};
    if (!pass_entry_parse_name(text, &identity))
        return;
    const StoreQuery query = pass_identity_query(&identity);
    claim_name(&query);
}

static void claim_any_entry(const Secret *bytes)
{
    g_auto(PassIdentity) identity = {
        .server = g_strdup("dev.azure.com"),
        .organization = g_strdup("contoso"),
        .username = g_strdup(""),
    };
    g_autoptr(Credential) credential = pass_entry_decode(bytes, &identity);
    g_autoptr(GPtrArray) cached = cache_entry_decode(bytes, NOW, LIFETIME_S);
    if (credential) {
        fuzz_claim(g_str_equal(credential->organization, "contoso"));
        claim_facts(credential);
        claim_payload(credential);
    }
    for (guint i = 0; cached && i < cached->len; i++)
        claim_facts(g_ptr_array_index(cached, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(Secret) secret = secret_new((const char *)bytes, length);
    g_autoptr(Credential) credential = payload_decode((const char *)bytes, length);
    if (credential) {
        claim_facts(credential);
        claim_payload(credential);
        claim_cached(credential);
        claim_in_pass(credential);
    }
    claim_any_entry(secret);
    claim_any_name(secret_reveal(secret));
    return 0;
}
