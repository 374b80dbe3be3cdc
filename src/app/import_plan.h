/* SPDX-License-Identifier: MIT */
/* What is to become of the tokens that were found: whose they are, and whether they are good. */
#pragma once

#include "app/import_find.h"
#include "model/credential.h"
#include "policy/import.h"

#include <glib.h>

typedef struct PlannedToken PlannedToken;

/* Every text is printable. */
struct PlannedToken {
    const ImportedToken *found; /* borrowed, as its place */
    ImportFate fate;
    ImportCheck check;
    Credential *credential; /* as it would be stored; NULL = it is not known for whom */
    Credential *other;      /* what it would take the place of; NULL = nothing */
    PlannedToken *twin;     /* the same token, earlier; NULL = there is none, or it is stored */
    char *name;             /* "contoso (ann)"; "?" */
    char *masked;
    char *words;          /* what was said of it; "" = nothing */
    gboolean is_stored;   /* it has been read back from the store */
    gboolean is_rivalled; /* another one that was found is there by now */
};

typedef struct {
    const Settings *settings;
    const ImportFindings *findings;
    const Target *place;     /* tokens of another organization are left out; NULL = of all */
    const Target *here;      /* the organization of this repository; NULL = none */
    const GPtrArray *stored; /* Credential *, the tokens */
    gint64 now;              /* Unix seconds */
} ImportPlanRequest;

/*
 * PlannedToken *, owned by the caller. Azure DevOps is asked about all of them at once. Of a token
 * that does not say which organization it is for, that of its address' user name or of this
 * repository is tried. Errors: ERROR_CONFIG; ERROR_SYSTEM if azure.so cannot be loaded.
 */
GPtrArray *import_plan(const ImportPlanRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether it is one that goes into the store, be it after a question. */
gboolean import_plan_may_store(const PlannedToken *token);

/* That one of them is in the store now: others are not, or would take its place. */
void import_plan_note_stored(const GPtrArray *tokens, PlannedToken *stored);
