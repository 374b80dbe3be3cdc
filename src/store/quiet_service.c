/* SPDX-License-Identifier: MIT */
#include "store/quiet_service.h"

#include "core/error.h"

#include <libsecret/secret.h>

typedef struct {
    SecretService parent;
    gboolean lets_prompts;
} QuietService;

typedef struct {
    SecretServiceClass parent_class;
} QuietServiceClass;

G_DEFINE_TYPE(QuietService, quiet_service, SECRET_TYPE_SERVICE)

/* Marks the tasks that are ours. */
static char refusal_tag;

void quiet_service_set_prompts(gpointer service, gboolean lets_prompts)
{
    ((QuietService *)service)->lets_prompts = lets_prompts;
}

static GError *locked_error(void)
{
    return g_error_new_literal(SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "a prompt would be needed");
}

static void quiet_prompt_async(SecretService *service, SecretPrompt *prompt,
                               const GVariantType *return_type, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
    if (((QuietService *)service)->lets_prompts) {
        SECRET_SERVICE_CLASS(quiet_service_parent_class)
            ->prompt_async(service, prompt, return_type, cancellable, callback, user_data);
        return;
    }
    g_autoptr(GTask) task = g_task_new(service, cancellable, callback, user_data);
    g_task_set_source_tag(task, &refusal_tag);
    g_task_return_error(task, locked_error());
}

/* libsecret takes a prompt that was closed for a change that was made. */
static GVariant *prompt_outcome(GVariant *outcome, GError *cause, GError **error)
{
    if (cause)
        g_propagate_error(error, cause);
    else if (!outcome)
        error_set(error, ERROR_STORE_DISMISSED, "confirm it when asked, and try again",
                  "the keyring changes nothing, because its prompt was closed");
    return outcome;
}

static GVariant *quiet_prompt_finish(SecretService *service, GAsyncResult *result, GError **error)
{
    if (g_async_result_is_tagged(result, &refusal_tag))
        return g_task_propagate_pointer(G_TASK(result), error);
    GError *cause = NULL;
    GVariant *outcome =
        SECRET_SERVICE_CLASS(quiet_service_parent_class)->prompt_finish(service, result, &cause);
    return prompt_outcome(outcome, cause, error);
}

static GVariant *quiet_prompt_sync(SecretService *service, SecretPrompt *prompt,
                                   GCancellable *cancellable, const GVariantType *return_type,
                                   GError **error)
{
    GError *cause = NULL;
    if (!((QuietService *)service)->lets_prompts) {
        g_propagate_error(error, locked_error());
        return NULL;
    }
    GVariant *outcome = SECRET_SERVICE_CLASS(quiet_service_parent_class)
                            ->prompt_sync(service, prompt, cancellable, return_type, &cause);
    return prompt_outcome(outcome, cause, error);
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
