/* SPDX-License-Identifier: MIT */
/* What comes back with tokens in it: from Entra, from issuers, from the Azure CLI. */
#include "entra/azure_cli_reply.h"
#include "entra/token_reply.h"

#include "suite.h"

#include <string.h>

#define TENANT "12345678-90ab-cdef-1234-567890abcdef"

static const struct {
    const char *name;
    const char *json;
    const char *access_token; /* NULL = it is none */
    const char *refresh_token;
    gint64 expires_in_s;
    gint64 expires_on;
} replies[] = {
    {"tokens of a person",
     "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"a.b.c\","
     "\"refresh_token\":\"r\"}",
     "a.b.c", "r", 3599, 0},
    {"a managed identity writes numbers as texts",
     "{\"access_token\":\"a\",\"expires_in\":\"86399\",\"expires_on\":\"1893456000\"}", "a", NULL,
     86399, 1893456000},
    {"it need not say how long", "{\"access_token\":\"a\"}", "a", NULL, 0, 0},
    {"a life without end is cut", "{\"access_token\":\"a\",\"expires_in\":9223372036854775807}",
     "a", NULL, 2592000, 0},
    {"a date as text is not told", "{\"access_token\":\"a\",\"expires_on\":\"2026-12-24\"}", "a",
     NULL, 0, 0},
    {"a refresh token with a line end is none",
     "{\"access_token\":\"a\",\"refresh_token\":\"r\\nx\"}", "a", NULL, 0, 0},
    {"an access token with a line end is none", "{\"access_token\":\"a\\r\\nEvil: x\"}", NULL, NULL,
     0, 0},
    {"nor is one with a blank", "{\"access_token\":\"a b\"}", NULL, NULL, 0, 0},
    {"nor one beyond ASCII", "{\"access_token\":\"\xc3\xb8\"}", NULL, NULL, 0, 0},
    {"nor an empty one", "{\"access_token\":\"\"}", NULL, NULL, 0, 0},
    {"nor a number", "{\"access_token\":1}", NULL, NULL, 0, 0},
    {"a bearer token may be spelt as one likes",
     "{\"access_token\":\"a\",\"token_type\":\"bearer\"}", "a", NULL, 0, 0},
    {"one for another scheme is none", "{\"access_token\":\"a\",\"token_type\":\"pop\"}", NULL,
     NULL, 0, 0},
    {"an error is none", "{\"error\":\"invalid_grant\"}", NULL, NULL, 0, 0},
    {"a page is none", "<html></html>", NULL, NULL, 0, 0},
    {"nothing is none", "", NULL, NULL, 0, 0},
};

static const char *text_of(const Secret *secret)
{
    return secret ? secret_reveal(secret) : NULL;
}

START_TEST(tokens_are_read)
{
    g_autoptr(TokenReply) reply = token_reply_decode(replies[_i].json, strlen(replies[_i].json));
    const char *name = replies[_i].name;
    assert_row_text(name, "the token", reply ? text_of(reply->access_token) : NULL,
                    replies[_i].access_token);
    if (!reply)
        return;
    assert_row_text(name, "the refresh token", text_of(reply->refresh_token),
                    replies[_i].refresh_token);
    ck_assert_msg(reply->expires_in_s == replies[_i].expires_in_s, "%s: expires_in", name);
    ck_assert_msg(reply->expires_on == replies[_i].expires_on, "%s: expires_on", name);
}
END_TEST

START_TEST(a_token_without_end_is_none)
{
    g_autofree char *token = g_strnfill(32 * 1024 + 1, 'a');
    g_autofree char *json = g_strdup_printf("{\"access_token\":\"%s\"}", token);
    g_autoptr(TokenReply) reply = token_reply_decode(json, strlen(json));
    ck_assert(!reply);
}
END_TEST

#define DEVICE(more)                                                                               \
    "{\"device_code\":\"d\",\"user_code\":\"ABCD\",\"verification_uri\":\"https://x/device\"" more \
    "}"

