/* SPDX-License-Identifier: MIT */
/*
 * Access tokens of Microsoft Entra for Azure DevOps, from whatever source a sign-in names. Nothing
 * here prompts, spawns or reads settings: callbacks of the caller do.
 *
 * Resource 499b84ac-1321-427f-aa17-267ca6975798, authority https://login.microsoftonline.com.
 */
#pragma once

#include "core/http_settings.h"
#include "core/secret.h"
#include "entra/tokens.h"
#include "model/sign_in.h"

#include <glib.h>

/* The application that signs people in unless they have one of their own: the Azure CLI's. */
#define ENTRA_CLIENT_ID "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

/*
 * In a hint, behind the command to sign in: what stands for the organization, which is known only
 * to the caller, who puts it there. Texts to be translated spell it out.
 */
#define ENTRA_HINT_ORGANIZATION " <org>"

/* How long a person may take, in a browser or with a code. */
#define ENTRA_PERSON_MS (15 * 60 * 1000)

typedef struct {
    /* Tells a person where to type which code; both are printable. */
    void (*show_code)(const char *url, const char *code, gpointer data);
    /* Opens a page for the person; FALSE if there is no browser here. */
    gboolean (*open_page)(const char *url, gpointer data);
    /*
     * Runs a program from PATH without a shell, and gives what it printed. Errors: ERROR_MISSING,
     * it is not there; ERROR_REFUSED with what it said on stderr; ERROR_UNREACHABLE, too slow.
     */
    Secret *(*run)(const char *const *argv, gint64 limit_ms, gpointer data, GError **error);
    /* Git's http.* settings that hold for a URL. Errors: ERROR_CONFIG. */
    HttpSettings *(*settings_for)(const char *url, gpointer data, GError **error);
    gpointer data;
} EntraCallbacks;

/* All of it is borrowed. */
typedef struct {
    SignInSource source;
    const char *tenant;             /* a GUID, or "organizations" */
    const char *client_id;          /* "" = the source's own */
    const Secret *refresh_token;    /* NULL = sign in; else nobody is asked anything */
    const char *const *environment; /* as of environ(7): what the unattended sources read */
    const EntraCallbacks *callbacks;
    gint64 now;      /* Unix seconds */
    gint64 limit_ms; /* for what needs no person; a person has ENTRA_PERSON_MS */
} EntraRequest;

/*
 * Errors: ERROR_SIGN_IN, the refresh token is no longer good, or a person has to do something (the
 * message says what); ERROR_REFUSED, Entra says no, with its own AADSTS code and a way out;
 * ERROR_CANCELLED by the person, or after the time for it; ERROR_MISSING, the source is not to be
 * had here (no browser, no `az`, variables that are not set: the message names them);
 * ERROR_UNREACHABLE, no answer now; ERROR_SYSTEM, ERROR_CONFIG.
 */
EntraTokens *entra_obtain(const EntraRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether the environment speaks of this source: its variables are set. For the sources that need a
 * person, and for what only a try tells (the Azure CLI, the metadata service of a plain virtual
 * machine), FALSE.
 */
gboolean entra_is_announced(SignInSource source, const char *const *environment);
