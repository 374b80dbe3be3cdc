/* SPDX-License-Identifier: MIT */
/*
 * What the programs share that let a test drive azure.so without the commands that use it. What
 * goes wrong here ends the program.
 */
#pragma once

#include "azure/module.h"
#include "entra/module.h"

#include <glib.h>

/* Prints the error and ends the program. */
G_NORETURN void driver_fail(const GError *error);

/* The target of an URL; server = what --server= says, NULL = none. */
Target *driver_parse_target(const char *url, const char *server);

/* Git's settings for it. */
HttpSettings *driver_read_settings(const Target *target);

/* "code=", "error=" and "hint=" of an error, each in a line. */
void driver_print_error(const GError *error);

/* "name=" and the secret, without a copy of it in the buffer of stdio. */
void driver_print_secret(const char *name, const Secret *secret);

/* The first line of stdin. */
Secret *driver_read_token(void);

const AzureModule *driver_load_module(const char *path);
const EntraModule *driver_load_entra(const char *path);

/* Says "done", and waits for the end of stdin, so that memory can be looked at. */
void driver_wait(void);
