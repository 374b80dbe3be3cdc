/* SPDX-License-Identifier: MIT */
/*
 * What a person reads, in the person's language.
 *
 * The texts stand in the sources in English, and xgettext(1) finds them: by the marks below, and
 * in the calls of what shows them, which translate by themselves: a literal message or hint of
 * error_set() and report_*() needs no mark. A sentence is one text, with its arguments in it: one
 * that is put together of parts cannot be translated.
 *
 * Not translated: what Git, files, traces and --json get; names of commands, options, settings,
 * scopes and hosts.
 */
#pragma once

#include <glib.h>

/* A mark where a text is shown, and one for a text in a table, which is translated elsewhere. */
#define _(text) message_translated(text)
#define N_(text) text

/* A format, for what has words of its own already; no text to translate. */
#define MESSAGE_AS_IT_IS "%s"

/*
 * The text in the person's language, or as it came if there is none: it lives as long as the
 * program, or as what came.
 */
const char *message_translated(const char *text) G_GNUC_FORMAT(1);

/* One of two formats, or of as many as the language has, for a number of things. */
const char *message_counted(const char *one, const char *several, gulong count) G_GNUC_FORMAT(1)
    G_GNUC_FORMAT(2);

/* Called by every thread; several is NULL where nothing is counted. */
typedef const char *(*MessageTranslator)(const char *one, const char *several, gulong count);

/* Before the first text, and without other threads; NULL, as in the beginning, leaves English. */
void message_translate_with(MessageTranslator translator);
