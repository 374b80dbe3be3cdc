/* SPDX-License-Identifier: MIT */
#include "model/pat_scope.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/typed.h"

#include <string.h>

#define PREFIX "vso."
#define SEPARATORS ", \t\r\n"

/* What is longer is no misspelt scope: the longest identifier has 37 letters. */
#define WORD_MAX 64
/* A word may have a mistake in so many letters and still be recognised. */
#define LETTERS_PER_MISTAKE 3
/* The edits that two letters in the wrong order count for. */
#define SWAPPED_LETTERS 2

enum {
    FULL_ACCESS,
    ADVSEC,
    ADVSEC_WRITE,
    ADVSEC_MANAGE,
    AGENTPOOLS,
    AGENTPOOLS_MANAGE,
    ANALYTICS,
    AUDITLOG,
    AUDITSTREAMS_MANAGE,
    BUILD,
    BUILD_EXECUTE,
    CODE,
    CODE_WRITE,
    CODE_MANAGE,
    CODE_FULL,
    CODE_STATUS,
    CONNECTED_SERVER,
    MACHINEGROUP_MANAGE,
    ENTITLEMENTS,
    ENVIRONMENT_MANAGE,
    EXTENSION_DATA,
    EXTENSION_DATA_WRITE,
    EXTENSION,
    EXTENSION_MANAGE,
    GITHUBCONNECTIONS,
    GITHUBCONNECTIONS_MANAGE,
    GRAPH,
    GRAPH_MANAGE,
    IDENTITY,
    IDENTITY_MANAGE,
    GALLERY,
    GALLERY_ACQUIRE,
    GALLERY_PUBLISH,
    GALLERY_MANAGE,
    MEMBERS,
    MEMBERS_WRITE,
    NOTIFICATION,
    NOTIFICATION_WRITE,
    NOTIFICATION_MANAGE,
    NOTIFICATION_DIAGNOSTICS,
    PACKAGING,
    PACKAGING_WRITE,
    PACKAGING_MANAGE,
    PIPELINERESOURCES_USE,
    PIPELINERESOURCES_MANAGE,
    THREADS_FULL,
    PROJECT,
    PROJECT_WRITE,
    PROJECT_MANAGE,
    RELEASE,
    RELEASE_EXECUTE,
    RELEASE_MANAGE,
    SECUREFILES,
    SECUREFILES_WRITE,
    SECUREFILES_MANAGE,
    SECURITY_MANAGE,
    SERVICEENDPOINT,
    SERVICEENDPOINT_QUERY,
    SERVICEENDPOINT_MANAGE,
    SETTINGS,
    SETTINGS_WRITE,
    SYMBOLS,
    SYMBOLS_WRITE,
    SYMBOLS_MANAGE,
    TASKGROUPS,
    TASKGROUPS_WRITE,
    TASKGROUPS_MANAGE,
    DASHBOARDS,
    DASHBOARDS_MANAGE,
    TEST,
    TEST_WRITE,
    TOKENADMINISTRATION,
    TOKENS,
    PROFILE,
    PROFILE_WRITE,
    VARIABLEGROUPS,
    VARIABLEGROUPS_WRITE,
    VARIABLEGROUPS_MANAGE,
    WIKI,
    WIKI_WRITE,
    WORK,
    WORK_WRITE,
    WORK_FULL,
    COUNT,
};

/*
 * The parts of a row. The name is made of the identifier, so that who knows one knows the other;
 * only what would be long or say nothing has another one.
 */
#define PAGE(of_group, as_right) .group = of_group, .right = as_right
#define PLAIN(stem) .identifier = PREFIX stem, .name = stem ":read"
#define SUFFIXED(stem, suffix) .identifier = PREFIX stem "_" suffix, .name = stem ":" suffix
#define INHERITS(place) .inherits = &pat_scopes[place]

