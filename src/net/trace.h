/* SPDX-License-Identifier: MIT */
/*
 * AZDO_TRACE: what was asked of servers and what they answered, for a person to read and to paste.
 *
 * AZDO_TRACE=1 writes to stderr, an absolute path appends to that file, which is made for the user
 * alone and never through a symbolic link. Tokens, cookies and the user's e-mail are shown as
 * <redacted>; bodies are not shown at all.
 */
#pragma once

#include <glib.h>

typedef struct Trace Trace;

/*
 * value: of AZDO_TRACE, may be NULL. NULL = no trace; that a file cannot be written, or that the
 * value is neither what is said above nor empty, 0, false, no or off, is said on stderr.
 */
Trace *trace_open(const char *value);

/* Of this and all below, trace may be NULL: then nothing happens. */
void trace_free(Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trace, trace_free)

void trace_write(Trace *trace, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Lines of a header, redacted, each after the mark: ">" for what was sent, "<" for an answer. */
void trace_write_header(Trace *trace, const char *mark, const char *text, gsize length);
