/* SPDX-License-Identifier: MIT */
/* Why Azure DevOps did not say what it was asked, in words: of a finding of FINDING_UNKNOWN. */
#pragma once

#include "azure/verdict.h"

#include <glib.h>

/* "the server asks to come back in 17 seconds"; owned by the caller. */
char *cause_describe(const Finding *finding);

/* Whether a proxy let nothing through for want of a user name and a password, or the right ones. */
gboolean cause_is_proxy_password(const Finding *finding);

/* How the address of a proxy holds them, for a hint; with a scheme it would be redacted. */
#define CAUSE_PROXY_ADDRESS "NAME:PASSWORD@HOST:PORT"

/* A text, translated, with the name of the organization for each "<org>"; owned by the caller. */
char *cause_name_organization(const char *text, const char *organization);

/*
 * Sets ERROR_UNREACHABLE: "<what>: <cause>", with what a person can do about that cause. what is a
 * text for cause_name_organization().
 */
void cause_set_error(const Finding *finding, const char *what, const char *organization,
                     GError **error);
