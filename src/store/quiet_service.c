/* SPDX-License-Identifier: MIT */
#include "store/quiet_service.h"

#include <libsecret/secret.h>

typedef struct {
    SecretService parent;
} QuietService;

typedef struct {
    SecretServiceClass parent_class;
} QuietServiceClass;

G_DEFINE_TYPE(QuietService, quiet_service, SECRET_TYPE_SERVICE)

static GError *locked_error(void)
{
    return g_error_new_literal(SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "a prompt would be needed");
}

static GVariant *quiet_prompt_sync(SecretService *service G_GNUC_UNUSED,
                                   SecretPrompt *prompt G_GNUC_UNUSED,
                                   GCancellable *cancellable G_GNUC_UNUSED,
                                   const GVariantType *return_type G_GNUC_UNUSED, GError **error)
{
    g_propagate_error(error, locked_error());
    return NULL;
}

static void quiet_prompt_async(SecretService *service, SecretPrompt *prompt G_GNUC_UNUSED,
                               const GVariantType *return_type G_GNUC_UNUSED,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(service, cancellable, callback, user_data);
    g_task_return_error(task, locked_error());
}

static GVariant *quiet_prompt_finish(SecretService *service G_GNUC_UNUSED, GAsyncResult *result,
                                     GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
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
