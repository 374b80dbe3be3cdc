/* SPDX-License-Identifier: MIT */
#include "net/json.h"

#include "net/json_memory.h"

#include "suite.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    gboolean is_object;
} documents[] = {
    {"an object", BYTES("{}"), TRUE},
    {"an object with blanks around", BYTES(" \r\n{ \"a\" : 1 }\n"), TRUE},
    {"a byte order mark before it", BYTES("\xef\xbb\xbf{}"), TRUE},
    {"two byte order marks", BYTES("\xef\xbb\xbf\xef\xbb\xbf{}"), FALSE},
    {"a byte order mark alone", BYTES("\xef\xbb\xbf"), FALSE},
    {"nothing", BYTES(""), FALSE},
    {"an array", BYTES("[]"), FALSE},
    {"a string", BYTES("\"a\""), FALSE},
    {"null", BYTES("null"), FALSE},
    {"something behind it", BYTES("{}x"), FALSE},
    {"two of them", BYTES("{}{}"), FALSE},
    {"a NUL behind it", BYTES("{}\0"), FALSE},
    {"a NUL in a string", BYTES("{\"a\":\"b\0c\"}"), FALSE},
    {"an escaped NUL in a string", BYTES("{\"a\":\"b\\u0000c\"}"), FALSE},
    {"a name twice", BYTES("{\"a\":1,\"a\":2}"), FALSE},
    {"invalid UTF-8", BYTES("{\"a\":\"\xff\"}"), FALSE},
    {"half a surrogate pair", BYTES("{\"a\":\"\\ud800\"}"), FALSE},
    {"a comma too many", BYTES("{\"a\":1,}"), FALSE},
    {"single quotes", BYTES("{'a':1}"), FALSE},
    {"a comment", BYTES("{/* */}"), FALSE},
    {"not a number", BYTES("{\"a\":NaN}"), FALSE},
    {"a number out of range", BYTES("{\"a\":1e999}"), FALSE},
    {"half of it", BYTES("{\"a\":\"b"), FALSE},
    {"a backslash at the end", BYTES("{\"a\":\"\\"), FALSE},
};

START_TEST(only_strict_objects_are_read)
{
    g_autoptr(JsonDocument) document =
        json_document_parse(documents[_i].bytes, documents[_i].length);
    ck_assert_msg((document != NULL) == documents[_i].is_object, "%s", documents[_i].name);
}
END_TEST

/* {"a":{"a":...1...}} */
static JsonDocument *parse_nested(int depth, const char *before)
{
    g_autoptr(GString) text = g_string_new("{");
    g_string_append(text, before);
    for (int i = 1; i < depth; i++)
        g_string_append(text, "\"a\":{");
    for (int i = 0; i < depth; i++)
        g_string_append_c(text, '}');
    return json_document_parse(text->str, text->len);
}

START_TEST(depth_is_limited)
{
    g_autoptr(JsonDocument) deep = parse_nested(64, "");
    g_autoptr(JsonDocument) too_deep = parse_nested(65, "");
    g_autoptr(JsonDocument) far_too_deep = parse_nested(100000, "");
    ck_assert_ptr_nonnull(deep);
    ck_assert_ptr_null(too_deep);
    ck_assert_ptr_null(far_too_deep);
}
END_TEST

START_TEST(brackets_in_strings_are_no_depth)
{
    g_autofree char *brackets = g_strnfill(1000, '[');
    g_autofree char *before = g_strdup_printf("\"x\":\"\\\"%s\",\"y\\\\\":\"{\",", brackets);
    g_autoptr(JsonDocument) deep = parse_nested(64, before);
    g_autoptr(JsonDocument) too_deep = parse_nested(65, before);
    ck_assert_ptr_nonnull(deep);
    ck_assert_ptr_null(too_deep);
}
END_TEST

START_TEST(many_neighbours_are_no_depth)
{
    g_autoptr(GString) text = g_string_new("{\"a\":[");
    for (int i = 0; i < 1000; i++)
        g_string_append(text, "{},");
    g_string_append(text, "{}]}");
    g_autoptr(JsonDocument) document = json_document_parse(text->str, text->len);
    ck_assert_ptr_nonnull(document);
}
END_TEST

START_TEST(size_is_limited)
{
    g_autofree char *text = g_strnfill(JSON_SIZE_MAX + 1, ' ');
    memcpy(text, "{}", 2);
    g_autoptr(JsonDocument) largest = json_document_parse(text, JSON_SIZE_MAX);
    g_autoptr(JsonDocument) larger = json_document_parse(text, JSON_SIZE_MAX + 1);
    ck_assert_ptr_nonnull(largest);
    ck_assert_ptr_null(larger);
}
END_TEST