const PatScope pat_scopes[] = {
    [FULL_ACCESS] = {.group = "Full access", .identifier = "app_token", .name = "full-access"},
    [ADVSEC] = {PAGE("Advanced Security", "Read"), PLAIN("advsec")},
    [ADVSEC_WRITE] = {PAGE("Advanced Security", "Read & write"), SUFFIXED("advsec", "write"),
                      INHERITS(ADVSEC)},
    [ADVSEC_MANAGE] = {PAGE("Advanced Security", "Read, write, & manage"),
                       SUFFIXED("advsec", "manage"), INHERITS(ADVSEC_WRITE)},
    [AGENTPOOLS] = {PAGE("Agent Pools", "Read"), PLAIN("agentpools")},
    [AGENTPOOLS_MANAGE] = {PAGE("Agent Pools", "Read & manage"), SUFFIXED("agentpools", "manage"),
                           INHERITS(AGENTPOOLS)},
    [ANALYTICS] = {PAGE("Analytics", "Read"), PLAIN("analytics")},
    [AUDITLOG] = {PAGE("Audit Log", "Read"), PLAIN("auditlog")},
    [AUDITSTREAMS_MANAGE] = {PAGE("Audit Log", "Manage audit streams"),
                             SUFFIXED("auditstreams", "manage"), INHERITS(AUDITLOG)},
    [BUILD] = {PAGE("Build", "Read"), PLAIN("build"), INHERITS(PROFILE)},
    [BUILD_EXECUTE] = {PAGE("Build", "Read & execute"), SUFFIXED("build", "execute"),
                       INHERITS(BUILD)},
    [CODE] = {PAGE("Code", "Read"), PLAIN("code"), INHERITS(PROFILE), .git = N_("clone and fetch")},
    [CODE_WRITE] = {PAGE("Code", "Read & write"), SUFFIXED("code", "write"), INHERITS(CODE),
                    .git = N_("push")},
    [CODE_MANAGE] = {PAGE("Code", "Read, write, & manage"), SUFFIXED("code", "manage"),
                     INHERITS(CODE_WRITE)},
    [CODE_FULL] = {PAGE("Code", "Full"), SUFFIXED("code", "full"), INHERITS(CODE_MANAGE)},
    [CODE_STATUS] = {PAGE("Code", "Status"), SUFFIXED("code", "status")},
    [CONNECTED_SERVER] = {.group = "Connected Server",
                          .identifier = "vso.connected_server",
                          .name = "connectedserver"},
    [MACHINEGROUP_MANAGE] = {PAGE("Deployment Groups", "Read & manage"),
                             SUFFIXED("machinegroup", "manage"), INHERITS(AGENTPOOLS_MANAGE)},
    [ENTITLEMENTS] = {PAGE("Entitlements", "Read"), PLAIN("entitlements")},
    [ENVIRONMENT_MANAGE] = {PAGE("Environment", "Read & manage"), SUFFIXED("environment", "manage"),
                            INHERITS(AGENTPOOLS_MANAGE)},
    [EXTENSION_DATA] = {PAGE("Extension data", "Read"), PLAIN("extension.data"), INHERITS(PROFILE)},
    [EXTENSION_DATA_WRITE] = {PAGE("Extension data", "Read & write"),
                              SUFFIXED("extension.data", "write"), INHERITS(EXTENSION_DATA)},
    [EXTENSION] = {PAGE("Extensions", "Read"), PLAIN("extension"), INHERITS(PROFILE)},
    [EXTENSION_MANAGE] = {PAGE("Extensions", "Read & manage"), SUFFIXED("extension", "manage"),
                          INHERITS(EXTENSION)},
    [GITHUBCONNECTIONS] = {PAGE("GitHub Connections", "Read"), PLAIN("githubconnections")},
    [GITHUBCONNECTIONS_MANAGE] = {PAGE("GitHub Connections", "Read & manage"),
                                  SUFFIXED("githubconnections", "manage"),
                                  INHERITS(GITHUBCONNECTIONS)},
    [GRAPH] = {PAGE("Graph", "Read"), PLAIN("graph")},
    [GRAPH_MANAGE] = {PAGE("Graph", "Read & manage"), SUFFIXED("graph", "manage"), INHERITS(GRAPH)},
    [IDENTITY] = {PAGE("Identity", "Read"), PLAIN("identity")},
    [IDENTITY_MANAGE] = {PAGE("Identity", "Read & manage"), SUFFIXED("identity", "manage"),
                         INHERITS(IDENTITY)},
    [GALLERY] = {PAGE("Marketplace", "Read"), PLAIN("gallery"), INHERITS(PROFILE)},
    [GALLERY_ACQUIRE] = {PAGE("Marketplace", "Acquire"), SUFFIXED("gallery", "acquire"),
                         INHERITS(GALLERY)},
    [GALLERY_PUBLISH] = {PAGE("Marketplace", "Publish"), SUFFIXED("gallery", "publish"),
                         INHERITS(GALLERY)},
    [GALLERY_MANAGE] = {PAGE("Marketplace", "Manage"), SUFFIXED("gallery", "manage"),
                        INHERITS(GALLERY_PUBLISH)},
    [MEMBERS] = {PAGE("Member Entitlement Management", "Read"),
                 .identifier = "vso.memberentitlementmanagement", .name = "members:read"},
    [MEMBERS_WRITE] = {PAGE("Member Entitlement Management", "Read & write"),
                       .identifier = "vso.memberentitlementmanagement_write",
                       .name = "members:write", INHERITS(MEMBERS)},
    [NOTIFICATION] = {PAGE("Notifications", "Read"), PLAIN("notification"), INHERITS(PROFILE)},
    [NOTIFICATION_WRITE] = {PAGE("Notifications", "Read & write"),
                            SUFFIXED("notification", "write"), INHERITS(NOTIFICATION)},
    [NOTIFICATION_MANAGE] = {PAGE("Notifications", "Read, write, & manage"),
                             SUFFIXED("notification", "manage"), INHERITS(NOTIFICATION_WRITE)},
    [NOTIFICATION_DIAGNOSTICS] = {PAGE("Notifications", "Diagnostics"),
                                  SUFFIXED("notification", "diagnostics"), INHERITS(NOTIFICATION)},
    [PACKAGING] = {PAGE("Packaging", "Read"), PLAIN("packaging"), INHERITS(PROFILE)},
    [PACKAGING_WRITE] = {PAGE("Packaging", "Read & write"), SUFFIXED("packaging", "write"),
                         INHERITS(PACKAGING)},
    [PACKAGING_MANAGE] = {PAGE("Packaging", "Read, write, & manage"),
                          SUFFIXED("packaging", "manage"), INHERITS(PACKAGING_WRITE)},
    [PIPELINERESOURCES_USE] = {PAGE("Pipeline Resources", "Use"),
                               SUFFIXED("pipelineresources", "use")},
    [PIPELINERESOURCES_MANAGE] = {PAGE("Pipeline Resources", "Use and manage"),
                                  SUFFIXED("pipelineresources", "manage"),
                                  INHERITS(PIPELINERESOURCES_USE)},
    [THREADS_FULL] = {PAGE("PR threads", "Read & write"), SUFFIXED("threads", "full")},
    [PROJECT] = {PAGE("Project and Team", "Read"), PLAIN("project")},
    [PROJECT_WRITE] = {PAGE("Project and Team", "Read & write"), SUFFIXED("project", "write"),
                       INHERITS(PROJECT)},
    [PROJECT_MANAGE] = {PAGE("Project and Team", "Read, write, & manage"),
                        SUFFIXED("project", "manage"), INHERITS(PROJECT_WRITE)},
    [RELEASE] = {PAGE("Release", "Read"), PLAIN("release"), INHERITS(PROFILE)},
    [RELEASE_EXECUTE] = {PAGE("Release", "Read, write, & execute"), SUFFIXED("release", "execute"),
                         INHERITS(RELEASE)},
    [RELEASE_MANAGE] = {PAGE("Release", "Read, write, execute, & manage"),
                        SUFFIXED("release", "manage"), INHERITS(RELEASE_EXECUTE)},
    [SECUREFILES] = {PAGE("Secure Files", "Read"), SUFFIXED("securefiles", "read")},
    [SECUREFILES_WRITE] = {PAGE("Secure Files", "Read & create"), SUFFIXED("securefiles", "write"),
                           INHERITS(SECUREFILES)},
    [SECUREFILES_MANAGE] = {PAGE("Secure Files", "Read, create, & manage"),
                            SUFFIXED("securefiles", "manage"), INHERITS(SECUREFILES_WRITE)},
    [SECURITY_MANAGE] = {PAGE("Security", "Manage"), SUFFIXED("security", "manage")},
    [SERVICEENDPOINT] = {PAGE("Service Connections", "Read"), PLAIN("serviceendpoint"),
                         INHERITS(PROFILE)},
    [SERVICEENDPOINT_QUERY] = {PAGE("Service Connections", "Read & query"),
                               SUFFIXED("serviceendpoint", "query"), INHERITS(SERVICEENDPOINT)},
    [SERVICEENDPOINT_MANAGE] = {PAGE("Service Connections", "Read, query, & manage"),
                                SUFFIXED("serviceendpoint", "manage"),
                                INHERITS(SERVICEENDPOINT_QUERY)},
    [SETTINGS] = {PAGE("Settings", "Read"), PLAIN("settings")},
    [SETTINGS_WRITE] = {PAGE("Settings", "Read & write"), SUFFIXED("settings", "write"),
                        INHERITS(SETTINGS)},
    [SYMBOLS] = {PAGE("Symbols", "Read"), PLAIN("symbols"), INHERITS(PROFILE)},
    [SYMBOLS_WRITE] = {PAGE("Symbols", "Read & write"), SUFFIXED("symbols", "write"),
                       INHERITS(SYMBOLS)},
    [SYMBOLS_MANAGE] = {PAGE("Symbols", "Read, write, & manage"), SUFFIXED("symbols", "manage"),
                        INHERITS(SYMBOLS_WRITE)},
    [TASKGROUPS] = {PAGE("Task Groups", "Read"), SUFFIXED("taskgroups", "read")},
    [TASKGROUPS_WRITE] = {PAGE("Task Groups", "Read & create"), SUFFIXED("taskgroups", "write"),
                          INHERITS(TASKGROUPS)},
    [TASKGROUPS_MANAGE] = {PAGE("Task Groups", "Read, create, & manage"),
                           SUFFIXED("taskgroups", "manage"), INHERITS(TASKGROUPS_WRITE)},
    [DASHBOARDS] = {PAGE("Team Dashboards", "Read"), PLAIN("dashboards")},
    [DASHBOARDS_MANAGE] = {PAGE("Team Dashboards", "Read & manage"),
                           SUFFIXED("dashboards", "manage"), INHERITS(DASHBOARDS)},
    [TEST] = {PAGE("Test Management", "Read"), PLAIN("test"), INHERITS(PROFILE)},
    [TEST_WRITE] = {PAGE("Test Management", "Read & write"), SUFFIXED("test", "write"),
                    INHERITS(TEST)},
    [TOKENADMINISTRATION] = {PAGE("Token Administration", "Read & manage"),
                             .identifier = "vso.tokenadministration", .name = "tokenadmin:manage"},
    [TOKENS] = {PAGE("Tokens", "Read & manage"), .identifier = "vso.tokens",
                .name = "tokens:manage"},
    [PROFILE] = {PAGE("User Profile", "Read"), PLAIN("profile")},
    [PROFILE_WRITE] = {PAGE("User Profile", "Read & write"), SUFFIXED("profile", "write"),
                       INHERITS(PROFILE)},
    [VARIABLEGROUPS] = {PAGE("Variable Groups", "Read"), SUFFIXED("variablegroups", "read")},
    [VARIABLEGROUPS_WRITE] = {PAGE("Variable Groups", "Read & create"),
                              SUFFIXED("variablegroups", "write"), INHERITS(VARIABLEGROUPS)},
    [VARIABLEGROUPS_MANAGE] = {PAGE("Variable Groups", "Read, create, & manage"),
                               SUFFIXED("variablegroups", "manage"),
                               INHERITS(VARIABLEGROUPS_WRITE)},
    [WIKI] = {PAGE("Wiki", "Read"), PLAIN("wiki")},
    [WIKI_WRITE] = {PAGE("Wiki", "Read & write"), SUFFIXED("wiki", "write"), INHERITS(WIKI)},
    [WORK] = {PAGE("Work Items", "Read"), PLAIN("work"), INHERITS(PROFILE)},
    [WORK_WRITE] = {PAGE("Work Items", "Read & write"), SUFFIXED("work", "write"), INHERITS(WORK)},
    [WORK_FULL] = {PAGE("Work Items", "Read, write, & manage"), SUFFIXED("work", "full"),
                   INHERITS(WORK_WRITE)},
};
G_STATIC_ASSERT(G_N_ELEMENTS(pat_scopes) == COUNT);
const gsize pat_scope_count = G_N_ELEMENTS(pat_scopes);

