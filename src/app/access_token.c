/* SPDX-License-Identifier: MIT */
#include "app/access_token.h"

#include "app/browser.h"
#include "app/capture.h"
#include "app/environment.h"
#include "app/hint.h"
#include "app/module.h"
#include "app/place.h"
#include "app/screen.h"
#include "config/http.h"
#include "core/error.h"
#include "core/message.h"
#include "model/credential.h"
#include "ui/report.h"

#include <string.h>

static void show_code(const char *url, const char *code, gpointer data G_GNUC_UNUSED)
{
    report_note("To sign in, open  %s", url);
    report_note("and type the code  %s", code);
}

/* The address stays on the screen, for whoever has to take it to another browser. */
static gboolean open_page(const char *url, gpointer data G_GNUC_UNUSED)
{
    if (!browser_open(url))
        return FALSE;
    report_note("Sign in on the page that your browser shows. If there is none, open:");
    g_autofree char *address = g_strconcat("  ", url, NULL);
    report_note(MESSAGE_AS_IT_IS, address);
    return TRUE;
}

static Secret *run(const char *const *argv, gint64 limit_ms, gpointer data G_GNUC_UNUSED,
                   GError **error)
{
    return capture_output(argv, limit_ms, error);
}

static HttpSettings *settings_for(const char *url, gpointer data G_GNUC_UNUSED, GError **error)
{
    return http_settings_read(url, HTTP_ALWAYS_VERIFIES, error);
}

static EntraTokens *obtain(const AccessTokenRequest *request, const Secret *refresh_token,
                           gint64 limit_ms, GError **error)
{
    static const EntraCallbacks callbacks = {
        .show_code = show_code,
        .open_page = open_page,
        .run = run,
        .settings_for = settings_for,
    };
    const EntraModule *entra = module_load_entra(error);
    if (!entra)
        return NULL;
    g_auto(Variables) environment = environment_copy();
    const EntraRequest asked = {
        .source = request->sign_in->source,
        .tenant = request->sign_in->tenant,
        .client_id = request->sign_in->client_id,
        .refresh_token = refresh_token,
        .environment = (const char *const *)environment,
        .callbacks = &callbacks,
        .now = g_get_real_time() / G_USEC_PER_SEC,
        .limit_ms = limit_ms,
    };
    g_autoptr(GError) cause = NULL;
    EntraTokens *tokens = entra->obtain(&asked, &cause);
    if (!tokens)
        hint_propagate(error, cause, request->target, request->username);
    return tokens;
}

static gboolean is_there(const Secret *refresh_token)
{
    return refresh_token && strcmp(secret_reveal(refresh_token), CREDENTIAL_NO_SECRET) != 0;
}

EntraTokens *access_token_refresh(const AccessTokenRequest *request, const Secret *refresh_token,
                                  gint64 limit_ms, GError **error)
{
    gboolean has_refresh_token = is_there(refresh_token);
    if (!has_refresh_token && sign_in_source_needs_person(request->sign_in->source)) {
        g_autofree char *hint = place_command(request->target, request->username, "login --entra");
        error_set(error, ERROR_SIGN_IN, hint, "the sign-in has ended");
        return NULL;
    }
    return obtain(request, has_refresh_token ? refresh_token : NULL, limit_ms, error);
}

EntraTokens *access_token_sign_in(const AccessTokenRequest *request, gint64 limit_ms,
                                  GError **error)
{
    return obtain(request, NULL, limit_ms, error);
}

gboolean access_token_is_announced(SignInSource source)
{
    const EntraModule *entra = module_load_entra(NULL);
    g_auto(Variables) environment = environment_copy();
    return entra && entra->is_announced(source, (const char *const *)environment);
}
