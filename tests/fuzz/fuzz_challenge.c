/* SPDX-License-Identifier: MIT */
/* What a server says with WWW-Authenticate, a value in each line. */
#include "fuzz.h"

#include "protocol/challenge.h"

#include <string.h>

static void claim_tenant(const char *tenant, const GPtrArray *values)
{
    g_autofree char *folded = g_ascii_strdown(tenant, -1);
    fuzz_claim(strlen(tenant) == 36 && g_uuid_string_is_valid(tenant));
    fuzz_claim(g_str_equal(tenant, folded) && strspn(tenant, "0-") < 36);
    for (guint i = 0; i < values->len; i++) {
        g_autofree char *value = g_ascii_strdown(g_ptr_array_index(values, i), -1);
        const char *authority = strstr(value, "https://login.microsoftonline.com/");
        if (authority && strstr(authority, tenant))
            return;
    }
    fuzz_claim(!"it stands behind the address of Entra");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Span input = fuzz_span(bytes, length);
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    Span line = {0};
    while (span_take_line(&input, &line))
        g_ptr_array_add(values, g_strndup(line.start, line.length));
    g_autofree char *tenant = challenge_find_tenant(values);
    if (tenant)
        claim_tenant(tenant, values);
    return 0;
}