static const struct {
    const char *name;
    const char *json;
    gint64 interval_s; /* 0 = it is none */
} devices[] = {
    {"a code for a person", DEVICE(",\"expires_in\":900,\"interval\":7"), 7},
    {"an interval need not be told", DEVICE(",\"expires_in\":900"), 5},
    {"one without a pause has the usual one", DEVICE(",\"expires_in\":900,\"interval\":0"), 5},
    {"one that is too long is cut", DEVICE(",\"expires_in\":900,\"interval\":3600"), 60},
    {"one that has no life", DEVICE(""), 0},
    {"one whose life is over", DEVICE(",\"expires_in\":0"), 0},
    {"one without an address", "{\"device_code\":\"d\",\"user_code\":\"A\",\"expires_in\":9}", 0},
    {"one whose address is not https",
     "{\"device_code\":\"d\",\"user_code\":\"A\",\"verification_uri\":\"http://x\","
     "\"expires_in\":9}",
     0},
    {"one whose code moves the cursor",
     "{\"device_code\":\"d\",\"user_code\":\"A\\u001b[2J\",\"verification_uri\":\"https://x\","
     "\"expires_in\":9}",
     0},
    {"one without a code for the person",
     "{\"device_code\":\"d\",\"verification_uri\":\"https://x\",\"expires_in\":9}", 0},
    {"no JSON", "x", 0},
};

START_TEST(a_device_code_is_read)
{
    g_autoptr(DeviceCode) device = device_code_decode(devices[_i].json, strlen(devices[_i].json));
    ck_assert_msg((device ? device->interval_s : 0) == devices[_i].interval_s, "%s",
                  devices[_i].name);
    if (!device)
        return;
    ck_assert_str_eq(secret_reveal(device->device_code), "d");
    ck_assert_str_eq(device->user_code, "ABCD");
    ck_assert_str_eq(device->url, "https://x/device");
    ck_assert_int_eq(device->expires_in_s, 900);
}
END_TEST

static const struct {
    const char *name;
    const char *json;
    gint64 expires; /* -1 = there is no token */
    const char *tenant;
} outputs[] = {
    {"a new version",
     "{\"accessToken\":\"a\",\"expiresOn\":\"2030-01-01 02:00:00.000000\","
     "\"expires_on\":1893456001,\"tenant\":\"" TENANT "\",\"tokenType\":\"Bearer\"}",
     1893456001, TENANT},
    {"an old version, in local time",
     "{\"accessToken\":\"a\",\"expiresOn\":\"2030-01-01 02:00:00.123456\"}", 1893456000, ""},
    {"a managed identity of an old version", "{\"accessToken\":\"a\",\"expiresOn\":null}", 0, ""},
    {"a time in another form", "{\"accessToken\":\"a\",\"expiresOn\":\"2030-01-01T02:00:00Z\"}", 0,
     ""},
    {"no time", "{\"accessToken\":\"a\",\"expiresOn\":\"2030-13-41 02:00:00\"}", 0, ""},
    {"a tenant that is no GUID", "{\"accessToken\":\"a\",\"tenant\":\"contoso.com\"}", 0, ""},
    {"a token with a line end", "{\"accessToken\":\"a\\n\"}", -1, NULL},
    {"a warning before it", "WARNING: x\n{\"accessToken\":\"a\"}", -1, NULL},
    {"nothing", "", -1, NULL},
};

START_TEST(the_azure_cli_is_read)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(2 * 60 * 60);
    g_autoptr(AzureCliReply) reply =
        azure_cli_reply_decode(outputs[_i].json, strlen(outputs[_i].json), zone);
    ck_assert_msg((reply ? reply->expires : -1) == outputs[_i].expires, "%s: its end",
                  outputs[_i].name);
    assert_row_text(outputs[_i].name, "the tenant", reply ? reply->tenant : NULL,
                    outputs[_i].tenant);
}
END_TEST

START_TEST(a_token_of_an_issuer_is_read)
{
    static const char json[] = "{\"count\":1,\"value\":\"a.b.c\"}";
    g_autoptr(Secret) value = token_reply_decode_text(json, strlen(json), "value");
    g_autoptr(Secret) other = token_reply_decode_text(json, strlen(json), "oidcToken");
    ck_assert_str_eq(secret_reveal(value), "a.b.c");
    ck_assert(!other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("token_reply");
    TCase *replies_case = suite_add_case(suite, "replies");
    case_add_rows(replies_case, tokens_are_read, replies);
    tcase_add_test(replies_case, a_token_without_end_is_none);
    case_add_rows(replies_case, a_device_code_is_read, devices);
    case_add_rows(replies_case, the_azure_cli_is_read, outputs);
    tcase_add_test(replies_case, a_token_of_an_issuer_is_read);
    return suite_run(suite);
}
