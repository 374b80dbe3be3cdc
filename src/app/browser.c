/* SPDX-License-Identifier: MIT */
#include "app/browser.h"

#include "app/screen.h"
#include "programs/program.h"

#include <string.h>
#include <unistd.h>

static const struct {
    const char *program;
    const char *argument; /* before the address; NULL = none */
    gboolean needs_screen;
} openers[] = {
    {"xdg-open", NULL, TRUE},
    {"gio", "open", TRUE},
    {"wslview", NULL, FALSE},
};

/* An address is printable ASCII (RFC 3986, 2), which leaves no blank and no control character. */
static gboolean is_for_browsers(const char *url)
{
    for (const char *at = url; *at; at++) {
        if (!g_ascii_isgraph(*at))
            return FALSE;
    }
    return (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://")) &&
           g_uri_is_valid(url, G_URI_FLAGS_NONE, NULL);
}

static gboolean windows_is_around(void)
{
    const char *distribution = g_getenv("WSL_DISTRO_NAME");
    if (!distribution || !*distribution || screen_is_remote())
        return FALSE;
    g_autofree char *opener = program_find("wslview");
    return opener != NULL;
}

/* In the child: out of our terminal's reach, whose hang-up or Ctrl-C is not for the browser. */
static void leave_session(gpointer data G_GNUC_UNUSED)
{
    setsid();
}

/* GLib starts it through a process in between, so that it is init's child and never a zombie. */
static gboolean start(char **argv)
{
    GSpawnFlags flags = G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
    return g_spawn_async("/", argv, NULL, flags, leave_session, NULL, NULL, NULL);
}

/* The words with the address in place of "%s", or behind them where none has it. */
static GStrv fill_in(char **words, const char *url)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    gboolean is_named = FALSE;
    for (char **word = words; *word; word++) {
        gboolean names_url = g_str_equal(*word, "%s");
        g_strv_builder_add(builder, names_url ? url : *word);
        is_named |= names_url;
    }
    if (!is_named)
        g_strv_builder_add(builder, url);
    return g_strv_builder_end(builder);
}

static gboolean open_by_environment(const char *url)
{
    const char *setting = g_getenv("BROWSER");
    if (!setting)
        return FALSE;
    g_autofree char *entry = g_strndup(setting, strcspn(setting, ":"));
    g_auto(GStrv) words = NULL;
    if (!g_shell_parse_argv(entry, NULL, &words, NULL))
        return FALSE;
    char *program = program_find(words[0]);
    if (!program)
        return FALSE;
    g_free(words[0]);
    words[0] = program;
    g_auto(GStrv) argv = fill_in(words, url);
    return start(argv);
}

static gboolean open_by_opener(gsize index, const char *url)
{
    g_autofree char *program = program_find(openers[index].program);
    if (!program)
        return FALSE;
    const char *before_url = openers[index].argument;
    const char *const plain[] = {program, url, NULL};
    const char *const longer[] = {program, before_url, url, NULL};
    return start((char **)(before_url ? longer : plain));
}

gboolean browser_open(const char *url)
{
    gboolean has_screen = screen_is_there();
    if (!is_for_browsers(url) || (!has_screen && !windows_is_around()))
        return FALSE;
    if (open_by_environment(url))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(openers); i++) {
        if ((has_screen || !openers[i].needs_screen) && open_by_opener(i, url))
            return TRUE;
    }
    return FALSE;
}
