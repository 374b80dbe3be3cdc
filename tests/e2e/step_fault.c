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
 *     AZDO_TEST_STEP_FILES=1            so is what replaces a file: making one, writing, fsync()
 *                                       and renaming it; "lose" ends a write in the middle
 *     AZDO_TEST_STEP_LOG=FILE           gets the name of each step, before it is made; and "starve"
 *                                       ends it with the count of the allocations
 */
#define SECRET_API_SUBJECT_TO_CHANGE
#undef _FILE_OFFSET_BITS /* openat() and openat64() are two functions here */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <libsecret/secret.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
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
    int count = g_atomic_int_add(&step_count, 1) + 1; /* requests are made side by side */
    if (!plan || sscanf(plan, "%7s %d", fault, &number) != 2 || number != count)
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

/* ---- files ----------------------------------------------------------------------------------- */

/* Of the helper alone: Git replaces files, too. */
static int is_file_step(void)
{
    return getenv("AZDO_TEST_STEP_FILES") &&
           strcmp(program_invocation_short_name, "git-credential-azdo") == 0;
}

static int open_step(const char *name, int folder, const char *path, int flags, mode_t mode)
{
    int (*next)(int, const char *, int, ...) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, name);
    if ((flags & O_CREAT) == 0 || !is_file_step() || step("create") == STEP_HAPPENS)
        return next(folder, path, flags, mode);
    errno = EACCES;
    return -1;
}

static mode_t mode_of(int flags, va_list more)
{
    return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    return open_step(__func__, folder, path, flags, mode);
}

/* The helper's own name for it depends on how large files may be. */
int openat64(int folder, const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    return open_step(__func__, folder, path, flags, mode);
}

int fsync(int fd)
{
    int (*next)(int) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, __func__);
    StepOutcome outcome = is_file_step() ? step("fsync") : STEP_HAPPENS;
    if (outcome != STEP_REFUSED && next(fd) != 0)
        return -1;
    errno = EIO;
    return outcome == STEP_HAPPENS ? 0 : -1;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    int (*next)(int, const char *, int, const char *) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, __func__);
    StepOutcome outcome = is_file_step() ? step("rename") : STEP_HAPPENS;
    if (outcome != STEP_REFUSED && next(from_folder, from, to_folder, to) != 0)
        return -1;
    errno = EIO;
    return outcome == STEP_HAPPENS ? 0 : -1;
}

static int is_file(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
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
    int count = g_atomic_int_add(&allocation_count, 1) + 1;
    return count == starving_number ? NULL : __libc_malloc(size);
}

/* ---- the answer, and files ------------------------------------------------------------------- */

/* Of the helper alone, not of the programs that it starts: they have made no step before. */
ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*next)(int, const void *, size_t) = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, __func__);
    if (fd == STDOUT_FILENO && step_count > 0)
        step("answer");
    StepOutcome outcome = is_file_step() && is_file(fd) ? step("write") : STEP_HAPPENS;
    if (outcome == STEP_HAPPENS)
        return next(fd, bytes, length);
    ssize_t written = outcome == STEP_LOST ? next(fd, bytes, length / 2) : 0;
    errno = ENOSPC;
    return written < 0 ? written : -1;
}
