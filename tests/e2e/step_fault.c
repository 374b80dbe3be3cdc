/* SPDX-License-Identifier: MIT */
/*
 * For LD_PRELOAD: what the helper does outside of itself are its steps, and one of them goes wrong.
 * Steps: a search, a read, a save and a removal in the keyring; a request; the answer to Git.
 *
 *     AZDO_TEST_STEP_FAULT="die 7"      the process is killed before its 7th step
 *     AZDO_TEST_STEP_FAULT="refuse 7"   the 7th step fails, and nothing has happened
 *     AZDO_TEST_STEP_FAULT="lose 7"     the 7th step happens, and fails all the same
 *     AZDO_TEST_STEP_FAULT="starve 7"   azure.so gets no memory at its 7th allocation: those for
 *                                       libcurl and jansson, which GLib does not make
 *     AZDO_TEST_STEP_LOCKS=1            locks are steps, too
 *     AZDO_TEST_STEP_LOG=FILE           gets the name of each step, before it is made; and "starve"
 *                                       ends it with the count of the allocations
 */
#define SECRET_API_SUBJECT_TO_CHANGE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <libsecret/secret.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* <curl/curl.h> */
#define CURLE_COULDNT_CONNECT 7
#define CURLE_RECV_ERROR 56

typedef enum { STEP_HAPPENS, STEP_REFUSED, STEP_LOST } StepOutcome;

static int step_count;
static int starving_number = -1; /* -1: nobody counts */
static int allocation_count;

static void step_log(const char *name)
{
    const char *file = getenv("AZDO_TEST_STEP_LOG");
    int fd = file ? open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return;
    dprintf(fd, "%s\n", name);
    close(fd);
}

static StepOutcome step(const char *name)
{
    const char *plan = getenv("AZDO_TEST_STEP_FAULT");
    char fault[8] = "";
    int number = 0;
    step_log(name);
    step_count++;
    if (!plan || sscanf(plan, "%7s %d", fault, &number) != 2 || number != step_count)
        return STEP_HAPPENS;
    if (strcmp(fault, "die") == 0)
        kill(getpid(), SIGKILL);
    return strcmp(fault, "refuse") == 0 ? STEP_REFUSED : STEP_LOST;
}

/* The modules load their libraries themselves, where RTLD_NEXT does not look. */
static void *real(const char *library, const char *name)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_NOLOAD);
    void *function = handle ? dlsym(handle, name) : NULL;
    if (!function)
        abort();
    return function;
}

static void *real_secret(const char *name)
{
    return real("libsecret-1.so.0", name);
}

static void refuse(GError **error)
{
    g_set_error_literal(error, G_DBUS_ERROR, G_DBUS_ERROR_FAILED, "refused by the test");
}

static void lose(GError **error)
{
    g_clear_error(error);
    g_set_error_literal(error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY, "lost by the test");
}

gboolean secret_service_search_for_dbus_paths_sync(SecretService *self, const SecretSchema *schema,
                                                   GHashTable *attributes,
                                                   GCancellable *cancellable, gchar ***unlocked,
                                                   gchar ***locked, GError **error)
{
    __typeof__(&secret_service_search_for_dbus_paths_sync) next = NULL;
    *(void **)&next = real_secret(__func__);
    StepOutcome outcome = step("search");
    if (outcome == STEP_REFUSED)
        refuse(error);
    if (outcome == STEP_LOST)
        lose(error);
    return outcome == STEP_HAPPENS &&
           next(self, schema, attributes, cancellable, unlocked, locked, error);
}

GHashTable *secret_service_get_secrets_for_dbus_paths_sync(SecretService *self, const gchar **paths,
                                                           GCancellable *cancellable,
                                                           GError **error)
{
    __typeof__(&secret_service_get_secrets_for_dbus_paths_sync) next = NULL;
    *(void **)&next = real_secret(__func__);
    StepOutcome outcome = step("read");
    if (outcome == STEP_REFUSED)
        refuse(error);
    if (outcome == STEP_LOST)
        lose(error);
    return outcome == STEP_HAPPENS ? next(self, paths, cancellable, error) : NULL;
}

gboolean secret_service_store_sync(SecretService *service, const SecretSchema *schema,
                                   GHashTable *attributes, const gchar *collection,
                                   const gchar *label, SecretValue *value,
                                   GCancellable *cancellable, GError **error)
{
    __typeof__(&secret_service_store_sync) next = NULL;
    *(void **)&next = real_secret(__func__);
    StepOutcome outcome = step("save");
    if (outcome == STEP_REFUSED) {
        refuse(error);
        return FALSE;
    }
    gboolean is_done = next(service, schema, attributes, collection, label, value, cancellable,
                            outcome == STEP_LOST ? NULL : error);
    if (outcome == STEP_LOST)
        lose(error);
    return is_done && outcome == STEP_HAPPENS;
}

gboolean secret_service_delete_item_dbus_path_sync(SecretService *self, const gchar *path,
                                                   GCancellable *cancellable, GError **error)
{
    __typeof__(&secret_service_delete_item_dbus_path_sync) next = NULL;
    *(void **)&next = real_secret(__func__);
    StepOutcome outcome = step("remove");
    if (outcome == STEP_REFUSED) {
        refuse(error);
        return FALSE;
    }
    gboolean is_done = next(self, path, cancellable, outcome == STEP_LOST ? NULL : error);
    if (outcome == STEP_LOST)
        lose(error);
    return is_done && outcome == STEP_HAPPENS;
}

int curl_easy_perform(void *easy);
int curl_easy_perform(void *easy)
{
    int (*next)(void *) = NULL;
    *(void **)&next = real("libcurl.so.4", __func__);
    StepOutcome outcome = step("request");
    if (outcome == STEP_REFUSED)
        return CURLE_COULDNT_CONNECT;
    int code = next(easy);
    return outcome == STEP_LOST ? CURLE_RECV_ERROR : code;
}

int flock(int fd, int operation)
{
    int (*next)(int, int) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, __func__);
    if (!getenv("AZDO_TEST_STEP_LOCKS") || step("lock") == STEP_HAPPENS)
        return next(fd, operation);
    errno = ENOLCK;
    return -1;
}

/* ---- memory ---------------------------------------------------------------------------------- */

void *__libc_malloc(size_t size); /* glibc's, under the name that nobody takes from it */

__attribute__((constructor)) static void starving_begin(void)
{
    const char *plan = getenv("AZDO_TEST_STEP_FAULT");
    if (plan && sscanf(plan, "starve %d", &starving_number) != 1)
        starving_number = -1;
}

__attribute__((destructor)) static void starving_end(void)
{
    if (starving_number < 0)
        return;
    char count[32];
    snprintf(count, sizeof(count), "%d", allocation_count);
    step_log(count);
}

static int is_of_azure(const void *caller)
{
    Dl_info object;
    static const char file[] = "/azure.so";
    size_t length = dladdr(caller, &object) != 0 ? strlen(object.dli_fname) : 0;
    return length >= strlen(file) && strcmp(object.dli_fname + length - strlen(file), file) == 0;
}

void *malloc(size_t size)
{
    if (starving_number < 0 || !is_of_azure(__builtin_return_address(0)))
        return __libc_malloc(size);
    return ++allocation_count == starving_number ? NULL : __libc_malloc(size);
}

/* ---- the answer ------------------------------------------------------------------------------ */

/* Of the helper alone, not of the programs that it starts: they have made no step before. */
ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*next)(int, const void *, size_t) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, __func__);
    if (fd == STDOUT_FILENO && step_count > 0)
        step("answer");
    return next(fd, bytes, length);
}
