/* SPDX-License-Identifier: MIT */
#include "store/quiet_service.h"

#include "core/error.h"
#include "core/message.h"

#include <libsecret/secret.h>

typedef struct {
    SecretService parent;
    gboolean lets_prompts;
} QuietService;

typedef struct {
    SecretServiceClass parent_class;
} QuietServiceClass;

G_DEFINE_TYPE(QuietService, quiet_service, SECRET_TYPE_SERVICE)

void quiet_service_set_prompts(gpointer service, gboolean lets_prompts)
{
    ((QuietService *)service)->lets_prompts = lets_prompts;
}

void quiet_service_set_closed_error(GError **error)
{
    error_set(error, ERROR_STORE_DISMISSED, N_("confirm it when asked, and try again"),
              "the keyring changes nothing, because its prompt was closed");
}

static GError *locked_error(void)
{
    return g_error_new_literal(SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "a prompt would be needed");
}

/*
 * libsecret (0.20.5) never ends a call whose prompt is closed, or whose service is gone meanwhile:
 * so the prompt is performed here.
 */
static void on_performed(GObject *prompt, GAsyncResult *result, gpointer data)
{
    g_autoptr(GTask) task = data;
    GError *error = NULL;
    GVariant *outcome = secret_prompt_perform_finish(SECRET_PROMPT(prompt), result, &error);
    if (!outcome && !error)
        quiet_service_set_closed_error(&error);
    if (error)
        g_task_return_error(task, error);
    else
        g_task_return_pointer(task, outcome, (GDestroyNotify)g_variant_unref);
}

static void quiet_prompt_async(SecretService *service, SecretPrompt *prompt,
                               const GVariantType *return_type, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(service, cancellable, callback, user_data);
    if (((QuietService *)service)->lets_prompts)
        secret_prompt_perform(prompt, NULL, return_type, cancellable, on_performed,
                              g_steal_pointer(&task));
    else
        g_task_return_error(task, locked_error());
}

static GVariant *quiet_prompt_finish(SecretService *service G_GNUC_UNUSED, GAsyncResult *result,
                                     GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

/* For calls that are not made here. */
static GVariant *quiet_prompt_sync(SecretService *service G_GNUC_UNUSED,
                                   SecretPrompt *prompt G_GNUC_UNUSED,
                                   GCancellable *cancellable G_GNUC_UNUSED,
                                   const GVariantType *return_type G_GNUC_UNUSED, GError **error)
{
    g_propagate_error(error, locked_error());
    return NULL;
}

static void quiet_service_class_init(QuietServiceClass *class)
{
    SecretServiceClass *service_class = (SecretServiceClass *)class;
    service_class->prompt_sync = quiet_prompt_sync;
    service_class->prompt_async = quiet_prompt_async;
    service_class->prompt_finish = quiet_prompt_finish;
}

static void quiet_service_init(QuietService *service G_GNUC_UNUSED)
{
}
