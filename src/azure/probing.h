/* SPDX-License-Identifier: MIT */
/* Asks Azure DevOps what a token can do. */
#pragma once

#include "azure/probe.h"
#include "core/http_settings.h"
#include "core/secret.h"
#include "model/target.h"

#include <glib.h>

#define PROBING_MS 30000 /* for all probes of a token */

typedef struct {
    const Target *target; /* an organization of Azure DevOps Services */
    const char *project;  /* NULL = the probes that need one are left out */
    const Secret *token;  /* a valid one */
    const HttpSettings *settings;
    gint64 limit_ms;
    gint *is_paused; /* set once Azure DevOps wants fewer requests, and heeded: a flag that the
                        requests about one organization share, from whatever thread */
    void (*tell)(gpointer data); /* called after each probe, made or not; NULL = nobody is told */
    gpointer data;
} ProbingRequest;

/*
 * The probes one after the other, until Azure DevOps asks for a pause: a request that it would
 * rather not have is not made. The result is the caller's. Errors: ERROR_SYSTEM if libcurl cannot
 * be had; whatever else goes wrong is an answer that says nothing.
 */
ProbeReport *probing_run(const ProbingRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