const PatScopelessPart pat_scopeless_parts[] = {
    {.name = "Policy", .covered_by = {&pat_scopes[CODE], &pat_scopes[CODE_WRITE]}},
    {.name = "Process", .covered_by = {&pat_scopes[WORK], &pat_scopes[WORK_WRITE]}},
    {.name = "Source Providers", .covered_by = {&pat_scopes[BUILD], &pat_scopes[BUILD_EXECUTE]}},
    {.name = "YAML pipelines", .covered_by = {&pat_scopes[BUILD], &pat_scopes[BUILD_EXECUTE]}},
    {.name = "Project analysis", .covered_by = {&pat_scopes[ANALYTICS]}},
};
const gsize pat_scopeless_part_count = G_N_ELEMENTS(pat_scopeless_parts);

/* ---- one scope ------------------------------------------------------------------------------- */

static gboolean equals_folded(const char *a, const char *b)
{
    return g_ascii_strcasecmp(a, b) == 0;
}

const PatScope *pat_scope_from_name(const char *name)
{
    if (equals_folded(name, "full access") || equals_folded(name, "fullaccess"))
        return &pat_scopes[FULL_ACCESS];
    for (gsize i = 0; i < pat_scope_count; i++) {
        const PatScope *scope = &pat_scopes[i];
        if (equals_folded(scope->identifier, name) || equals_folded(scope->name, name))
            return scope;
    }
    return NULL;
}

