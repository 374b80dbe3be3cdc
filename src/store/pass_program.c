/* SPDX-License-Identifier: MIT */
#include "store/pass_program.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "programs/program.h"
#include "programs/subprocess.h"
#include "store/pass_tree.h"
#include "store/pass_trouble.h"
#include "store/unlocking.h"

#include <string.h>
#include <unistd.h>

/* How long a person may take to type a passphrase. */
#define PERSON_MS (10 * 60 * 1000)

/* Another process may be writing the entry just now, which gpg does in place. */
#define READ_ATTEMPTS 3
#define READ_INTERVAL_US (150 * 1000)

/*
 * For gpg, behind the user's own options. Its status lines, which no locale changes, say why it
 * fails (doc/DETAILS of GnuPG); no key comes from the network.
 */
#define OPTIONS_VARIABLE "PASSWORD_STORE_GPG_OPTS"
#define GPG_OPTIONS "--status-fd=2 --no-auto-key-locate"
#define GPG_NEVER_ASK "--batch --pinentry-mode=error"

struct PassProgram {
    char *pass;
    char *gpg;
    char *root;
    StorePrompting prompting;
};

/* ---- finding ------------------------------------------------------------------------------- */

static gboolean find_programs(PassProgram *pass, GError **error)
{
    pass->pass = program_find("pass");
    pass->gpg = program_find("gpg2");
    if (!pass->gpg)
        pass->gpg = program_find("gpg");
    if (pass->pass && pass->gpg)
        return TRUE;
    error_set(error, ERROR_STORE_ABSENT,
              N_("install it: sudo apt-get install pass gnupg; or use another store: "
                 "git credential-azdo --store=keyctl configure"),
              "the program '%s' is not there, so no password store", pass->pass ? "gpg" : "pass");
    return FALSE;
}

/* Where pass looks first for whom to encrypt for: in the folders that entries of ours stand in. */
static gboolean has_keys(const char *root)
{
    static const char *const folders[] = {"", "git", "git-credential-azdo"};
    const char *key = g_getenv("PASSWORD_STORE_KEY");
    gboolean has = key && *key;
    for (gsize i = 0; i < G_N_ELEMENTS(folders) && !has; i++) {
        g_autofree char *file = g_build_filename(root, folders[i], ".gpg-id", NULL);
        has = g_file_test(file, G_FILE_TEST_IS_REGULAR);
    }
    return has;
}

static char *usual_root(void)
{
    const char *given = g_getenv("PASSWORD_STORE_DIR");
    return given && *given ? g_strdup(given)
                           : g_build_filename(g_get_home_dir(), ".password-store", NULL);
}

static gboolean check_root(const PassProgram *pass, GError **error)
{
    g_autofree char *shown = text_printable(pass->root);
    if (!g_path_is_absolute(pass->root)) {
        error_set(error, ERROR_STORE_ABSENT,
                  N_("set PASSWORD_STORE_DIR to a path that begins with /"),
                  "the password store '%s' depends on the current folder", shown);
        return FALSE;
    }
    if (has_keys(pass->root))
        return TRUE;
    error_set(
        error, ERROR_STORE_ABSENT,
        N_("name the key to encrypt for: pass init KEY; your keys: gpg --list-secret-keys; a new "
           "one: gpg --full-generate-key"),
        "the password store '%s' was never made", shown);
    return FALSE;
}

PassProgram *pass_program_new_at(const char *root, const StorePrompting *prompting, GError **error)
{
    g_autoptr(PassProgram) pass = g_new0(PassProgram, 1);
    pass->prompting = *prompting;
    pass->root = g_strdup(root);
    return find_programs(pass, error) && check_root(pass, error) ? g_steal_pointer(&pass) : NULL;
}

PassProgram *pass_program_new(const StorePrompting *prompting, GError **error)
{
    g_autofree char *root = usual_root();
    return pass_program_new_at(root, prompting, error);
}

void pass_program_free(PassProgram *pass)
{
    if (!pass)
        return;
    g_free(pass->pass);
    g_free(pass->gpg);
    g_free(pass->root);
    g_free(pass);
}

const char *pass_program_root(const PassProgram *pass)
{
    return pass->root;
}

const StorePrompting *pass_program_prompting(const PassProgram *pass)
{
    return &pass->prompting;
}

/* ---- running ------------------------------------------------------------------------------- */

