/* SPDX-License-Identifier: MIT */
#include "core/error.h"
#include "entra/authority.h"
#include "entra/person.h"
#include "entra/source.h"
#include "net/form.h"

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"
/* What slow_down adds for good (RFC 8628, section 3.5); a fault of the network adds it, too. */
#define SLOWER_S 5
#define INTERVAL_MAX_S 60

typedef struct {
    Authority *authority;
    Secret *body;
    gint64 interval_s;
    gint64 end_us;
} Poll;

static void poll_clear(Poll *poll)
{
    secret_free(poll->body);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Poll, poll_clear)

/* TRUE if it is worth asking again. */
static gboolean poll_goes_on(Poll *poll, const Objection *objection)
{
    switch (objection->kind) {
    case OBJECTION_PENDING:
        return TRUE;
    case OBJECTION_SLOW_DOWN:
    case OBJECTION_NOT_NOW:
        poll->interval_s = MIN(poll->interval_s + SLOWER_S, INTERVAL_MAX_S);
        return TRUE;
    case OBJECTION_SIGN_IN:
    case OBJECTION_DECLINED:
    case OBJECTION_CODE_EXPIRED:
    case OBJECTION_REFUSED:
        break;
    }
    return FALSE;
}

/* FALSE if the end comes first. */
static gboolean poll_wait(const Poll *poll, const Objection *objection)
{
    gint64 wait_s = MIN(objection->retry_after_s, ENTRA_PERSON_MS / 1000);
    gint64 interval_us = MAX(poll->interval_s, wait_s) * G_USEC_PER_SEC;
    if (g_get_monotonic_time() + interval_us >= poll->end_us)
        return FALSE;
    g_usleep((gulong)interval_us);
    return TRUE;
}

/* NULL and the last objection if nothing comes before the end. */
static EntraTokens *poll_run(Poll *poll, Objection **ret_objection)
{
    g_autoptr(Objection) objection = objection_new("authorization_pending", NULL);
    while (poll_goes_on(poll, objection) && poll_wait(poll, objection)) {
        g_clear_pointer(&objection, objection_free);
        EntraTokens *tokens = authority_try(poll->authority, poll->body, &objection);
        if (tokens)
            return tokens;
    }
    *ret_objection = g_steal_pointer(&objection);
    return NULL;
}

static Secret *format_poll(const Errand *errand, const DeviceCode *device)
{
    g_autoptr(SecretBuffer) form = secret_buffer_new();
    form_append(form, "grant_type", GRANT_TYPE);
    form_append(form, "client_id", person_client_id(errand));
    form_append_secret(form, "device_code", device->device_code);
    return secret_buffer_steal(form);
}

static DeviceCode *begin(const Errand *errand, Authority *authority, GError **error)
{
    g_autoptr(SecretBuffer) form = person_begin_form(errand, NULL);
    g_autoptr(Secret) body = secret_buffer_steal(form);
    g_autoptr(Objection) objection = NULL;
    DeviceCode *device = authority_begin(authority, body, &objection);
    if (!device)
        objection_set_error(objection, TRUE, error);
    return device;
}

static EntraTokens *device_code_obtain(const Errand *errand, GError **error)
{
    const EntraCallbacks *callbacks = errand->request->callbacks;
    g_autoptr(Authority) authority = authority_open(errand, errand->request->tenant, error);
    g_autoptr(DeviceCode) device = authority ? begin(errand, authority, error) : NULL;
    if (!device)
        return NULL;
    gint64 life_ms = MIN(device->expires_in_s * 1000, ENTRA_PERSON_MS);
    g_auto(Poll) poll = {
        .authority = authority,
        .body = format_poll(errand, device),
        .interval_s = device->interval_s,
        .end_us = g_get_monotonic_time() + life_ms * 1000,
    };
    callbacks->show_code(device->url, device->user_code, callbacks->data);
    g_autoptr(Objection) objection = NULL;
    EntraTokens *tokens = poll_run(&poll, &objection);
    if (!tokens)
        objection_set_error(objection, TRUE, error);
    return tokens;
}

const EntraSource device_code_source = {
    .obtain = device_code_obtain,
};
