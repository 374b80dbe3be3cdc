/* SPDX-License-Identifier: MIT */
/* The store, what it holds, and the cache in front of it. */
#include "app/access.h"
#include "app/doctor_check.h"
#include "app/module.h"
#include "app/place.h"
#include "app/screen.h"
#include "app/setup.h"
#include "app/stored.h"
#include "config/url_settings.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "store/kernel_keyring.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>

#define NAMES_MAX 12 /* more are counted */

/* ---- the store ------------------------------------------------------------------------------- */

static gboolean never(gpointer data G_GNUC_UNUSED)
{
    return FALSE;
}

static Store *open_quietly(const char *name, GError **error)
{
    static const StorePrompting nobody = {never, never, NULL};
    const StoreBackend *backend = module_load_store(name, error);
    return backend ? store_open(backend, &nobody, error) : NULL;
}

static const char *code_of(const GError *cause)
{
    if (g_error_matches(cause, AZDO_ERROR, ERROR_STORE_ABSENT))
        return "store-absent";
    if (g_error_matches(cause, AZDO_ERROR, ERROR_STORE_LOCKED))
        return "store-locked";
    return g_error_matches(cause, AZDO_ERROR, ERROR_STORE_TIMED_OUT) ? "store-silent"
                                                                     : "store-failed";
}

static void tell_failure(const Examination *examination, const GError *cause, Checkup *checkup)
{
    gboolean is_needless = g_error_matches(cause, AZDO_ERROR, ERROR_STORE_ABSENT) &&
                           examination_needs_no_store(examination);
    const char *store = examination->settings.store;
    if (is_needless) {
        checkup_add(checkup, DIAGNOSIS_NOTE, code_of(cause),
                    "%s: %s, and none is needed: the environment has a token", store,
                    cause->message);
        return;
    }
    Diagnosis *diagnosis =
        checkup_add(checkup, DIAGNOSIS_PROBLEM, code_of(cause), "%s: %s", store, cause->message);
    diagnosis->advice = g_strdup(error_get_hint(cause));
}

/* Where the person sees a prompt, Git's next request shows it. */
static void tell_lock(const Examination *examination, Checkup *checkup)
{
    gboolean is_seen = screen_is_there() && !examination->settings.is_quiet;
    Diagnosis *diagnosis = checkup_add(
        checkup, is_seen ? DIAGNOSIS_NOTE : DIAGNOSIS_PROBLEM, "store-locked",
        is_seen ? N_("%s: the keyring is locked; what needs it asks for its password")
                : N_("%s: the keyring is locked, and nobody here can see its prompt; one "
                     "without a password opens by itself"),
        examination->settings.store);
    if (is_seen)
        return;
    diagnosis->advice =
        g_strdup(_("unlock it, by logging in at the desktop, or from a shell of this "
                   "session, which reads the password from standard input:"));
    diagnosis->command = g_strdup("gnome-keyring-daemon --replace --unlock");
}

/* FALSE if it cannot be read now, which has been told. */
static gboolean look_at(const Examination *examination, Store *store, Checkup *checkup)
{
    g_auto(StoreState) state = {0};
    g_autoptr(GError) cause = NULL;
    if (!store_inspect(store, &state, &cause)) {
        tell_failure(examination, cause, checkup);
        return FALSE;
    }
    if (state.is_locked) {
        tell_lock(examination, checkup);
        return FALSE;
    }
    if (state.keeper)
        checkup_add(checkup, DIAGNOSIS_OK, "store-open", "%s is usable, kept by %s",
                    examination->settings.store, state.keeper);
    else
        checkup_add(checkup, DIAGNOSIS_OK, "store-open", "%s is usable",
                    examination->settings.store);
    return TRUE;
}

/* ---- what it holds --------------------------------------------------------------------------- */

/* A machine that signs in by itself needs no stored token. */
static gboolean signs_in_by_itself(void)
{
    g_autoptr(GHashTable) found = url_settings_read("credential", TARGET_SERVICES_URL, NULL);
    return found && g_hash_table_contains(found, "azdosignin");
}

/* In a repository at Azure DevOps, what it lacks is said of it. */
static void tell_absence(const Examination *examination, Checkup *checkup)
{
    gboolean is_needed =
        examination->remotes->len == 0 && examination->machine->len == 0 && !signs_in_by_itself();
    Diagnosis *diagnosis = checkup_add(checkup, is_needed ? DIAGNOSIS_WARNING : DIAGNOSIS_NOTE,
                                       "token-none", "no token is stored");
    if (is_needed)
        diagnosis->advice =
            g_strdup(_("git credential-azdo login contoso (or how your organization is called)"));
}

