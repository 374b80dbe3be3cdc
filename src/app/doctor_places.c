/* SPDX-License-Identifier: MIT */
/* The remotes of the repository in this folder, and tokens that lie in plain text. */
#include "app/doctor_check.h"
#include "app/environment.h"
#include "app/place.h"
#include "app/plain_places.h"
#include "app/stored.h"
#include "core/message.h"
#include "model/pat.h"
#include "policy/selection.h"

#include <string.h>

/* ---- remotes --------------------------------------------------------------------------------- */

/* "origin", "origin (push)" */
static char *name_of(const GitConfigEntry *entry)
{
    const char *first = strchr(entry->key, '.') + 1;
    const char *last = strrchr(entry->key, '.');
    gboolean is_push = g_str_equal(last, ".pushurl");
    return g_strdup_printf("%.*s%s", (int)(last - first), first, is_push ? " (push)" : "");
}

static GPtrArray *list_at_server(const Examination *examination, const Target *target)
{
    GPtrArray *candidates = g_ptr_array_new();
    for (guint i = 0; i < examination->credentials->len; i++) {
        Credential *credential = g_ptr_array_index(examination->credentials, i);
        if (credential_role(credential) == CREDENTIAL_ROLE_TOKEN &&
            g_str_equal(credential->server, target->server))
            g_ptr_array_add(candidates, credential);
    }
    return candidates;
}

/* Whose next request makes the token. */
static gboolean is_signed_in(const Examination *examination, const Target *target)
{
    for (guint i = 0; i < examination->credentials->len; i++) {
        const Credential *credential = g_ptr_array_index(examination->credentials, i);
        if (credential->kind == CREDENTIAL_SIGN_IN &&
            g_str_equal(credential->server, target->server) &&
            g_str_equal(credential->organization, target->organization))
            return TRUE;
    }
    return FALSE;
}

static void tell_none(const Examination *examination, const DoctorRemote *remote, const char *name,
                      Checkup *checkup)
{
    g_autofree char *place = place_name(remote->target);
    if (is_signed_in(examination, remote->target)) {
        checkup_add(checkup, DIAGNOSIS_OK, "remote-signed-in",
                    "%s is at %s: a sign-in obtains its token", name, place);
        return;
    }
    Diagnosis *diagnosis = checkup_add(checkup, DIAGNOSIS_WARNING, "remote-without-token",
                                       "%s is at %s, and no token is stored for it", name, place);
    diagnosis->command = place_command(remote->target, examination->settings.username, "login");
}

static void tell_ambiguity(const DoctorRemote *remote, const char *name, Checkup *checkup)
{
    g_autofree char *place = place_name(remote->target);
    Diagnosis *diagnosis =
        checkup_add(checkup, DIAGNOSIS_PROBLEM, "remote-ambiguous",
                    "%s is at %s, and Git does not say so: tokens of several organizations are "
                    "stored",
                    name, place);
    diagnosis->command = place_use_path_command(remote->target);
}

/* The single stored organization's, where Git does not say which one it means. */
static gboolean is_of_another(const Credential *credential, const DoctorRemote *remote)
{
    return *credential->organization &&
           !g_str_equal(credential->organization, remote->target->organization);
}

static void tell_wrong(const DoctorRemote *remote, const char *name, const char *stored,
                       Checkup *checkup)
{
    g_autofree char *place = place_name(remote->target);
    Diagnosis *diagnosis = checkup_add(
        checkup, DIAGNOSIS_PROBLEM, "remote-wrong-token",
        "%s is at %s, and Git does not say so: the token of %s answers", name, place, stored);
    diagnosis->command = place_use_path_command(remote->target);
}

static void tell_found(const Examination *examination, const DoctorRemote *remote, const char *name,
                       const Credential *credential, Checkup *checkup)
{
    g_autofree char *place = place_name(remote->target);
    g_autofree char *stored = stored_name(credential);
    if (is_of_another(credential, remote)) {
        tell_wrong(remote, name, stored, checkup);
        return;
    }
    gboolean has_expired = credential_is_expired(credential, examination->now);
    gboolean is_lost = has_expired && !is_signed_in(examination, remote->target);
    Diagnosis *diagnosis =
        checkup_add(checkup, is_lost ? DIAGNOSIS_PROBLEM : DIAGNOSIS_OK,
                    is_lost ? "remote-token-expired" : "remote-token",
                    !has_expired ? N_("%s is at %s: the token of %s answers")
                    : is_lost    ? N_("%s is at %s: the token of %s has expired")
                                 : N_("%s is at %s: the token of %s has expired, and a sign-in "
                                         "obtains the next one"),
                    name, place, stored);
    if (is_lost)
        diagnosis->command = stored_command(credential, "renew");
}

