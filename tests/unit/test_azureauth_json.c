/* SPDX-License-Identifier: MIT */
#include "azure/azureauth_json.h"

#include "model/plain_secret.h"
#include "suite.h"

#include <string.h>

#define TOKEN "{\"displayName\":\"d\",\"validTo\":\"2026-12-24T10:00:00.5Z\",\"token\":\"one\"}"

static const struct {
    const char *name;
    const char *content;
    const char *found; /* "secret address valid_to;" of each */
} rows[] = {
    {"a token", "{\"contoso build vso.code\":" TOKEN "}",
     "one https://dev.azure.com/contoso 1798106400;"},
    {"the same in base64",
     "eyJjb250b3NvIGEgYiI6eyJ2YWxpZFRvIjoiMjAyNi0xMi0yNFQxMDowMDowMFoiLCJ0b2tlbiI6Im9uZSJ9fQ==",
     "one https://dev.azure.com/contoso 1798106400;"},
    {"several", "{\"a b\":{\"token\":\"x\"},\"c d\":{\"token\":\"y\",\"validTo\":\"soon\"}}",
     "x https://dev.azure.com/a 0;y https://dev.azure.com/c 0;"},
    {"no organization in the key", "{\" build\":" TOKEN ",\"a/b c\":" TOKEN "}", ""},
    {"no token", "{\"a b\":{\"token\":\"\"},\"c d\":{},\"e f\":\"x\"}", ""},
    {"an empty object", "{}", ""},
    {"no JSON", "nothing", ""},
    {"nothing", "", ""},
};

START_TEST(the_tokens_of_azureauth_are_read)
{
    g_autoptr(Secret) content = secret_new(rows[_i].content, strlen(rows[_i].content));
    g_autoptr(GPtrArray) found = azureauth_json_parse(content);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const PlainSecret *plain = g_ptr_array_index(found, i);
        g_string_append_printf(text, "%s %s %" G_GINT64_FORMAT ";", secret_reveal(plain->secret),
                               plain->address, plain->valid_to);
    }
    assert_row_text(rows[_i].name, "what is found", text->str, rows[_i].found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("azureauth_json");
    TCase *tokens = suite_add_case(suite, "tokens");
    case_add_rows(tokens, the_tokens_of_azureauth_are_read, rows);
    return suite_run(suite);
}
