/* SPDX-License-Identifier: MIT */
#include "core/error.h"

#include "core/message.h"

typedef struct {
    char *hint;
} AzdoErrorPrivate;

static void azdo_error_private_init(AzdoErrorPrivate *priv)
{
    priv->hint = NULL;
}

static void azdo_error_private_copy(const AzdoErrorPrivate *source, AzdoErrorPrivate *copy)
{
    copy->hint = g_strdup(source->hint);
}

static void azdo_error_private_clear(AzdoErrorPrivate *priv)
{
    g_free(priv->hint);
}

G_DEFINE_EXTENDED_ERROR(AzdoError, azdo_error)

void error_set(GError **error, ErrorCode code, const char *hint, const char *format, ...)
{
    if (!error)
        return;

    va_list arguments;
    va_start(arguments, format);
    g_propagate_error(
        error, g_error_new_valist(AZDO_ERROR, (int)code, message_translated(format), arguments));
    va_end(arguments);
    azdo_error_get_private(*error)->hint = g_strdup(hint ? message_translated(hint) : NULL);
}

const char *error_get_hint(const GError *error)
{
    if (error->domain != AZDO_ERROR)
        return NULL;
    return azdo_error_get_private(error)->hint;
}

int error_exit_status(const GError *error)
{
    if (g_error_matches(error, AZDO_ERROR, ERROR_USAGE))
        return 129;
    return g_error_matches(error, AZDO_ERROR, ERROR_UNDETERMINED) ? 3 : 1;
}