static void append_name(GString *names, const Credential *credential, guint *count)
{
    g_autofree char *name = stored_name(credential);
    if (++*count <= NAMES_MAX)
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

static const char *finish_names(GString *names, guint count)
{
    if (count > NAMES_MAX)
        g_string_append(names, ", ...");
    return names->str;
}

static void tell_contents(const GPtrArray *credentials, Checkup *checkup)
{
    g_autoptr(GString) names = g_string_new(NULL);
    guint count = 0;
    for (guint i = 0; i < credentials->len; i++) {
        const Credential *credential = g_ptr_array_index(credentials, i);
        const Credential *counterpart = stored_find_counterpart(credentials, credential);
        if (credential->kind == CREDENTIAL_SIGN_IN && counterpart)
            continue;
        append_name(names, credential, &count);
    }
    checkup_add(checkup, DIAGNOSIS_OK, "tokens",
                message_counted("%u token is stored: %s", "%u tokens are stored: %s", count), count,
                finish_names(names, count));
}

static void read_credentials(Examination *examination, Store *store, Checkup *checkup)
{
    g_autoptr(GError) cause = NULL;
    examination->credentials = access_lookup_all(store, &cause);
    if (!examination->credentials) {
        tell_failure(examination, cause, checkup);
        return;
    }
    stored_sort(examination->credentials);
    if (examination->credentials->len == 0)
        tell_absence(examination, checkup);
    else
        tell_contents(examination->credentials, checkup);
}

/* ---- the environment ------------------------------------------------------------------------- */

static void tell_machine(const Examination *examination, MachineKind kind, Checkup *checkup)
{
    g_autoptr(GString) names = g_string_new(NULL);
    guint count = 0;
    for (guint i = 0; i < examination->machine->len; i++) {
        const MachineToken *token = g_ptr_array_index(examination->machine, i);
        if (token->kind == kind)
            append_name(names, token->credential, &count);
    }
    if (count > 0)
        checkup_add(checkup, DIAGNOSIS_OK, "environment-token",
                    "%s answers before any stored token: %s", machine_variable(kind),
                    finish_names(names, count));
}

/* ---- the other stores ------------------------------------------------------------------------ */

/* Not secret-service, for to look at it may start it. */
static void tell_others(const Examination *examination, Checkup *checkup)
{
    static const char *const others[] = {"pass", "keyctl"};
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        if (g_str_equal(others[i], examination->settings.store))
            continue;
        g_autoptr(GError) cause = NULL;
        g_autoptr(Store) store = open_quietly(others[i], &cause);
        g_autofree char *told =
            store ? g_strdup_printf(_("%s can be used here"), others[i])
                  : g_strdup_printf(_("%s cannot be used here (%s)"), others[i], cause->message);
        g_string_append_printf(text, "%s%s", text->len > 0 ? _(", and ") : "", told);
    }
    checkup_add(checkup, DIAGNOSIS_OK, "other-stores", "of the other stores, %s", text->str);
}

void doctor_check_store(Examination *examination, Checkup *checkup)
{
    for (MachineKind kind = 0; kind < MACHINE_KINDS; kind++)
        tell_machine(examination, kind, checkup);
    g_autoptr(GError) cause = NULL;
    g_autoptr(Store) store = open_quietly(examination->settings.store, &cause);
    if (!store)
        tell_failure(examination, cause, checkup);
    else if (look_at(examination, store, checkup))
        read_credentials(examination, store, checkup);
    tell_others(examination, checkup);
}

/* ---- the cache ------------------------------------------------------------------------------- */

/* As Git calls this helper, and not as it was called just now. */
static gint64 cache_lifetime_s(const Settings *settings)
{
    g_autofree char *helper = NULL;
    g_autofree char *given = NULL;
    gint64 seconds = settings->cache_s;
    if (setup_find_own(TARGET_SERVICES_URL, &helper) && helper)
        given = setup_get_option(helper, "cache");
    if (given && !text_parse_number(given, G_MAXINT32, &seconds))
        return settings->cache_s;
    return seconds;
}

void doctor_check_cache(Examination *examination, Checkup *checkup)
{
    gint64 lifetime_s = cache_lifetime_s(&examination->settings);
    gboolean is_there = kernel_keyring_open();
    const char *reason = g_strerror(errno);
    if (g_str_equal(examination->settings.store, "keyctl"))
        checkup_add(checkup, DIAGNOSIS_OK, "cache-needless",
                    "the store is the kernel's keyring itself, and needs no cache");
    else if (!is_there)
        checkup_add(checkup, DIAGNOSIS_NOTE, "cache-absent",
                    "the kernel's keyring cannot be used here (%s): every request asks the store, "
                    "which costs time and nothing else",
                    reason);
    else if (lifetime_s == 0)
        checkup_add(checkup, DIAGNOSIS_NOTE, "cache-off",
                    "it is switched off (--cache=0): every request asks the store");
    else
        checkup_add(checkup, DIAGNOSIS_OK, "cache",
                    message_counted("answers are kept in the kernel's keyring for %d second",
                                    "answers are kept in the kernel's keyring for %d seconds",
                                    (gulong)lifetime_s),
                    (int)lifetime_s);
}
