/* SPDX-License-Identifier: MIT */
/* Asks Azure DevOps what tokens can do, on the way that Git's own settings describe. */
#pragma once

#include "azure/probe.h"
#include "core/secret.h"
#include "model/target.h"

#include <glib.h>

/* One of several questions, and its answer. */
typedef struct {
    Target target;       /* an organization of Azure DevOps Services; its texts are borrowed */
    const char *project; /* borrowed; NULL = none is known */
    const Secret *token; /* a valid one */
    gboolean is_paused;  /* Azure DevOps already asks for a pause: nothing more is asked */
    ProbeReport *report; /* the caller's; set by probes_run() */
} TokenProbe;

/*
 * Probes the tokens, several at a time; what Azure DevOps says against more requests holds for
 * every token of that organization. tell is called after each probe, from whatever thread. Errors:
 * ERROR_CONFIG if Git's settings cannot be read, ERROR_SYSTEM if azure.so cannot be loaded; reports
 * that there are all the same are the caller's, too.
 */
gboolean probes_run(TokenProbe *tokens, gsize count, void (*tell)(gpointer data), gpointer data,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
