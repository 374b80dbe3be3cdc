/* SPDX-License-Identifier: MIT */
/* Asks Azure DevOps whether it can be reached, with a token or without one. */
#pragma once

#include "azure/reachability.h"
#include "core/http_settings.h"
#include "core/secret.h"
#include "model/target.h"

#include <glib.h>

#define REACHING_MS 6000 /* for all of one organization */

typedef struct {
    const Target *target;         /* with an organization */
    const Secret *token;          /* NULL = none is sent, and the profile is not asked for */
    const HttpSettings *settings; /* for endpoint_for_settings(): the way that Git takes, too */
    gint64 limit_ms;              /* for all of it */
} ReachingRequest;

/*
 * connectionData first and the profile then. The result is the caller's. Errors: ERROR_INPUT if the
 * target names no organization, ERROR_SYSTEM if libcurl cannot be had; whatever goes wrong on the
 * way is a finding.
 */
Reachability *reaching_run(const ReachingRequest *request,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
