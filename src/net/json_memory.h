/* SPDX-License-Identifier: MIT */
/* Where jansson's memory comes from: see net/wiping.h. */
#pragma once

#include <glib.h>

/*
 * To be called before whatever makes a value of jansson, for one that was made before cannot be
 * freed afterwards. Does something the first time only.
 */
void json_memory_prepare(void);

/*
 * Between these two, for the calling thread, what gets no memory ends the program as GLib would,
 * but with an error and a hint: jansson cannot be trusted to go on.
 */
void json_memory_begin_reading(void);
void json_memory_end_reading(void);

/* Errors of what writes JSON, which is whole or none: ERROR_SYSTEM. */
void json_memory_set_error(GError **error);