gboolean pat_scope_includes(const PatScope *scope, const PatScope *other)
{
    if (scope == &pat_scopes[FULL_ACCESS])
        return TRUE;
    for (const PatScope *at = scope; at; at = at->inherits) {
        if (at == other)
            return TRUE;
    }
    return FALSE;
}

char *pat_scope_describe(const PatScope *scope)
{
    return scope->right ? g_strdup_printf("%s (%s)", scope->group, scope->right)
                        : g_strdup(scope->group);
}

/* "(" stands in nearly every description, and means nothing. */
static gboolean says_nothing(const char *pattern)
{
    for (const char *at = pattern; *at; at++) {
        if (g_ascii_isalnum(*at))
            return FALSE;
    }
    return *pattern != '\0';
}

static gboolean contains_folded(const char *text, const char *pattern)
{
    g_autofree char *low_text = g_ascii_strdown(text, -1);
    g_autofree char *low_pattern = g_ascii_strdown(pattern, -1);
    return strstr(low_text, low_pattern) != NULL;
}

gboolean pat_scope_matches(const PatScope *scope, const char *pattern)
{
    g_autofree char *description = pat_scope_describe(scope);
    if (says_nothing(pattern))
        return FALSE;
    return contains_folded(description, pattern) || contains_folded(scope->name, pattern) ||
           contains_folded(scope->identifier, pattern) ||
           (scope->git && contains_folded(scope->git, pattern));
}

