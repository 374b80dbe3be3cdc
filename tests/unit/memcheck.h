/* SPDX-License-Identifier: MIT */
/* Lets a test read memory that nobody has written, which valgrind would take for a mistake. */
#pragma once

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define MEMCHECK_ALLOW_READ(memory, size) VALGRIND_MAKE_MEM_DEFINED(memory, size)
#else
#define MEMCHECK_ALLOW_READ(memory, size) ((void)(memory), (void)(size))
#endif
