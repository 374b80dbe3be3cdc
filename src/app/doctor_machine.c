/* SPDX-License-Identifier: MIT */
/* The program, Git and the session they run in. */
#include "app/doctor_check.h"
#include "app/interaction.h"
#include "app/screen.h"
#include "app/variable.h"
#include "config/git_run.h"
#include "core/message.h"
#include "policy/git_version.h"
#include "programs/program.h"

#include <stdlib.h>

#define PROGRAM "git-credential-azdo"

/* ---- this program ---------------------------------------------------------------------------- */

/* What PATH leads to may be a wrapper: that is no fault, and good to know. */
static void judge_copy(const char *running, Checkup *checkup)
{
    g_autofree char *found = doctor_find_program(PROGRAM);
    g_autofree char *real = found ? realpath(found, NULL) : NULL;
    if (!real || !running || g_str_equal(real, running))
        return;
    checkup_add(checkup, DIAGNOSIS_NOTE, "program-another",
                "Git calls %s, which is another file than the one that runs now", found);
}

void doctor_check_program(Examination *examination G_GNUC_UNUSED, Checkup *checkup)
{
    g_autofree char *running = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *system = g_get_os_info(G_OS_INFO_KEY_PRETTY_NAME);
    checkup_add(checkup, DIAGNOSIS_OK, "program", "%s %s, %s, on %s", PROGRAM, PROJECT_VERSION,
                running ? running : _("of an unknown place"),
                system ? system : _("an unknown system"));
    judge_copy(running, checkup);
}

/* ---- Git ------------------------------------------------------------------------------------- */

/* It reads its configuration whatever it is asked, and ends if it cannot. */
static void tell_git_fails(const char *path, Checkup *checkup)
{
    Diagnosis *diagnosis =
        path ? checkup_add(checkup, DIAGNOSIS_PROBLEM, "git-fails",
                           "%s fails, perhaps because it cannot read its configuration", path)
             : checkup_add(checkup, DIAGNOSIS_PROBLEM, "git-missing",
                           "there is no git in the absolute folders of PATH");
    if (path)
        diagnosis->command = g_strdup("git version");
    else
        diagnosis->advice = g_strdup(_("install git, or put its folder into PATH"));
}

void doctor_check_git(Examination *examination G_GNUC_UNUSED, Checkup *checkup)
{
    g_autofree char *path = program_find("git");
    g_autofree char *text = git_ask("version");
    GitVersion version = {0};
    if (!text) {
        tell_git_fails(path, checkup);
        return;
    }
    checkup_add(checkup, DIAGNOSIS_OK, "git-version", "%s, %s", text, path);
    if (git_version_parse(text, &version))
        git_version_judge(&version, checkup);
}

/* ---- the session ----------------------------------------------------------------------------- */

static gboolean is_container(void)
{
    return g_file_test("/.dockerenv", G_FILE_TEST_EXISTS) ||
           g_file_test("/run/.containerenv", G_FILE_TEST_EXISTS) || variable_is_set("container");
}

static gboolean has_bus(void)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *socket = runtime ? g_build_filename(runtime, "bus", NULL) : NULL;
    return variable_is_set("DBUS_SESSION_BUS_ADDRESS") ||
           (socket && g_file_test(socket, G_FILE_TEST_EXISTS));
}

/* Who is asked where no helper answers: gitcredentials(7), "Requesting credentials". */
static void describe_prompt(Checkup *checkup)
{
    g_autofree char *configured = git_config_get_trusted("core.askPass");
    const char *by = variable_is_set("GIT_ASKPASS")   ? "GIT_ASKPASS"
                     : configured && *configured      ? "core.askPass"
                     : variable_is_set("SSH_ASKPASS") ? "SSH_ASKPASS"
                     : interaction_has_terminal()     ? _("the terminal")
                                                      : NULL;
    if (by)
        checkup_add(checkup, DIAGNOSIS_OK, "prompt", "questions are asked by %s", by);
    else
        checkup_add(checkup, DIAGNOSIS_NOTE, "prompt-none",
                    "nobody can be asked here (no terminal, or GIT_TERMINAL_PROMPT forbids it): "
                    "without a stored token Git fails");
    if (!interaction_is_allowed())
        checkup_add(checkup, DIAGNOSIS_NOTE, "interactive",
                    "credential.interactive forbids helpers to ask");
}

void doctor_check_session(Examination *examination G_GNUC_UNUSED, Checkup *checkup)
{
    checkup_add(checkup, DIAGNOSIS_OK, "session", "%s, %s, %s%s",
                screen_is_remote() ? _("over SSH") : _("not over SSH"),
                screen_is_there() ? _("with a display") : _("without a display"),
                has_bus() ? _("with a D-Bus session") : _("without a D-Bus session"),
                is_container() ? _(", in a container") : "");
    describe_prompt(checkup);
}
