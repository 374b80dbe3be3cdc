/* SPDX-License-Identifier: MIT */
/* A run of `import`: the tokens that were found are stored, and taken out where they were. */
#pragma once

#include "app/ask.h"
#include "app/import_plan.h"

typedef struct {
    const Settings *settings;
    char **sources;   /* those that are named, borrowed; NULL = all */
    gboolean removes; /* without asking */
    Target *place;    /* that is named; NULL = none is */
    Store *store;
    ImportFindings *findings;
    GPtrArray *tokens;      /* PlannedToken * */
    Asker *asker;           /* NULL = nobody can be asked */
    gboolean has_stopped;   /* the person does not want to be asked any more */
    gboolean is_incomplete; /* something is left for a person */
} ImportRun;

void import_run_clear(ImportRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImportRun, import_run_clear)

/* Whether there is anything to be stored, or to be taken out somewhere. */
gboolean import_run_has_work(const ImportRun *run);

/*
 * Stores what is good, and what somebody wants all the same; says on stdout what was done. Errors:
 * the store's; what was stored before stays.
 */
gboolean import_run_store(ImportRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What of all that is left for a person. */
void import_run_settle(ImportRun *run);

/*
 * Offers to take out of its place what is stored, and does what is wanted. What fails is warned
 * about, and leaves the others alone.
 */
void import_run_remove(ImportRun *run);

/* What is typed to do the same again, with more options; owned by the caller. */
char *import_run_command(const ImportRun *run, const char *options);

/* A question for yes or no; FALSE also where nothing is answered, and from then on. */
gboolean import_run_ask(ImportRun *run, const char *question, gboolean preset);
