/* SPDX-License-Identifier: MIT */
/* Where jansson's memory comes from: see net/wiping.h. */
#pragma once

#include <glib.h>

/*
 * To be called before whatever makes a value of jansson, for one that was made before cannot be
 * freed afterwards. Does something the first time only.
 */
void json_memory_prepare(void);

/* Errors of what writes JSON, which is whole or none: ERROR_SYSTEM. */
void json_memory_set_error(GError **error);
