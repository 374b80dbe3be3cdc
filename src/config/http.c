/* SPDX-License-Identifier: MIT */
#include "config/http.h"

#include "config/git.h"
#include "config/question.h"
#include "core/text.h"

#include <pwd.h>
#include <string.h>

#define SECTION "http"
#define SECTION_PREFIX SECTION "."
#define RESOLVE_NAME "curloptresolve"

typedef enum { TEXT_PLAIN, TEXT_PATH } TextKind;

/* name: as Git folds it; variable: what overrides it, NULL = nothing does. */
static const struct {
    const char *name;
    const char *variable;
    TextKind kind;
    gsize offset;
} texts[] = {
    {"proxy", NULL, TEXT_PLAIN, G_STRUCT_OFFSET(HttpSettings, proxy)},
    {"proxyauthmethod", "GIT_HTTP_PROXY_AUTHMETHOD", TEXT_PLAIN,
     G_STRUCT_OFFSET(HttpSettings, proxy_auth_method)},
    {"proxysslcert", "GIT_PROXY_SSL_CERT", TEXT_PLAIN,
     G_STRUCT_OFFSET(HttpSettings, proxy_ssl_cert)},
    {"proxysslkey", "GIT_PROXY_SSL_KEY", TEXT_PLAIN, G_STRUCT_OFFSET(HttpSettings, proxy_ssl_key)},
    {"proxysslcainfo", "GIT_PROXY_SSL_CAINFO", TEXT_PLAIN,
     G_STRUCT_OFFSET(HttpSettings, proxy_ssl_ca_info)},
    {"sslcainfo", "GIT_SSL_CAINFO", TEXT_PATH, G_STRUCT_OFFSET(HttpSettings, ssl_ca_info)},
    {"sslcapath", "GIT_SSL_CAPATH", TEXT_PATH, G_STRUCT_OFFSET(HttpSettings, ssl_ca_path)},
    {"sslcert", "GIT_SSL_CERT", TEXT_PATH, G_STRUCT_OFFSET(HttpSettings, ssl_cert)},
    {"sslkey", "GIT_SSL_KEY", TEXT_PATH, G_STRUCT_OFFSET(HttpSettings, ssl_key)},
    {"sslversion", "GIT_SSL_VERSION", TEXT_PLAIN, G_STRUCT_OFFSET(HttpSettings, ssl_version)},
    {"sslcipherlist", "GIT_SSL_CIPHER_LIST", TEXT_PLAIN,
     G_STRUCT_OFFSET(HttpSettings, ssl_cipher_list)},
    {"pinnedpubkey", NULL, TEXT_PLAIN, G_STRUCT_OFFSET(HttpSettings, pinned_pubkey)},
};

static const char verify_name[] = "sslverify";
static const char protected_name[] = "sslcertpasswordprotected";

/* "http.<url>.<name>" taken apart; the URL, which may hold dots, is NULL in "http.<name>". */
typedef struct {
    char *section_url;
    const char *name;  /* borrowed, as the two below */
    const char *value; /* NULL = the setting stands there without a value */
    gboolean is_run_head;
    guint run; /* of curloptResolve: how many of its sections come before this one */
} HttpEntry;

static void http_entry_free(gpointer data)
{
    HttpEntry *entry = data;
    g_free(entry->section_url);
    g_free(entry);
}

static gboolean name_is_wanted(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (g_str_equal(texts[i].name, name))
            return TRUE;
    }
    return g_str_equal(name, RESOLVE_NAME) || g_str_equal(name, verify_name) ||
           g_str_equal(name, protected_name);
}

static HttpEntry *http_entry_new(const GitConfigEntry *source)
{
    g_autofree char *section_url = NULL;
    const char *name = question_split_key(source->key, SECTION, &section_url);
    if (!name_is_wanted(name))
        return NULL;
    HttpEntry *entry = g_new0(HttpEntry, 1);
    entry->section_url = g_steal_pointer(&section_url);
    entry->name = name;
    entry->value = source->has_value ? source->value : NULL;
    return entry;
}

/* Entries of curloptResolve that follow each other in one section share their fate. */
static void mark_runs(const GPtrArray *entries)
{
    const HttpEntry *previous = NULL;
    guint runs = 0;
    for (guint i = 0; i < entries->len; i++) {
        HttpEntry *entry = g_ptr_array_index(entries, i);
        if (!g_str_equal(entry->name, RESOLVE_NAME))
            continue;
        entry->is_run_head = !previous || g_strcmp0(previous->section_url, entry->section_url) != 0;
        if (entry->is_run_head)
            runs++;
        entry->run = runs - 1;
        previous = entry;
    }
}

/* In the order in which Git applies them. The strings are those of the sources. */
static GPtrArray *http_entries_new(const GPtrArray *sources)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(http_entry_free);
    for (guint i = 0; i < sources->len; i++) {
        HttpEntry *entry = http_entry_new(g_ptr_array_index(sources, i));
        if (entry)
            g_ptr_array_add(entries, entry);
    }
    mark_runs(entries);
    return entries;
}

/*
 * Git takes a value of http.curloptResolve unless an earlier one stands in a section that fits the
 * URL better (urlmatch.c, http.c). --get-urlmatch tells only the winner of a setting; so for every
 * run it is asked about a setting of our own, which ends with that run: the run counts if it wins.
 */
