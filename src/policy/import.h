/* SPDX-License-Identifier: MIT */
/* What becomes of a token that was found outside of the store. */
#pragma once

#include <glib.h>

/* What Azure DevOps says of it. */
typedef enum {
    IMPORT_CHECK_GOOD,
    IMPORT_CHECK_DOUBTFUL, /* it could not be asked, or Git cannot use the token */
    IMPORT_CHECK_REFUSED,
} ImportCheck;

/* What is stored where it would go. */
typedef enum {
    IMPORT_ROOM_FREE,
    IMPORT_ROOM_SAME, /* this very token */
    IMPORT_ROOM_OTHER,
} ImportRoom;

typedef struct {
    gboolean is_pat;           /* as far as its form tells */
    gboolean has_organization; /* it is known which one it is for */
    ImportCheck check;
    ImportRoom room;
} ImportFacts;

typedef enum {
    IMPORT_STORE,
    IMPORT_STORED,    /* already */
    IMPORT_UNCHECKED, /* stored if somebody wants it all the same */
    IMPORT_REPLACE,   /* likewise, in the place of another token */
    IMPORT_REFUSED,   /* left out, as those below */
    IMPORT_NAMELESS,
    IMPORT_NO_PAT,
} ImportFate;

ImportFate import_decide(const ImportFacts *facts);

/*
 * Whether it is stored where nobody can be asked: what needs no asking is, what is doubtful if its
 * source was named, and in the place of another token only what Azure DevOps accepts besides.
 */
gboolean import_goes_unasked(ImportFate fate, ImportCheck check, gboolean is_source_named);
