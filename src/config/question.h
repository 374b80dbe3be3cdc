/* SPDX-License-Identifier: MIT */
/*
 * How git is asked which of several settings hold for a URL: by a configuration with their sections
 * and names, in which each value is the number by which the caller knows the setting again. So no
 * value has to be quoted. Pure.
 */
#pragma once

#include "config/listing.h"

#include <glib.h>

/*
 * "http.<url>.<name>" without its section, which it must have: the URL, which may hold dots, and
 * the name. *ret_url is the caller's, and NULL if there is none; the name is borrowed from the key.
 */
const char *question_split_key(const char *key, const char *section, char **ret_url);

/*
 * Adds one setting in the syntax of a configuration file (git-config(1), "Syntax"). url NULL = for
 * every URL. It is folded: Git compares upper and lower case of a path, but what is asked about has
 * folded names of organizations and collections.
 */
void question_append(GString *text, const char *section, const char *url, const char *name,
                     guint number);

/* The number that git answers with; FALSE if it is none of that many. */
gboolean question_read_answer(const GitConfigEntry *match, guint count, guint *ret_number);
