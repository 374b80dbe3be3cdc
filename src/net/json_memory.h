/* SPDX-License-Identifier: MIT */
/* Where jansson's memory comes from: see net/wiping.h. */
#pragma once

/*
 * To be called before whatever makes a value of jansson, for one that was made before cannot be
 * freed afterwards. Does something the first time only.
 */
void json_memory_prepare(void);
