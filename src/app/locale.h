/* SPDX-License-Identifier: MIT */
/* The translations that are installed: of gettext, for the locale of the environment. */
#pragma once

/*
 * Lets texts be translated from now on, where the C library can do it. Nothing is looked for, and
 * no file opened, before the first text: most calls of Git end without one, and would pay for it
 * twice over.
 */
void locale_use(void);
