/* SPDX-License-Identifier: MIT */
/*
 * malloc and its family, with memory that is wiped when it is freed or outgrown. For libraries that
 * take their allocator from the caller (libcurl, jansson) and hold tokens for a while.
 */
#pragma once

#include <stddef.h>

/* As malloc(3), calloc(3), realloc(3), free(3), strdup(3); what one made, the others may take. */
void *wiping_malloc(size_t size);
void *wiping_calloc(size_t count, size_t size);
void *wiping_realloc(void *memory, size_t size);
void wiping_free(void *memory);
char *wiping_strdup(const char *text);