static void tell_answer(const Examination *examination, const DoctorRemote *remote,
                        const char *name, const Target *target, Checkup *checkup)
{
    g_autoptr(GPtrArray) candidates = list_at_server(examination, remote->target);
    const Credential *credential = NULL;
    SelectionOutcome outcome =
        target ? selection_choose(target, candidates, examination->settings.username,
                                  examination->now, &credential)
               : SELECTION_NONE;
    switch (outcome) {
    case SELECTION_FOUND:
    case SELECTION_EXPIRED:
        tell_found(examination, remote, name, credential, checkup);
        return;
    case SELECTION_AMBIGUOUS:
        tell_ambiguity(remote, name, checkup);
        return;
    case SELECTION_NONE:
        tell_none(examination, remote, name, checkup);
        return;
    }
}

static gboolean has_own_token(const Examination *examination, const DoctorRemote *remote)
{
    g_autoptr(PlainSecret) plain =
        plain_secret_from_url(span_of(remote->entry->value), examination->settings.servers);
    return plain != NULL;
}

static void tell_remote(const Examination *examination, const DoctorRemote *remote,
                        Checkup *checkup)
{
    g_autofree char *name = name_of(remote->entry);
    g_autofree char *place = place_name(remote->target);
    g_autoptr(Target) asked = examination_find_asked(examination, remote);
    const MachineToken *token = asked ? environment_choose(examination->machine, asked) : NULL;
    if (remote->is_ssh)
        checkup_add(checkup, DIAGNOSIS_NOTE, "remote-ssh",
                    "%s is at %s by SSH, which needs no token", name, place);
    else if (has_own_token(examination, remote))
        checkup_add(checkup, DIAGNOSIS_NOTE, "remote-own-token",
                    "%s is at %s, and its address holds a token, so that no helper is asked", name,
                    place);
    else if (token)
        checkup_add(checkup, DIAGNOSIS_OK, "remote-token", "%s is at %s: the token in %s answers",
                    name, place, machine_variable(token->kind));
    else if (!examination->credentials)
        checkup_add(checkup, DIAGNOSIS_UNKNOWN, "remote-unknown",
                    "%s is at %s; which token answers cannot be told, for the store cannot be read",
                    name, place);
    else
        tell_answer(examination, remote, name, asked, checkup);
}

void doctor_check_repository(Examination *examination, Checkup *checkup)
{
    if (!examination->entries)
        doctor_tell_unreadable(examination->problem, checkup);
    else if (examination->remotes->len == 0)
        checkup_add(checkup, DIAGNOSIS_OK, "remote-none",
                    "no remote at Azure DevOps in this folder");
    for (guint i = 0; i < examination->remotes->len; i++)
        tell_remote(examination, g_ptr_array_index(examination->remotes, i), checkup);
}

/* ---- plain text ------------------------------------------------------------------------------ */

static const char *consequence_of(PlainKind kind)
{
    switch (kind) {
    case PLAIN_URL:
    case PLAIN_REWRITE:
    case PLAIN_HEADER:
        return _(": Git uses it, and asks no helper");
    case PLAIN_NETRC:
        return _(": Git uses it before any helper");
    case PLAIN_CREDENTIALS:
    case PLAIN_AZ:
    case PLAIN_GCM:
    case PLAIN_SETTINGS:
        break;
    }
    return "";
}

static void tell_place(const PlainPlace *place, Checkup *checkup)
{
    if (!place->plain) {
        checkup_add(checkup, DIAGNOSIS_UNKNOWN, "plain-unread", "%s: %s", place->where,
                    place->problem);
        return;
    }
    g_autofree char *masked = pat_mask(place->plain->secret);
    Diagnosis *diagnosis = checkup_add(checkup, DIAGNOSIS_PROBLEM, "plain-text",
                                       "the token %s lies in plain text in %s%s", masked,
                                       place->where, consequence_of(place->kind));
    diagnosis->command = g_strdup(place->command);
    if (!place->command)
        diagnosis->advice = g_strdup(_("take it out of the command line or environment of Git"));
}

void doctor_check_plain_text(Examination *examination, Checkup *checkup)
{
    g_autoptr(GPtrArray) places = plain_places_find(&examination->settings);
    for (guint i = 0; i < places->len; i++)
        tell_place(g_ptr_array_index(places, i), checkup);
    if (places->len == 0)
        checkup_add(checkup, DIAGNOSIS_OK, "plain-none",
                    "no token for Azure DevOps was found in plain text");
}
