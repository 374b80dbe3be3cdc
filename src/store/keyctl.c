/* SPDX-License-Identifier: MIT */
/*
 * The kernel's keyring of the user as a store of its own, for machines without a desktop: in no
 * file, until a time-out or a restart. Each credential is a key in @u, whose payload begins with
 * the time at which the kernel ends it.
 */
#include "core/date.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/payload.h"
#include "store/cache_entry.h"
#include "store/kernel_keyring.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>

#define NAME_PREFIX "git-credential-azdo "
#define ANOTHER_STORE N_("use another store: git credential-azdo --store=pass configure")

/* A token that may be good for longer is kept for longer, up to the longest life there is. */
#define LIFETIME_MIN_S (30 * SECONDS_PER_DAY)
#define LIFETIME_MAX_S (366 * SECONDS_PER_DAY)

static const char TIME_END = ' ';
static const gsize TIME_LENGTH_MAX = 20;

/* ---- errors -------------------------------------------------------------------------------- */

static const struct {
    int problem;
    const char *hint;
    const char *message;
} failures[] = {
    {EDQUOT,
     N_("forget tokens that are not needed: git credential-azdo logout; the limits: man keyrings"),
     N_("the kernel's keyring has no room for one more token of yours")},
    {EFBIG, ANOTHER_STORE, N_("the token is too long for the kernel's keyring")},
};

static void set_error(GError **error, int problem)
{
    for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
        if (failures[i].problem == problem) {
            error_set(error, ERROR_STORE_FAILED, failures[i].hint, MESSAGE_AS_IT_IS,
                      _(failures[i].message));
            return;
        }
    }
    error_set(error, ERROR_STORE_FAILED, ANOTHER_STORE, "the kernel's keyring failed: %s",
              g_strerror(problem));
}

/* ---- opening ------------------------------------------------------------------------------- */

/* The kernel knows the caller; there is nothing to hold. */
static const char handle[] = "keyctl";

static gpointer keyctl_open(const StorePrompting *prompting G_GNUC_UNUSED, GError **error)
{
    if (kernel_keyring_open())
        return (gpointer)handle;
    error_set(error, ERROR_STORE_ABSENT, STORE_WAYS_OUT,
              "the kernel's keyring cannot be used here: %s", g_strerror(errno));
    return NULL;
}

static void keyctl_close(gpointer data G_GNUC_UNUSED)
{
}

/* ---- what a key holds ---------------------------------------------------------------------- */

static char *name_for(const Credential *credential)
{
    const StoreQuery identity = store_query_for(credential);
    g_autofree char *name = cache_entry_name("keyctl", &identity);
    return g_strconcat(NAME_PREFIX, name, NULL);
}

static Secret *encode(const Credential *credential, gint64 until)
{
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT "%c", until, TIME_END);
    g_autoptr(Secret) payload = payload_encode(credential);
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_text(buffer, time);
    secret_buffer_append_secret(buffer, payload);
    return secret_buffer_steal(buffer);
}

static Credential *decode(const Secret *content)
{
    const char *bytes = secret_reveal(content);
    const char *end = memchr(bytes, TIME_END, MIN(secret_length(content), TIME_LENGTH_MAX));
    if (!end)
        return NULL;
    g_autofree char *time = g_strndup(bytes, (gsize)(end - bytes));
    gint64 until = 0;
    if (!text_parse_number(time, G_MAXINT64, &until))
        return NULL;
    Credential *credential =
        payload_decode(end + 1, secret_length(content) - (gsize)(end + 1 - bytes));
    if (credential)
        credential->kept_until = until;
    return credential;
}

/* ---- the operations ------------------------------------------------------------------------ */

static GPtrArray *keyctl_lookup(gpointer data G_GNUC_UNUSED, const StoreQuery *query,
                                GError **error)
{
    g_autoptr(GArray) keys = kernel_keyring_list(KERNEL_FOLDER_USER, NAME_PREFIX);
    if (!keys) {
        set_error(error, errno);
        return NULL;
    }
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)credential_free);
    for (guint i = 0; i < keys->len; i++) {
        g_autoptr(Secret) content = kernel_keyring_read(g_array_index(keys, KernelKey, i));
        if (!content && !kernel_keyring_is_gone(errno)) {
            set_error(error, errno);
            return NULL;
        }
        g_autoptr(Credential) credential = content ? decode(content) : NULL;
        if (credential && store_query_matches(query, credential))
            g_ptr_array_add(found, g_steal_pointer(&credential));
    }
    return g_steal_pointer(&found);
}

/* What is good is not forgotten, as far as it is known how long it is. */
static gint64 lifetime_of(const Credential *credential, gint64 now)
{
    gint64 life = credential->sign_in ? credential->sign_in->days * SECONDS_PER_DAY
                                      : credential->valid_to - now;
    return CLAMP(life, LIFETIME_MIN_S, LIFETIME_MAX_S);
}

static gboolean keyctl_save(gpointer data G_GNUC_UNUSED, const Credential *credential,
                            GError **error)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    gint64 lifetime_s = lifetime_of(credential, now);
    g_autofree char *name = name_for(credential);
    g_autoptr(Secret) content = encode(credential, now + lifetime_s);
    if (kernel_keyring_save(KERNEL_FOLDER_USER, name, content, (guint)lifetime_s))
        return TRUE;
    set_error(error, errno);
    return FALSE;
}

static gboolean keyctl_remove(gpointer data G_GNUC_UNUSED, const Credential *credential,
                              GError **error)
{
    g_autofree char *name = name_for(credential);
    KernelKey key = kernel_keyring_find(KERNEL_FOLDER_USER, name);
    g_autoptr(Secret) content = key != KERNEL_KEY_NONE ? kernel_keyring_read(key) : NULL;
    if (!content && !kernel_keyring_is_gone(errno)) {
        set_error(error, errno);
        return FALSE;
    }
    g_autoptr(Credential) stored = content ? decode(content) : NULL;
    if (!stored || !secret_equal(stored->secret, credential->secret) || kernel_keyring_remove(key))
        return TRUE;
    set_error(error, errno);
    return FALSE;
}

static const StoreBackend keyctl_backend = {
    .name = "keyctl",
    .open = keyctl_open,
    .close = keyctl_close,
    .lookup = keyctl_lookup,
    .save = keyctl_save,
    .remove = keyctl_remove,
};

const StoreBackend *store_module_backend(void)
{
    return &keyctl_backend;
}
