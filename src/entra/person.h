/* SPDX-License-Identifier: MIT */
/* What the ways to sign a person in have in common. */
#pragma once

#include "core/secret.h"
#include "entra/errand.h"

/* The application that a person signs in with: the request's, or ENTRA_CLIENT_ID; borrowed. */
const char *person_client_id(const Errand *errand);

/* A form for the token endpoint with the application and the scope; grant_type NULL = none. */
SecretBuffer *person_begin_form(const Errand *errand, const char *grant_type);
