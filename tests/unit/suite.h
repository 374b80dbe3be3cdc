/* SPDX-License-Identifier: MIT */
/*
 * What every unit suite is run by. A test function is a claim; where it is made for many inputs,
 * these are rows of a static table, and a row's name is a sentence.
 *
 * Each row is a test of its own in the TAP output. CK_FORK=no runs them all in one process.
 */
#pragma once

#include <check.h>
#include <glib.h>

/* Runs and frees the suite; the exit status of the test program. */
int suite_run(Suite *suite);

/* A test case without a time-out: how long a test takes says nothing about it. */
TCase *suite_add_case(Suite *suite, const char *name);

#define case_add_rows(test_case, test, rows)                                                       \
    tcase_add_loop_test(test_case, test, 0, (int)G_N_ELEMENTS(rows))

/* NULL equals NULL, and nothing else; says which row failed, and what it got. */
#define assert_row_text(row_name, what, got, expected)                                             \
    ck_assert_msg(g_strcmp0(got, expected) == 0, "%s: %s is '%s', not '%s'", row_name, what,       \
                  (got) ? (got) : "(absent)", (expected) ? (expected) : "(absent)")

/* A byte string that may hold NULs, as two members of a row. */
#define BYTES(literal) .bytes = literal, .length = sizeof(literal) - 1
