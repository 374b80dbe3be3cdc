/* SPDX-License-Identifier: MIT */
/* JSON that is written is whole, or an error: whatever allocation fails. */
#include "core/error.h"
#include "net/json_body.h"
#include "net/json_list.h"
#include "net/json_memory.h"
#include "net/wiping.h"
#include "suite.h"

#include <jansson.h>

#define WHOLE_LIST                                                                                 \
    "{\n  \"version\": 1,\n  \"rows\": [\n    {\n      \"text\": \"a\",\n      \"none\": null,\n"  \
    "      \"number\": 7,\n      \"flag\": true,\n      \"texts\": [\n        \"b\",\n        "    \
    "\"c\"\n      ]\n    },\n    {\n      \"text\": null\n    }\n  ],\n  \"others\": []\n}\n"
#define ALLOCATIONS_MAX 1000

static int remaining; /* allocations, until one fails */

static void *fail_once(size_t size)
{
    return remaining-- == 0 ? NULL : wiping_malloc(size);
}

static void fail_after(int count)
{
    json_memory_prepare();
    json_set_alloc_funcs(fail_once, wiping_free);
    remaining = count;
}

static char *write_list(GError **error)
{
    static const char *const texts[] = {"b", "c", NULL};
    g_autoptr(JsonList) rows = json_list_new();
    g_autoptr(JsonList) others = json_list_new();
    json_list_begin(rows);
    json_list_set_text(rows, "text", "a");
    json_list_set_null(rows, "none");
    json_list_set_number(rows, "number", 7);
    json_list_set_flag(rows, "flag", TRUE);
    json_list_set_texts(rows, "texts", texts);
    json_list_begin(rows);
    json_list_set_text(rows, "text", "\xff");
    return json_list_format_pair(rows, "rows", others, "others", error);
}

static char *write_body(GError **error)
{
    g_autoptr(JsonBody) body = json_body_new();
    json_body_set_text(body, "text", "a");
    json_body_set_text(body, "none", NULL);
    json_body_set_text(body, "bytes", "\xff");
    json_body_set_boolean(body, "flag", FALSE);
    g_autoptr(Secret) text = json_body_format(body, error);
    return text ? g_strdup(secret_reveal(text)) : NULL;
}

static const struct {
    const char *name;
    char *(*write)(GError **error);
    const char *whole;
} documents[] = {
    {"what a command prints", write_list, WHOLE_LIST},
    {"the body of a request", write_body, "{\"text\":\"a\",\"flag\":false}"},
};

START_TEST(it_is_whole_or_an_error)
{
    int count = 0;
    gboolean is_whole = FALSE;
    for (; !is_whole && count < ALLOCATIONS_MAX; count++) {
        g_autoptr(GError) error = NULL;
        fail_after(count);
        g_autofree char *text = documents[_i].write(&error);
        is_whole = remaining >= 0; /* none was to fail */
        if (is_whole)
            assert_row_text(documents[_i].name, "the text", text, documents[_i].whole);
        else
            ck_assert_msg(!text && g_error_matches(error, AZDO_ERROR, ERROR_SYSTEM),
                          "%s: without allocation %d it is '%s'", documents[_i].name, count,
                          text ? text : "(no error)");
    }
    ck_assert_msg(is_whole && count > 5, "%s: %d allocations", documents[_i].name, count);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_written");
    TCase *written = suite_add_case(suite, "written");
    case_add_rows(written, it_is_whole_or_an_error, documents);
    return suite_run(suite);
}
