/* SPDX-License-Identifier: MIT */
/* Files that may hold tokens: the first byte says of which kind the rest is. */
#include "fuzz.h"

#include "model/plain_file.h"
#include "model/plain_secret.h"
#include "model/server.h"

#include <string.h>

static GPtrArray *servers_new(void)
{
    GPtrArray *servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    g_ptr_array_add(servers, server_parse("https://tfs.example.com/tfs", NULL));
    return servers;
}

static gboolean is_ours(const Target *target)
{
    return g_str_equal(target->server, TARGET_SERVICES) ||
           g_str_equal(target->server, "https://tfs.example.com/tfs");
}

/* What stands before an '@' in an address may be secret. */
static gboolean has_userinfo(const char *address)
{
    const char *after = strstr(address, "://");
    return after && memchr(after, '@', strcspn(after + 3, "/?#") + 3);
}

static void claim_plain(const PlainSecret *plain, guint lines)
{
    fuzz_claim(secret_length(plain->secret) > 0);
    fuzz_claim(fuzz_is_printable(plain->address) && !has_userinfo(plain->address));
    fuzz_claim((plain->target == NULL) == (*plain->address == '\0'));
    fuzz_claim(!plain->target || is_ours(plain->target));
    fuzz_claim(plain->line <= lines);
}

static void claim_file(GPtrArray *owned_found, const Secret *file)
{
    g_autoptr(GPtrArray) found = owned_found;
    guint lines = 1;
    for (gsize i = 0; i < secret_length(file); i++)
        lines += secret_reveal(file)[i] == '\n' || secret_reveal(file)[i] == '\0';
    for (guint i = 0; i < found->len; i++) {
        const PlainSecret *plain = g_ptr_array_index(found, i);
        fuzz_claim(plain->line > 0);
        claim_plain(plain, lines);
    }
}

static void claim_header(const char *header)
{
    gsize public_length = 0;
    g_autoptr(Secret) secret = plain_secret_decode_header(header, &public_length);
    if (!secret)
        return;
    fuzz_claim(secret_length(secret) > 0);
    fuzz_claim(public_length >= strlen("Authorization:") && public_length < strlen(header));
}

static void claim_url(const char *url, const GPtrArray *servers)
{
    g_autoptr(PlainSecret) plain = plain_secret_from_url(span_of(url), servers);
    if (plain)
        claim_plain(plain, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0)
        return 0;
    g_autoptr(GPtrArray) servers = servers_new();
    g_autoptr(Secret) file = secret_new((const char *)bytes + 1, length - 1);
    switch (bytes[0]) {
    case 'c':
        claim_file(plain_file_parse_credentials(file, servers), file);
        return 0;
    case 'n':
        claim_file(plain_file_parse_netrc(file, servers), file);
        return 0;
    case 'a':
        claim_file(plain_file_parse_az(file, servers), file);
        return 0;
    case 'h':
        claim_header(secret_reveal(file));
        return 0;
    default:
        claim_url(secret_reveal(file), servers);
        return 0;
    }
}