typedef enum { ASKS_NOBODY, ASKS_A_PERSON } Asking;

/* gpg-agent shows the prompt, and has no terminal of its own. pass would ask stdin for it. */
static const char *terminal_name(void)
{
    const char *name = g_getenv("GPG_TTY");
    for (int fd = STDERR_FILENO; fd >= STDIN_FILENO && (!name || !*name); fd--)
        name = isatty(fd) ? ttyname(fd) : NULL;
    return name;
}

static GStrv environment_for(const PassProgram *pass, Asking asking)
{
    const char *given = g_getenv(OPTIONS_VARIABLE);
    g_autofree char *options = g_strdup_printf("%s %s%s", given ? given : "", GPG_OPTIONS,
                                               asking == ASKS_NOBODY ? " " GPG_NEVER_ASK : "");
    GStrv environment = g_get_environ();
    environment = g_environ_setenv(environment, OPTIONS_VARIABLE, options, TRUE);
    environment = g_environ_setenv(environment, "PASSWORD_STORE_DIR", pass->root, TRUE);
    const char *terminal = terminal_name();
    if (terminal)
        environment = g_environ_setenv(environment, "GPG_TTY", terminal, TRUE);
    return environment;
}

static SubprocessOutcome run(const PassProgram *pass, const char *const *argv, const Secret *input,
                             Asking asking, SubprocessResult *ret_result, GError **error)
{
    g_auto(GStrv) environment = environment_for(pass, asking);
    const Subprocess subprocess = {
        .argv = argv,
        .environment = environment,
        .folder = "/",
        .input = input,
        .limit_ms = asking == ASKS_NOBODY ? PASS_CALL_MS : PERSON_MS,
        .is_interactive = asking == ASKS_A_PERSON,
    };
    return subprocess_run(&subprocess, ret_result, error);
}

/* ---- showing ------------------------------------------------------------------------------- */

/* TRUE if that cannot be told. */
static gboolean has_secret_key(const PassProgram *pass, const char *key)
{
    const char *const argv[] = {
        pass->gpg, "--batch", "--with-colons", "--list-secret-keys", key, NULL,
    };
    g_auto(SubprocessResult) result = {0};
    return pass_trouble_key_is_hidden(key) ||
           run(pass, argv, NULL, ASKS_NOBODY, &result, NULL) != SUBPROCESS_BAD;
}

typedef struct {
    const PassProgram *pass;
    const char *name;
    Secret *content;
    gboolean is_locked; /* what failed was getting at a key that is here */
} Reading;

static PassOutcome read_failed(Reading *reading, const Secret *complaint, GError **error)
{
    g_autofree char *key = pass_trouble_find_key(complaint);
    if (!pass_tree_has(reading->pass->root, reading->name))
        return PASS_GONE;
    reading->is_locked = key && has_secret_key(reading->pass, key);
    if (reading->is_locked)
        pass_trouble_set_locked(reading->name, error);
    else if (key)
        pass_trouble_set_without_key(key, error);
    else
        pass_trouble_set_broken(reading->name, complaint, error);
    return PASS_FAILED;
}

/*
 * Of a file that was cut early, gpg 2.2.40 makes nothing, and a success; of one that has gone
 * meanwhile, where a folder has the same name, pass 1.7.4 shows the folder.
 */
static gboolean is_content(const Reading *reading, const Secret *output)
{
    return secret_length(output) > 0 && pass_tree_has(reading->pass->root, reading->name);
}

static PassOutcome read_once(Reading *reading, Asking asking, GError **error)
{
    const char *const argv[] = {reading->pass->pass, "show", reading->name, NULL};
    g_auto(SubprocessResult) result = {0};
    g_autoptr(GError) cause = NULL;
    switch (run(reading->pass, argv, NULL, asking, &result, &cause)) {
    case SUBPROCESS_GOOD:
        if (!is_content(reading, result.output))
            return read_failed(reading, result.complaint, error);
        reading->content = g_steal_pointer(&result.output);
        return PASS_READ;
    case SUBPROCESS_BAD:
    case SUBPROCESS_TOO_MUCH:
        return read_failed(reading, result.complaint, error);
    case SUBPROCESS_LATE:
        pass_trouble_set_late(error);
        return PASS_FAILED;
    case SUBPROCESS_NOT_RUN:
        pass_trouble_set_not_run(cause, error);
        return PASS_FAILED;
    }
    g_assert_not_reached();
}

