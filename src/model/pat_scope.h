/* SPDX-License-Identifier: MIT */
/*
 * The scopes of a personal access token: what the page that makes tokens calls them, what a person
 * types for them, what the API of Azure DevOps takes.
 *
 * Source: Microsoft, "OAuth scopes" (learn.microsoft.com/azure/devops/integrate/get-started/
 * authentication/oauth); the rights are in the words of the token page. Where Microsoft puts the
 * scopes of service hooks between two others, which are not given out any more, the one inherits
 * the other here.
 */
#pragma once

#include <glib.h>

/* The least that lets Git do all it does. */
#define PAT_SCOPE_DEFAULT "vso.code_write"

typedef struct PatScope PatScope;
struct PatScope {
    const char *identifier;   /* for the API: "vso.code_write" */
    const char *name;         /* for a person to type: "code:write" */
    const char *group;        /* of the token page: "Code" */
    const char *right;        /* as that page puts it: "Read & write"; NULL = nothing to choose */
    const PatScope *inherits; /* the one that this includes directly; NULL = none */
    const char *git;          /* what Git needs it for: "push"; NULL = nothing */
};

/* Full access, then as on the page; a scope stands behind those of its group that it includes. */
extern const PatScope pat_scopes[];
extern const gsize pat_scope_count;

/* A part of Azure DevOps that has no scope of its own, and the scopes that cover it. */
typedef struct {
    const char *name;
    const PatScope *covered_by[3]; /* ends with NULL */
} PatScopelessPart;

extern const PatScopelessPart pat_scopeless_parts[];
extern const gsize pat_scopeless_part_count;

/*
 * The scope of that identifier or name, in letters of either case; NULL if there is none. Full
 * access is also found as "full access", in one word or two.
 */
const PatScope *pat_scope_from_name(const char *name);

/*
 * The scope that was probably meant by a word that is none; of a group alone, the one with which
 * Git does all it does. NULL if nothing is near.
 */
const PatScope *pat_scope_suggest(const char *word);

/* Whether a token with scope may do what one with other may: full access may do everything. */
gboolean pat_scope_includes(const PatScope *scope, const PatScope *other);

/*
 * The word of the table, such as "write", that was probably meant by a pattern which matches
 * nothing; owned by the caller, NULL if nothing is near.
 */
char *pat_scope_suggest_pattern(const char *pattern);

/*
 * Whether a pattern is a part of what is known of it, in letters of either case; "" is, and a
 * pattern without a letter or digit is not.
 */
gboolean pat_scope_matches(const PatScope *scope, const char *pattern);
gboolean pat_scopeless_part_matches(const PatScopelessPart *part, const char *pattern);

/* "Code (Read & write)"; owned by the caller. */
char *pat_scope_describe(const PatScope *scope);

typedef enum {
    PAT_SCOPES_PARSED,
    PAT_SCOPES_FULL_ACCESS, /* parsed, and full access is among them: refuse it unless allowed */
    PAT_SCOPES_UNKNOWN,     /* a word is no scope: see pat_scope_suggest() */
    PAT_SCOPES_EMPTY,       /* there is no word */
} PatScopesOutcome;

/*
 * Reads what a person typed: identifiers and names, with blanks or commas between them, in as many
 * texts as there are; texts ends with NULL. *ret_scopes, owned by the caller, is set for the first
 * two outcomes: what the API takes, identifiers in the order of the table with a blank between
 * them, without those that another one includes. *ret_word, owned by the caller, is set for
 * PAT_SCOPES_UNKNOWN: the first such word, as it was typed.
 */
PatScopesOutcome pat_scopes_parse(const char *const *texts, char **ret_scopes, char **ret_word);

/*
 * The same for a caller who wants scopes or an error to show. Errors: ERROR_USAGE, with the
 * suggestion, or with the reason why full access is refused unless it is allowed.
 */
gboolean pat_scopes_require(const char *const *texts, gboolean allows_full_access,
                            char **ret_scopes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * For the scopes of a token, as the API states them: "Code (Read & write), Packaging (Read)". One
 * that is not known here stays as it is, made printable. Owned by the caller.
 */
char *pat_scopes_describe(const char *scopes);

/*
 * Those of them that let a token do more than Git needs, as they are stated; a scope that is not
 * known here is one of them. Owned by the caller; empty if there is none.
 */
GStrv pat_scopes_list_excess(const char *scopes);