START_TEST(texts_are_found_by_their_path)
{
    static const char text[] = "{\"a\":{\"b\":\"c\",\"n\":1},\"d\":\"\\u00f8\",\"e\":[\"f\"]}";
    g_autoptr(JsonDocument) document = json_document_parse(text, strlen(text));
    ck_assert_str_eq(json_document_get_text(document, "a", "b", NULL), "c");
    ck_assert_str_eq(json_document_get_text(document, "d", NULL), "\xc3\xb8");
    ck_assert_ptr_null(json_document_get_text(document, "a", NULL));
    ck_assert_ptr_null(json_document_get_text(document, "a", "n", NULL));
    ck_assert_ptr_null(json_document_get_text(document, "a", "b", "c", NULL));
    ck_assert_ptr_null(json_document_get_text(document, "e", "f", NULL));
    ck_assert_ptr_null(json_document_get_text(document, "missing", "b", NULL));
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    gint64 number; /* -1 = none */
} numbers[] = {
    {"a number", "{\"n\":3599}", 3599},
    {"nought", "{\"n\":0}", 0},
    {"the largest", "{\"n\":9223372036854775807}", G_MAXINT64},
    {"digits in a string", "{\"n\":\"3599\"}", 3599},
    {"a negative number", "{\"n\":-1}", -1},
    {"a fraction", "{\"n\":1.0}", -1},
    {"a string that is no number", "{\"n\":\"1h\"}", -1},
    {"an empty string", "{\"n\":\"\"}", -1},
    {"null", "{\"n\":null}", -1},
    {"nothing", "{}", -1},
};

START_TEST(numbers_are_whole_and_not_negative)
{
    g_autoptr(JsonDocument) document =
        json_document_parse(numbers[_i].text, strlen(numbers[_i].text));
    gint64 number = -1;
    gboolean is_there = json_document_get_number(document, &number, "n", NULL);
    ck_assert_msg(is_there == (numbers[_i].number >= 0), "%s", numbers[_i].name);
    ck_assert_msg(number == numbers[_i].number, "%s", numbers[_i].name);
}
END_TEST

START_TEST(objects_of_an_array_outlive_their_document)
{
    static const char text[] = "{\"a\":[{\"b\":\"c\"},1,{\"b\":\"d\"}],\"n\":1}";
    JsonDocument *document = json_document_parse(text, strlen(text));
    g_autoptr(GPtrArray) objects = json_document_get_objects(document, "a");
    ck_assert_ptr_null(json_document_get_objects(document, "n"));
    ck_assert_ptr_null(json_document_get_objects(document, "missing"));
    json_document_free(document);
    ck_assert_uint_eq(objects->len, 2);
    ck_assert_str_eq(json_document_get_text(g_ptr_array_index(objects, 1), "b", NULL), "d");
}
END_TEST

START_TEST(an_object_outlives_its_document)
{
    static const char text[] = "{\"a\":{\"b\":\"c\"},\"n\":1}";
    JsonDocument *document = json_document_parse(text, strlen(text));
    g_autoptr(JsonDocument) object = json_document_get_object(document, "a");
    ck_assert_ptr_null(json_document_get_object(document, "n"));
    json_document_free(document);
    ck_assert_str_eq(json_document_get_text(object, "b", NULL), "c");
}
END_TEST

/* Without it jansson goes on, and beyond the end of a text. */
START_TEST(who_reads_ends_where_there_is_no_memory)
{
    json_malloc_t allocate = NULL;
    json_free_t release = NULL;
    json_memory_prepare();
    json_get_alloc_funcs(&allocate, &release);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        json_memory_begin_reading();
        release(allocate(SIZE_MAX / 4));
        _exit(0);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *json = suite_add_case(suite, "json");
    case_add_rows(json, only_strict_objects_are_read, documents);
    tcase_add_test(json, depth_is_limited);
    tcase_add_test(json, brackets_in_strings_are_no_depth);
    tcase_add_test(json, many_neighbours_are_no_depth);
    tcase_add_test(json, size_is_limited);
    tcase_add_test(json, texts_are_found_by_their_path);
    case_add_rows(json, numbers_are_whole_and_not_negative, numbers);
    tcase_add_test(json, objects_of_an_array_outlive_their_document);
    tcase_add_test(json, an_object_outlives_its_document);
    tcase_add_test(json, who_reads_ends_where_there_is_no_memory);
    return suite_run(suite);
}
