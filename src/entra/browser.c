/* SPDX-License-Identifier: MIT */
#include "core/error.h"
#include "core/message.h"
#include "entra/authority.h"
#include "entra/loopback.h"
#include "entra/person.h"
#include "entra/pkce.h"
#include "entra/source.h"
#include "net/form.h"

#include <string.h>
#include <sys/random.h>

#define WITH_A_CODE                                                                                \
    N_("sign in with a code instead: git credential-azdo login --entra=device-code <org>")

/* What belongs to one sign-in and no other. */
typedef struct {
    Secret *verifier;
    Secret *state;
} Once;

static void once_clear(Once *once)
{
    secret_free(once->verifier);
    secret_free(once->state);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Once, once_clear)

static Secret *random_text(GError **error)
{
    guchar random[PKCE_RANDOM_BYTES];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        error_set(error, ERROR_SYSTEM, NULL, "the system gives no random numbers");
        return NULL;
    }
    Secret *text = pkce_text(random);
    explicit_bzero(random, sizeof(random));
    return text;
}

/* It has no secret that is worth one: the verifier stays here. */
static char *format_page(const Errand *errand, const Authority *authority, const Once *once,
                         const char *redirect_url)
{
    g_autofree char *challenge = pkce_challenge(once->verifier);
    g_autofree char *endpoint = authority_format_url(authority, AUTHORITY_AUTHORIZE);
    g_autoptr(SecretBuffer) query = person_begin_form(errand, NULL);
    form_append(query, "response_type", "code");
    form_append(query, "response_mode", "query");
    form_append(query, "redirect_uri", redirect_url);
    form_append(query, "code_challenge", challenge);
    form_append(query, "code_challenge_method", "S256");
    form_append(query, "prompt", "select_account");
    form_append_secret(query, "state", once->state);
    g_autoptr(Secret) text = secret_buffer_steal(query);
    return g_strconcat(endpoint, "?", secret_reveal(text), NULL);
}

static EntraTokens *redeem(const Errand *errand, Authority *authority, const Once *once,
                           const char *redirect_url, const Secret *code, GError **error)
{
    g_autoptr(SecretBuffer) form = person_begin_form(errand, "authorization_code");
    form_append_secret(form, "code", code);
    form_append(form, "redirect_uri", redirect_url);
    form_append_secret(form, "code_verifier", once->verifier);
    g_autoptr(Secret) body = secret_buffer_steal(form);
    return authority_obtain(authority, body, error);
}

static gboolean open_page(const Errand *errand, const char *page, GError **error)
{
    const EntraCallbacks *callbacks = errand->request->callbacks;
    if (callbacks->open_page(page, callbacks->data))
        return TRUE;
    error_set(error, ERROR_MISSING, WITH_A_CODE, "there is no web browser here to sign in with");
    return FALSE;
}

/* NULL if nobody came back, or not with a code. */
static Redirect *ask_person(const Errand *errand, const Authority *authority, const Once *once,
                            Loopback *loopback, GError **error)
{
    g_autofree char *page = format_page(errand, authority, once, loopback_url(loopback));
    if (!open_page(errand, page, error))
        return NULL;
    g_autoptr(Redirect) redirect = loopback_wait(loopback, once->state, ENTRA_PERSON_MS, error);
    if (!redirect || redirect->code)
        return g_steal_pointer(&redirect);
    g_autoptr(Objection) objection = objection_new(redirect->error, redirect->description);
    objection_set_error(objection, TRUE, error);
    return NULL;
}

static EntraTokens *browser_obtain(const Errand *errand, GError **error)
{
    g_autoptr(Authority) authority = authority_open(errand, errand->request->tenant, error);
    g_autoptr(Loopback) loopback = authority ? loopback_open(error) : NULL;
    if (!loopback)
        return NULL;
    g_auto(Once) once = {.verifier = random_text(error)};
    once.state = once.verifier ? random_text(error) : NULL;
    if (!once.state)
        return NULL;
    g_autoptr(Redirect) redirect = ask_person(errand, authority, &once, loopback, error);
    if (!redirect)
        return NULL;
    return redeem(errand, authority, &once, loopback_url(loopback), redirect->code, error);
}

const EntraSource browser_source = {
    .obtain = browser_obtain,
};
