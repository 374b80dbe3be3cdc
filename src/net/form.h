/* SPDX-License-Identifier: MIT */
/* A form as the body of a request: application/x-www-form-urlencoded (WHATWG URL, section 5). */
#pragma once

#include "core/secret.h"

#define FORM_CONTENT_TYPE "application/x-www-form-urlencoded"

/* Adds "name=value" behind what is there; name must need no escaping. */
void form_append(SecretBuffer *form, const char *name, const char *value);
void form_append_secret(SecretBuffer *form, const char *name, const Secret *value);