gboolean pat_scopeless_part_matches(const PatScopelessPart *part, const char *pattern)
{
    if (says_nothing(pattern))
        return FALSE;
    if (contains_folded(part->name, pattern))
        return TRUE;
    for (const PatScope *const *scope = part->covered_by; *scope; scope++) {
        if (contains_folded((*scope)->name, pattern) ||
            contains_folded((*scope)->identifier, pattern))
            return TRUE;
    }
    return FALSE;
}

/* ---- what was meant -------------------------------------------------------------------------- */

/* Levenshtein's distance, with one row of his table; neither text is longer than WORD_MAX. */
static gsize edit_distance(const char *a, const char *b)
{
    gsize row[WORD_MAX + 1];
    gsize length = strlen(b);
    for (gsize j = 0; j <= length; j++)
        row[j] = j;
    for (gsize i = 0; a[i]; i++) {
        gsize diagonal = row[0];
        row[0] = i + 1;
        for (gsize j = 0; j < length; j++) {
            gsize replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = MIN(replaced, MIN(row[j], diagonal) + 1);
        }
    }
    return row[length];
}

/* "code" of "code:write", "vso.code_write", "code" and "code:all". */
static char *word_stem(const char *word)
{
    const char *start = g_str_has_prefix(word, PREFIX) ? word + strlen(PREFIX) : word;
    return g_strndup(start, strcspn(start, ":_-"));
}

static gboolean has_stem(const PatScope *scope, const char *stem)
{
    g_autofree char *own = word_stem(scope->name);
    return g_str_equal(own, stem);
}

