/* SPDX-License-Identifier: MIT */
/* What "git config -z" prints, taken apart. Pure. Entries may hold tokens, and are wiped. */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct {
    char *origin; /* "file:/home/u/.gitconfig", as git names it; or as the function says */
    char *key;    /* as git folds it: section and name in lower case */
    char *value;
    gboolean has_value; /* FALSE: "[http] sslVerify" without "=", which git reads as true */
} GitConfigEntry;

/* The values of one key, in order. */
GStrv listing_split(const Secret *output);

/* With --show-scope: the last that a repository has no say in; NULL if there is none. */
char *listing_last_trusted(const Secret *output);

/* With --show-origin: GitConfigEntry *, in order, owned by the caller. */
GPtrArray *listing_parse(const Secret *output);

/* With --show-scope, whose name is the origin: only the scopes system, global and command. */
GPtrArray *listing_parse_trusted(const Secret *output);

/* With neither: the origin is empty. Keys of other sections, not asked for, are left out. */
GPtrArray *listing_parse_section(const Secret *output, const char *section);
