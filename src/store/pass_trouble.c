/* SPDX-License-Identifier: MIT */
#include "store/pass_trouble.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <string.h>

#define STATUS_PREFIX "[GNUPG:] "

/* What follows a keyword in gpg's status lines; NULL if there is none such. */
static char *find_status(const Secret *complaint, const char *keyword)
{
    g_autofree char *prefix = g_strconcat(STATUS_PREFIX, keyword, NULL);
    g_auto(GStrv) lines = g_strsplit(secret_reveal(complaint), "\n", -1);
    for (char **line = lines; *line; line++) {
        const char *rest = g_str_has_prefix(*line, prefix) ? *line + strlen(prefix) : NULL;
        if (rest && (!*rest || *rest == ' '))
            return g_strstrip(g_strdup(rest));
    }
    return NULL;
}

/* The first line for people, printable. */
static char *find_words(const Secret *complaint)
{
    g_auto(GStrv) lines = g_strsplit(secret_reveal(complaint), "\n", -1);
    for (char **line = lines; *line; line++) {
        if (**line && !g_str_has_prefix(*line, STATUS_PREFIX))
            return text_printable(*line);
    }
    return g_strdup(_("it gave no reason"));
}

/* "ENC_TO <key> <algorithm> <length>", and then no key to go on with. */
char *pass_trouble_find_key(const Secret *complaint)
{
    g_autofree char *encrypted_to = find_status(complaint, "ENC_TO");
    g_autofree char *failed = find_status(complaint, "DECRYPTION_FAILED");
    g_autofree char *started = find_status(complaint, "DECRYPTION_INFO");
    if (!encrypted_to || !failed || started)
        return NULL;
    encrypted_to[strspn(encrypted_to, "0123456789ABCDEFabcdef")] = '\0';
    return g_steal_pointer(&encrypted_to);
}

gboolean pass_trouble_key_is_hidden(const char *key)
{
    return strspn(key, "0") == strlen(key);
}

/* "pass show 'git/https/dev.azure.com/contoso/ann'", for a hint. */
static char *command_for(const char *word, const char *name)
{
    g_autofree char *shown = text_printable(name);
    g_autofree char *quoted = g_shell_quote(shown);
    return g_strdup_printf("pass %s %s", word, quoted);
}

void pass_trouble_set_locked(const char *name, GError **error)
{
    g_autofree char *command = command_for("show", name);
    g_autofree char *hint = g_strdup_printf(
        _("give it to GnuPG in a terminal, and try again: export GPG_TTY=$(tty); %s"), command);
    error_set(error, ERROR_STORE_LOCKED, hint,
              "the password store is locked: GnuPG needs the passphrase of your key");
}

void pass_trouble_set_without_key(const char *key, GError **error)
{
    error_set(error, ERROR_STORE_LOCKED,
              N_("bring it here: gpg --import; those that are here: gpg --list-secret-keys"),
              "GnuPG does not have the secret key %s, which the password store needs", key);
}

void pass_trouble_set_dismissed(GError **error)
{
    error_set(error, ERROR_STORE_DISMISSED, N_("give it when asked, and try again"),
              "the password store stays locked, because GnuPG did not get the right passphrase");
}

void pass_trouble_set_broken(const char *name, const Secret *complaint, GError **error)
{
    g_autofree char *words = find_words(complaint);
    g_autofree char *shown = text_printable(name);
    g_autofree char *show = command_for("show", name);
    g_autofree char *remove = command_for("rm", name);
    g_autofree char *hint = g_strdup_printf(_("look at it: %s; or remove it: %s"), show, remove);
    error_set(error, ERROR_STORE_FAILED, hint,
              "the entry '%s' of the password store cannot be decrypted: %s", shown, words);
}

void pass_trouble_set_refused(const Secret *complaint, GError **error)
{
    g_autofree char *recipient = find_status(complaint, "INV_RECP");
    g_autofree char *words = find_words(complaint);
    if (recipient)
        error_set(error, ERROR_STORE_FAILED,
                  N_("bring the key here: gpg --import; or choose another: pass init KEY"),
                  "GnuPG has no usable key to encrypt for the password store: %s", words);
    else
        error_set(error, ERROR_STORE_FAILED, N_("try to run it yourself: pass"),
                  "'pass' failed: %s", words);
}

void pass_trouble_set_not_run(const GError *cause, GError **error)
{
    error_set(error, ERROR_STORE_FAILED, N_("try to run it yourself: pass"),
              "'pass' cannot be run: %s", cause->message);
}

void pass_trouble_set_late(GError **error)
{
    error_set(error, ERROR_STORE_TIMED_OUT,
              N_("end GnuPG's agent, and try again: gpgconf --kill all"),
              "the password store did not answer in time");
}