static void append_resolve_question(GString *text, const GPtrArray *entries, guint run)
{
    g_autofree char *name = g_strdup_printf("resolve-%u", run);
    for (guint i = 0; i < entries->len; i++) {
        const HttpEntry *entry = g_ptr_array_index(entries, i);
        if (entry->is_run_head && entry->run <= run)
            question_append(text, SECTION, entry->section_url, name, i);
    }
}

/*
 * A configuration with the sections and names of the entries, in which each value is the entry's
 * number: what Git answers is the number of the entry that holds, and no value has to be quoted.
 */
static char *write_question(const GPtrArray *entries)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const HttpEntry *entry = g_ptr_array_index(entries, i);
        if (entry->is_run_head)
            append_resolve_question(text, entries, entry->run);
        else if (!g_str_equal(entry->name, RESOLVE_NAME))
            question_append(text, SECTION, entry->section_url, entry->name, i);
    }
    return g_string_free(text, FALSE);
}

/* The entry that holds for a setting; NULL if none does. */
static const HttpEntry *find_winner(const GPtrArray *entries, const GPtrArray *matches,
                                    const char *name)
{
    for (guint i = 0; i < matches->len; i++) {
        const GitConfigEntry *match = g_ptr_array_index(matches, i);
        guint number = 0;
        if (g_str_equal(match->key + strlen(SECTION_PREFIX), name) &&
            question_read_answer(match, entries->len, &number))
            return g_ptr_array_index(entries, number);
    }
    return NULL;
}

/* git-config(1), "boolean"; what it is not counts as true, which is the careful reading here. */
static gboolean is_false(const char *value)
{
    static const char *const words[] = {"", "false", "no", "off"};
    if (!value)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_ascii_strcasecmp(value, words[i]) == 0)
            return TRUE;
    }
    gint64 number = 1;
    return text_parse_number(value, G_MAXINT32, &number) && number == 0;
}

/* git-config(1), "pathname": "~/x" and "~user/x". */
static char *expand_path(const char *value)
{
    if (value[0] != '~')
        return g_strdup(value);
    const char *slash = strchr(value, '/');
    g_autofree char *user =
        slash ? g_strndup(value + 1, (gsize)(slash - value - 1)) : g_strdup(value + 1);
    const char *home = g_getenv("HOME");
    if (*user) {
        const struct passwd *entry = getpwnam(user);
        home = entry ? entry->pw_dir : NULL;
    }
    return home ? g_strconcat(home, slash ? slash : "", NULL) : g_strdup(value);
}

static void read_texts(HttpSettings *settings, const GPtrArray *entries, const GPtrArray *matches)
{
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        const HttpEntry *winner = find_winner(entries, matches, texts[i].name);
        const char *override = texts[i].variable ? g_getenv(texts[i].variable) : NULL;
        char **text = &G_STRUCT_MEMBER(char *, settings, texts[i].offset);
        if (override)
            *text = g_strdup(override);
        else if (winner && winner->value)
            *text =
                texts[i].kind == TEXT_PATH ? expand_path(winner->value) : g_strdup(winner->value);
    }
}

/* An empty value drops the ones before it: git-config(1), "http.curloptResolve". */
static void read_resolve(HttpSettings *settings, const GPtrArray *entries, const GPtrArray *matches)
{
    g_autoptr(GPtrArray) resolve = g_ptr_array_new_with_free_func(g_free);
    gboolean counts = FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const HttpEntry *entry = g_ptr_array_index(entries, i);
        if (entry->is_run_head) {
            g_autofree char *name = g_strdup_printf("resolve-%u", entry->run);
            counts = find_winner(entries, matches, name) == entry;
        }
        if (!counts || !g_str_equal(entry->name, RESOLVE_NAME) || !entry->value)
            continue;
        if (*entry->value)
            g_ptr_array_add(resolve, g_strdup(entry->value));
        else
            g_ptr_array_set_size(resolve, 0);
    }
    g_ptr_array_add(resolve, NULL);
    settings->resolve = (char **)g_ptr_array_steal(resolve, NULL);
}

static void read_switches(HttpSettings *settings, const GPtrArray *entries,
                          const GPtrArray *matches, HttpVerification verification)
{
    const HttpEntry *verify = find_winner(entries, matches, verify_name);
    const HttpEntry *is_protected = find_winner(entries, matches, protected_name);
    settings->ssl_cert_is_protected = g_getenv("GIT_SSL_CERT_PASSWORD_PROTECTED") ||
                                      (is_protected && !is_false(is_protected->value));
    settings->skips_verification =
        verification == HTTP_MAY_SKIP_VERIFYING &&
        (g_getenv("GIT_SSL_NO_VERIFY") || (verify && is_false(verify->value)));
}

HttpSettings *http_settings_read(const char *url, HttpVerification verification, GError **error)
{
    g_autoptr(GPtrArray) sources = git_config_list_trusted("^http\\.", error);
    if (!sources)
        return NULL;
    g_autoptr(GPtrArray) entries = http_entries_new(sources);
    g_autofree char *question = write_question(entries);
    g_autoptr(GPtrArray) matches = git_config_match_url(question, SECTION, url, error);
    if (!matches)
        return NULL;

    HttpSettings *settings = http_settings_new();
    read_texts(settings, entries, matches);
    read_resolve(settings, entries, matches);
    read_switches(settings, entries, matches, verification);
    settings->is_plain = verification == HTTP_MAY_SKIP_VERIFYING && g_str_has_prefix(url, "http:");
    return settings;
}
