/* SPDX-License-Identifier: MIT */
#include "net/json_memory.h"

#include "core/error.h"
#include "core/message.h"
#include "net/wiping.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static __thread gboolean is_reading;

/* Nothing that takes memory is of use here, so the text is in English. */
static G_NORETURN void end_without_memory(void)
{
    static const char text[] = "error: there is not enough memory\n"
                               "hint: end some other program, and try again\n";
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
    _exit(EXIT_FAILURE);
}

/*
 * Where jansson (2.14, lex_save()) gets no memory for a text that it reads, it goes on without a
 * part of it, and writes behind the end of the copy: no error comes back from there.
 */
static void *allocate(size_t size)
{
    void *memory = wiping_malloc(size);
    if (!memory && is_reading)
        end_without_memory();
    return memory;
}

void json_memory_prepare(void)
{
    static gsize is_prepared = 0;
    if (g_once_init_enter(&is_prepared)) {
        json_set_alloc_funcs(allocate, wiping_free);
        g_once_init_leave(&is_prepared, 1);
    }
}

void json_memory_begin_reading(void)
{
    json_memory_prepare();
    is_reading = TRUE;
}

void json_memory_end_reading(void)
{
    is_reading = FALSE;
}

void json_memory_set_error(GError **error)
{
    error_set(error, ERROR_SYSTEM, N_("end some other program, and try again"),
              "there is not enough memory");
}