/* The name as the right's last word would have it: "work:manage" where the name is "work:full". */
static char *name_by_right(const PatScope *scope)
{
    g_autofree char *stem = word_stem(scope->name);
    const char *blank = scope->right ? strrchr(scope->right, ' ') : NULL;
    const char *last = blank ? blank + 1 : scope->right;
    g_autofree char *low = last ? g_ascii_strdown(last, -1) : NULL;
    return low ? g_strconcat(stem, ":", low, NULL) : g_strdup(scope->name);
}

static gsize distance_to_scope(const char *word, const PatScope *scope)
{
    g_autofree char *by_right = name_by_right(scope);
    gsize distance = MIN(edit_distance(word, scope->name), edit_distance(word, by_right));
    return MIN(distance, edit_distance(word, scope->identifier));
}

/* The nearest of those with that stem; with NULL, the nearest one that is near enough. */
static const PatScope *find_nearest(const char *word, const char *stem)
{
    const PatScope *nearest = NULL;
    gsize limit = stem ? G_MAXSIZE : strlen(word) / LETTERS_PER_MISTAKE + 1;
    for (gsize i = 0; i < pat_scope_count; i++) {
        const PatScope *scope = &pat_scopes[i];
        gsize distance = distance_to_scope(word, scope);
        if (distance < limit && (!stem || has_stem(scope, stem))) {
            nearest = scope;
            limit = distance;
        }
    }
    return nearest;
}

const PatScope *pat_scope_suggest(const char *word)
{
    if (strlen(word) > WORD_MAX)
        return NULL;
    g_autofree char *low = g_ascii_strdown(word, -1);
    g_autofree char *stem = word_stem(low);
    if (g_str_equal(low, stem) && has_stem(&pat_scopes[CODE_WRITE], stem))
        return &pat_scopes[CODE_WRITE];
    const PatScope *of_stem = find_nearest(low, stem);
    return of_stem ? of_stem : find_nearest(low, NULL);
}

/* Of the words in a text, the one that is nearer to word than *limit, which it then sets. */
static void find_nearer_word(const char *word, const char *text, gsize *limit, char **nearest)
{
    g_autofree char *low = g_ascii_strdown(text, -1);
    g_auto(GStrv) words = g_strsplit_set(low, " :&,()_.-", -1);
    for (char **at = words; *at; at++) {
        gsize distance = **at ? edit_distance(word, *at) : *limit;
        if (distance >= *limit)
            continue;
        g_free(*nearest);
        *nearest = g_strdup(*at);
        *limit = distance;
    }
}

char *pat_scope_suggest_pattern(const char *pattern)
{
    gsize length = strlen(pattern);
    if (length == 0 || length > WORD_MAX)
        return NULL;
    g_autofree char *low = g_ascii_strdown(pattern, -1);
    char *nearest = NULL;
    gsize limit = MIN(SWAPPED_LETTERS + 1, length);
    for (gsize i = 0; i < pat_scope_count; i++) {
        find_nearer_word(low, pat_scopes[i].name, &limit, &nearest);
        find_nearer_word(low, pat_scopes[i].group, &limit, &nearest);
        if (pat_scopes[i].right)
            find_nearer_word(low, pat_scopes[i].right, &limit, &nearest);
    }
    return nearest;
}

/* ---- several scopes -------------------------------------------------------------------------- */

/* Which scopes are asked for, by their place in the table. */
typedef struct {
    gboolean has[COUNT];
} ScopeSet;

static gboolean set_is_empty(const ScopeSet *set)
{
    for (gsize i = 0; i < COUNT; i++) {
        if (set->has[i])
            return FALSE;
    }
    return TRUE;
}

static gboolean is_in_another(const ScopeSet *set, gsize place)
{
    for (gsize i = 0; i < COUNT; i++) {
        if (i != place && set->has[i] && pat_scope_includes(&pat_scopes[i], &pat_scopes[place]))
            return TRUE;
    }
    return FALSE;
}

static char *format_set(const ScopeSet *set)
{
    g_autoptr(GPtrArray) identifiers = g_ptr_array_new();
    for (gsize i = 0; i < COUNT; i++) {
        if (set->has[i] && !is_in_another(set, i))
            g_ptr_array_add(identifiers, (gpointer)pat_scopes[i].identifier);
    }
    g_ptr_array_add(identifiers, NULL);
    return g_strjoinv(" ", (char **)identifiers->pdata);
}

