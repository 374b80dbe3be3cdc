/* SPDX-License-Identifier: MIT */
/* Where a request over plain http may go. Pure. */
#pragma once

#include <glib.h>

/*
 * Whether the host of an http URL is the machine itself (127.0.0.0/8, ::1, localhost) or an address
 * of its link (169.254.0.0/16, RFC 3927), in the usual notation: no name that has to be looked up,
 * and no number that only some programs read as an address.
 */
gboolean local_address_is_in(const char *url);
