/* SPDX-License-Identifier: MIT */
#include "net/wiping.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Stands before the memory that is handed out, and keeps its alignment. */
typedef union {
    size_t size;
    max_align_t alignment;
} Head;

void *wiping_malloc(size_t size)
{
    if (size > SIZE_MAX - sizeof(Head))
        return NULL;
    Head *head = malloc(sizeof(Head) + size);
    if (!head)
        return NULL;
    head->size = size;
    return head + 1;
}

void *wiping_calloc(size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    void *memory = wiping_malloc(total);
    if (memory)
        memset(memory, 0, total);
    return memory;
}

void *wiping_realloc(void *memory, size_t size)
{
    void *larger = wiping_malloc(size);
    if (!larger || !memory)
        return larger;
    size_t old_size = ((Head *)memory - 1)->size;
    memcpy(larger, memory, old_size < size ? old_size : size);
    wiping_free(memory);
    return larger;
}

void wiping_free(void *memory)
{
    if (!memory)
        return;
    Head *head = (Head *)memory - 1;
    explicit_bzero(memory, head->size);
    free(head);
}

char *wiping_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = wiping_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}