/* FALSE if a word is no scope; it is in *ret_word then. */
static gboolean add_word(ScopeSet *set, const char *word, char **ret_word)
{
    const PatScope *scope = pat_scope_from_name(word);
    if (scope)
        set->has[scope - pat_scopes] = TRUE;
    else
        *ret_word = g_strdup(word);
    return scope != NULL;
}

static gboolean add_text(ScopeSet *set, const char *text, char **ret_word)
{
    g_autofree char *stripped = g_strstrip(g_strdup(text));
    if (pat_scope_from_name(stripped)) /* which may be in two words */
        return add_word(set, stripped, ret_word);
    g_auto(GStrv) words = g_strsplit_set(stripped, SEPARATORS, -1);
    for (char **word = words; *word; word++) {
        if (**word && !add_word(set, *word, ret_word))
            return FALSE;
    }
    return TRUE;
}

PatScopesOutcome pat_scopes_parse(const char *const *texts, char **ret_scopes, char **ret_word)
{
    ScopeSet set = {0};
    for (; *texts; texts++) {
        if (!add_text(&set, *texts, ret_word))
            return PAT_SCOPES_UNKNOWN;
    }
    if (set_is_empty(&set))
        return PAT_SCOPES_EMPTY;
    *ret_scopes = format_set(&set);
    return set.has[FULL_ACCESS] ? PAT_SCOPES_FULL_ACCESS : PAT_SCOPES_PARSED;
}

static void set_unknown(GError **error, const char *word)
{
    const PatScope *meant = pat_scope_suggest(word);
    g_autofree char *shown = typed_format(word);
    g_autofree char *hint =
        meant ? g_strdup_printf(_("did you mean '%s'? all of them: git credential-azdo scopes"),
                                meant->name)
              : g_strdup(_("all of them: git credential-azdo scopes"));
    error_set(error, ERROR_USAGE, hint, "there is no scope '%s'", shown);
}

gboolean pat_scopes_require(const char *const *texts, gboolean allows_full_access,
                            char **ret_scopes, GError **error)
{
    g_autofree char *scopes = NULL;
    g_autofree char *word = NULL;
    switch (pat_scopes_parse(texts, &scopes, &word)) {
    case PAT_SCOPES_UNKNOWN:
        set_unknown(error, word);
        return FALSE;
    case PAT_SCOPES_EMPTY:
        error_set(error, ERROR_USAGE, N_("for Git: code:write"), "no scope is named");
        return FALSE;
    case PAT_SCOPES_FULL_ACCESS:
        if (!allows_full_access) {
            error_set(error, ERROR_USAGE, N_("Git needs --scope=code:write; or add --full-access"),
                      "full access is refused: whoever gets the token can do all that you can");
            return FALSE;
        }
        break;
    case PAT_SCOPES_PARSED:
        break;
    }
    *ret_scopes = g_steal_pointer(&scopes);
    return TRUE;
}

/* The scopes of a token, one by one. */
static GStrv split_scopes(const char *scopes)
{
    g_auto(GStrv) words = g_strsplit_set(scopes, SEPARATORS, -1);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **word = words; *word; word++) {
        if (**word)
            g_strv_builder_add(builder, *word);
    }
    return g_strv_builder_end(builder);
}

char *pat_scopes_describe(const char *scopes)
{
    g_auto(GStrv) words = split_scopes(scopes);
    for (char **word = words; *word; word++) {
        const PatScope *scope = pat_scope_from_name(*word);
        char *description = scope ? pat_scope_describe(scope) : text_printable(*word);
        g_free(*word);
        *word = description;
    }
    return g_strjoinv(", ", words);
}

static gboolean is_needed_by_git(const PatScope *scope)
{
    for (gsize i = 0; i < pat_scope_count; i++) {
        if (pat_scopes[i].git && pat_scope_includes(&pat_scopes[i], scope))
            return TRUE;
    }
    return FALSE;
}

GStrv pat_scopes_list_excess(const char *scopes)
{
    g_auto(GStrv) words = split_scopes(scopes);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **word = words; *word; word++) {
        const PatScope *scope = pat_scope_from_name(*word);
        if (!scope || !is_needed_by_git(scope))
            g_strv_builder_add(builder, *word);
    }
    return g_strv_builder_end(builder);
}
