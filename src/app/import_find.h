/* SPDX-License-Identifier: MIT */
/*
 * Where other helpers and plain files keep tokens for Azure DevOps: what `import` reads. Nothing is
 * changed by looking.
 */
#pragma once

#include "app/plain_places.h"
#include "app/settings.h"
#include "model/plain_secret.h"
#include "store/store.h"

#include <glib.h>

typedef struct ImportSearch ImportSearch;

typedef struct {
    const char *name; /* of --from */
    const char *what; /* it reads, for a person */
    void (*find)(ImportSearch *search);
} ImportSource;

extern const ImportSource import_sources[];
extern const gsize import_source_count;

typedef struct ImportPlace ImportPlace;

/* Every text is printable, and none holds a secret. */
struct ImportPlace {
    const ImportSource *source;
    char *where;
    char *problem; /* why it could not be looked at; NULL = it was */
    char *command; /* takes the token out by hand; NULL = none does */
    /* Takes the token out, or what holds all of its tokens; NULL = a person has to. */
    PlainRewriteOutcome (*remove)(const ImportPlace *place, const PlainSecret *plain,
                                  const Settings *settings, GError **error);
    PlainPlace *plain_place;
    ForeignItem *item;
    Store *store;        /* of the item; borrowed */
    gboolean is_removed; /* set by whoever has called remove */
};

typedef struct {
    ImportPlace *place; /* borrowed: several may lie in one */
    PlainSecret *plain;
} ImportedToken;

typedef struct {
    GPtrArray *tokens; /* ImportedToken * */
    GPtrArray *places; /* ImportPlace * */
    GPtrArray *stores;
} ImportFindings;

void import_findings_free(ImportFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportFindings, import_findings_free)

/*
 * Reads these sources, or all where there is none. What cannot be read is a place with a problem; a
 * keyring or a password store that is not there holds nothing. Errors: ERROR_USAGE for a name that
 * is no source's.
 */
ImportFindings *import_find(const Settings *settings, char **sources,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- for the sources ------------------------------------------------------------------------- */

struct ImportSearch {
    const Settings *settings;
    const ImportSource *source; /* that is being read */
    ImportFindings *findings;
    GPtrArray *plain_places; /* what plain_places_find() gave, not taken over yet; NULL = not yet */
    Store *keyring;          /* NULL = not open, yet or at all */
    gboolean has_no_keyring; /* it was tried */
};

/* A place where something was found, or could not be; where is taken over. */
ImportPlace *import_search_add_place(ImportSearch *search, char *where);

/* plain is taken over. */
void import_search_add_token(ImportSearch *search, ImportPlace *place, PlainSecret *plain);

/* In keyrings and password stores. */
void import_find_gcm(ImportSearch *search);
void import_find_libsecret(ImportSearch *search);
void import_find_azure_cli(ImportSearch *search);
void import_find_azureauth(ImportSearch *search);
