/* SPDX-License-Identifier: MIT */
#include "app/capture.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "programs/program.h"
#include "programs/subprocess.h"
#include "ui/report.h"

#include <unistd.h>

#define SAID_MAX 4096 /* of what it complained of */

static const char hint[] = N_("try to run it yourself");

/* All of it: what is wrong may stand behind warnings, and what to do about it behind that. */
static void set_refused(GError **error, const char *program, const Secret *complaint)
{
    g_autofree char *line = g_strndup(secret_reveal(complaint), SAID_MAX);
    g_strdelimit(line, "\r\n\t", ' ');
    g_strstrip(line);
    g_autofree char *shown = text_printable(line);
    error_set(error, ERROR_REFUSED, hint, "'%s' failed: %s", program,
              *shown ? shown : _("it gave no reason"));
}

static Secret *run(const Subprocess *subprocess, const char *name, GError **error)
{
    g_auto(SubprocessResult) result = {0};
    g_autoptr(GError) cause = NULL;
    switch (subprocess_run(subprocess, &result, &cause)) {
    case SUBPROCESS_GOOD:
        return g_steal_pointer(&result.output);
    case SUBPROCESS_BAD:
        set_refused(error, name, result.complaint);
        return NULL;
    case SUBPROCESS_TOO_MUCH:
        error_set(error, ERROR_REFUSED, hint, "'%s' prints more than it should", name);
        return NULL;
    case SUBPROCESS_LATE:
        error_set(error, ERROR_UNREACHABLE, hint, "'%s' took too long", name);
        return NULL;
    case SUBPROCESS_NOT_RUN:
        error_set(error, ERROR_SYSTEM, hint, "'%s' cannot be run: %s", name, cause->message);
        return NULL;
    }
    g_assert_not_reached();
}

/* Only to a person who sits there and waits; stderr may be anybody's. */
static void say_slow(const Subprocess *subprocess)
{
    if (!isatty(STDERR_FILENO))
        return;
    g_autofree char *name = g_path_get_basename(subprocess->argv[0]);
    report_note("Waiting for '%s', for %d seconds at most ...", name,
                (int)((subprocess->limit_ms + 999) / 1000));
}

Secret *capture_output(const char *const *argv, gint64 limit_ms, GError **error)
{
    g_autofree char *path = program_find(argv[0]);
    if (!path) {
        error_set(error, ERROR_MISSING, N_("install it, or put its folder into PATH"),
                  "the program '%s' is not there", argv[0]);
        return NULL;
    }
    g_auto(GStrv) words = g_strdupv((GStrv)argv);
    g_free(words[0]);
    words[0] = g_steal_pointer(&path);
    const Subprocess subprocess = {
        .argv = (const char *const *)words,
        .limit_ms = limit_ms,
        .on_slow = say_slow,
    };
    return run(&subprocess, argv[0], error);
}
