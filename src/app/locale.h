/* SPDX-License-Identifier: MIT */
/* The translations that are installed: of gettext, for the locale of the environment. */
#pragma once

#include <glib.h>

/*
 * A MessageTranslator. Nothing is looked for, and no file opened, before the first text: most calls
 * of Git end without one, and would pay for it twice over.
 */
const char *locale_translate(const char *one, const char *several, gulong count);
