/* SPDX-License-Identifier: MIT */
#include "net/wiping.h"

#include "memcheck.h"
#include "suite.h"

#include <stdint.h>
#include <string.h>

/* malloc() often gives a freed block back as it was: what it holds tells whether it was wiped. */
START_TEST(what_is_freed_is_wiped)
{
    char *memory = wiping_malloc(4096);
    memset(memory, 'x', 4096);
    wiping_free(memory);
    char *again = wiping_malloc(4096);
    MEMCHECK_ALLOW_READ(again, 4096);
    for (int i = 0; i < 4096; i++)
        ck_assert_int_ne(again[i], 'x');
    wiping_free(again);
}
END_TEST

START_TEST(growing_and_shrinking_keep_what_fits)
{
    char *memory = wiping_strdup("secret");
    memory = wiping_realloc(memory, 100000);
    ck_assert_str_eq(memory, "secret");
    memory = wiping_realloc(memory, 3);
    ck_assert_mem_eq(memory, "sec", 3);
    wiping_free(memory);
}
END_TEST

START_TEST(memory_that_was_not_there_is_made)
{
    char *memory = wiping_realloc(NULL, 8);
    ck_assert_ptr_nonnull(memory);
    wiping_free(memory);
    wiping_free(NULL);
}
END_TEST

START_TEST(counted_memory_is_empty)
{
    char *memory = wiping_calloc(100, 3);
    for (int i = 0; i < 300; i++)
        ck_assert_int_eq(memory[i], 0);
    wiping_free(memory);
}
END_TEST

START_TEST(memory_is_aligned_for_everything)
{
    for (size_t size = 0; size < 100; size++) {
        void *memory = wiping_malloc(size);
        ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
        wiping_free(memory);
    }
}
END_TEST

START_TEST(too_much_is_refused)
{
    volatile size_t enormous = SIZE_MAX;
    ck_assert_ptr_null(wiping_malloc(enormous));
    ck_assert_ptr_null(wiping_calloc(enormous / 2, 3));
    char *memory = wiping_strdup("kept");
    ck_assert_ptr_null(wiping_realloc(memory, enormous));
    ck_assert_str_eq(memory, "kept");
    wiping_free(memory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("allocator");
    TCase *allocator = suite_add_case(suite, "allocator");
    tcase_add_test(allocator, what_is_freed_is_wiped);
    tcase_add_test(allocator, growing_and_shrinking_keep_what_fits);
    tcase_add_test(allocator, memory_that_was_not_there_is_made);
    tcase_add_test(allocator, counted_memory_is_empty);
    tcase_add_test(allocator, memory_is_aligned_for_everything);
    tcase_add_test(allocator, too_much_is_refused);
    return suite_run(suite);
}