static PassOutcome read_quietly(Reading *reading, GError **error)
{
    for (int left = READ_ATTEMPTS - 1;; left--) {
        g_autoptr(GError) problem = NULL;
        PassOutcome outcome = read_once(reading, ASKS_NOBODY, &problem);
        gboolean is_broken = g_error_matches(problem, AZDO_ERROR, ERROR_STORE_FAILED);
        if (!is_broken || left == 0) {
            if (problem)
                g_propagate_error(error, g_steal_pointer(&problem));
            return outcome;
        }
        g_usleep(READ_INTERVAL_US);
    }
}

static gboolean may_ask(const PassProgram *pass)
{
    const StorePrompting *prompting = &pass->prompting;
    return prompting->may_prompt_at_terminal(prompting->data) ||
           prompting->may_prompt(prompting->data);
}

static gboolean unlock_attempt(gpointer data)
{
    return read_once(data, ASKS_NOBODY, NULL) == PASS_READ;
}

static gboolean unlock_prompt(gpointer data, GError **error)
{
    Reading *reading = data;
    g_autoptr(GError) problem = NULL;
    if (read_once(reading, ASKS_A_PERSON, &problem) == PASS_READ)
        return TRUE;
    if (problem && !reading->is_locked)
        g_propagate_error(error, g_steal_pointer(&problem));
    else
        pass_trouble_set_dismissed(error);
    return FALSE;
}

static gboolean unlock(Reading *reading, GError **error)
{
    const Unlocking unlocking = {
        .attempt = unlock_attempt,
        .prompt = unlock_prompt,
        .set_dismissed = pass_trouble_set_dismissed,
        .data = reading,
    };
    return unlocking_run(&unlocking, error);
}

PassOutcome pass_program_show(PassProgram *pass, const char *name, Secret **ret_content,
                              GError **error)
{
    Reading reading = {.pass = pass, .name = name};
    g_autoptr(GError) problem = NULL;
    PassOutcome outcome = read_quietly(&reading, &problem);
    if (outcome == PASS_FAILED && reading.is_locked && may_ask(pass)) {
        g_clear_error(&problem);
        outcome = unlock(&reading, &problem) ? PASS_READ : PASS_FAILED;
    }
    if (outcome == PASS_READ)
        *ret_content = reading.content;
    else if (problem)
        g_propagate_error(error, g_steal_pointer(&problem));
    return outcome;
}

gboolean pass_program_read(PassProgram *pass, const char *name, Secret **ret_content,
                           GError **error)
{
    switch (pass_program_show(pass, name, ret_content, error)) {
    case PASS_READ:
        return TRUE;
    case PASS_GONE:
        *ret_content = NULL;
        return TRUE;
    case PASS_FAILED:
        return FALSE;
    }
    g_assert_not_reached();
}

/* ---- changing ------------------------------------------------------------------------------ */

static gboolean change(const PassProgram *pass, const char *const *argv, const Secret *input,
                       GError **error)
{
    g_auto(SubprocessResult) result = {0};
    g_autoptr(GError) cause = NULL;
    switch (run(pass, argv, input, ASKS_NOBODY, &result, &cause)) {
    case SUBPROCESS_GOOD:
        return TRUE;
    case SUBPROCESS_BAD:
    case SUBPROCESS_TOO_MUCH:
        pass_trouble_set_refused(result.complaint, error);
        return FALSE;
    case SUBPROCESS_LATE:
        pass_trouble_set_late(error);
        return FALSE;
    case SUBPROCESS_NOT_RUN:
        pass_trouble_set_not_run(cause, error);
        return FALSE;
    }
    g_assert_not_reached();
}

gboolean pass_program_insert(PassProgram *pass, const char *name, const Secret *content,
                             GError **error)
{
    const char *const argv[] = {pass->pass, "insert", "--multiline", "--force", name, NULL};
    return change(pass, argv, content, error);
}

gboolean pass_program_remove(PassProgram *pass, const char *name, GError **error)
{
    const char *const argv[] = {pass->pass, "rm", "--force", name, NULL};
    g_autoptr(GError) problem = NULL;
    if (change(pass, argv, NULL, &problem) || !pass_tree_has(pass->root, name))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}
