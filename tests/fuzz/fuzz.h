/* SPDX-License-Identifier: MIT */
/*
 * What every fuzzing program is made of. fuzz_{name}.c has the one function that is given inputs:
 * by libFuzzer, which makes them up, or by replay.c, which takes those of corpus/{name}.
 */
#pragma once

#include "core/secret.h"
#include "core/span.h"

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Something that holds for every input; where it does not, the program ends. */
#define fuzz_claim(claim) ((claim) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #claim))
G_NORETURN void fuzz_fail(const char *file, int line, const char *claim);

Span fuzz_span(const uint8_t *bytes, size_t length);

/*
 * The next of the fields of an input, which line feeds and NULs end. NULL if there is none, or if
 * it is "-": absent. Owned by the caller.
 */
char *fuzz_take_field(Span *input);

/* The same as a number of so many; 0 if it is none. */
gint64 fuzz_take_number(Span *input, gint64 maximum);

/* One line of UTF-8 without what a terminal obeys. */
gboolean fuzz_is_printable(const char *text);

/* Whether a secret of some length stands in a text. */
gboolean fuzz_shows(const char *text, const Secret *secret);

/* That there is an error with words for a person, which can be shown, and frees it. */
void fuzz_claim_error(GError *error);
