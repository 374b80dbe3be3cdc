/* SPDX-License-Identifier: MIT */
/* A page for the person to look at. */
#pragma once

#include <glib.h>

/*
 * Opens a page in the person's browser, where there is a screen to see it on (app/screen.h),
 * or Windows around this system (WSL). It is the first entry of BROWSER, split into words without
 * a shell, or else xdg-open, gio or wslview; programs come from absolute paths and folders only.
 *
 * Returns whether a program was started. Nobody waits for it, and it holds nothing of ours: a child
 * that kept stdout would make Git hang.
 */
gboolean browser_open(const char *url);
