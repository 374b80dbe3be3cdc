/* SPDX-License-Identifier: MIT */
#include "app/plain_rewrite.h"

#include "app/plain_read.h"
#include "app/setup.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_SUFFIX ".lock" /* of Git */

/* A file by its folder and its name there, with no link on the way. */
typedef struct {
    char *path;  /* without links */
    char *shown; /* the same, printable */
    char *name;
    char *lock_name;
    int folder;
    int fd;
    struct stat status;
    gboolean has_lock; /* the file of that name is ours */
} Place;

static void place_clear(Place *place)
{
    if (place->has_lock)
        unlinkat(place->folder, place->lock_name, 0);
    if (place->fd >= 0)
        close(place->fd);
    if (place->folder >= 0)
        close(place->folder);
    g_free(place->path);
    g_free(place->shown);
    g_free(place->name);
    g_free(place->lock_name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

/* ---- what is refused ------------------------------------------------------------------------- */

/* what: what happened to the file, as a mark for translators. */
static void set_cannot(GError **error, const Place *place, const char *what, int cause)
{
    error_set(error, ERROR_SYSTEM, N_("look at the file's and its folder's owner, mode and disk"),
              "'%s' %s: %s", place->shown, _(what), g_strerror(cause));
}

static gboolean check_folder(const Place *place, GError **error)
{
    struct stat status = {0};
    if (fstat(place->folder, &status) != 0) {
        set_cannot(error, place, N_("cannot be looked at, and is as it was"), errno);
        return FALSE;
    }
    gboolean is_own = status.st_uid == geteuid() || status.st_uid == 0;
    if (is_own && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0)
        return TRUE;
    g_autofree char *folder = g_path_get_dirname(place->shown);
    g_autofree char *quoted = setup_quote(folder);
    g_autofree char *hint = g_strconcat("chmod go-w ", quoted, NULL);
    error_set(error, ERROR_REFUSED,
              is_own ? hint : N_("take the token out as the user who owns it"),
              "'%s' is left as it is, because others can change its folder", place->shown);
    return FALSE;
}

static gboolean check_file(const Place *place, GError **error)
{
    const struct stat *status = &place->status;
    if (status->st_uid != geteuid())
        error_set(error, ERROR_REFUSED, N_("take the token out as the user who owns it"),
                  "'%s' is left as it is, because it belongs to another user", place->shown);
    else if (S_ISREG(status->st_mode) && status->st_nlink > 1)
        error_set(error, ERROR_REFUSED, N_("take the token out with an editor"),
                  "'%s' is left as it is, because it has another name, which would keep the token",
                  place->shown);
    else
        return TRUE;
    return FALSE;
}

/* ---- opening --------------------------------------------------------------------------------- */

static void split_path(Place *place)
{
    place->shown = text_printable(place->path);
    place->name = g_path_get_basename(place->path);
    place->lock_name = g_strconcat(place->name, LOCK_SUFFIX, NULL);
    g_autofree char *folder = g_path_get_dirname(place->path);
    place->folder = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* PLAIN_REWRITTEN: it is open. */
static PlainRewriteOutcome open_file(Place *place, GError **error)
{
    place->fd = openat(place->folder, place->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (place->fd < 0 && errno == ENOENT)
        return PLAIN_NOT_THERE;
    if (place->fd < 0 || fstat(place->fd, &place->status) != 0) {
        set_cannot(error, place, N_("cannot be read, and is as it was"), errno);
        return PLAIN_NOT_CHANGED;
    }
    return check_file(place, error) ? PLAIN_REWRITTEN : PLAIN_NOT_CHANGED;
}

static PlainRewriteOutcome find(const char *path, Place *place, GError **error)
{
    char *real = realpath(path, NULL);
    int cause = errno;
    place->path = g_strdup(real ? real : path);
    gboolean is_found = real != NULL;
    free(real);
    split_path(place);
    if (!is_found && (cause == ENOENT || cause == ENOTDIR))
        return PLAIN_NOT_THERE;
    if (!is_found || place->folder < 0) {
        set_cannot(error, place, N_("cannot be found, and is as it was"), is_found ? errno : cause);
        return PLAIN_NOT_CHANGED;
    }
    return check_folder(place, error) ? PLAIN_REWRITTEN : PLAIN_NOT_CHANGED;
}

gboolean plain_rewrite_check(const char *path, GError **error)
{
    g_auto(Place) place = {.folder = -1, .fd = -1};
    PlainRewriteOutcome outcome = find(path, &place, error);
    if (outcome == PLAIN_REWRITTEN)
        outcome = open_file(&place, error);
    return outcome != PLAIN_NOT_CHANGED;
}

/* ---- replacing ------------------------------------------------------------------------------- */

static int lock(Place *place, GError **error)
{
    int fd = openat(place->folder, place->lock_name,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    place->has_lock = fd >= 0;
    if (fd < 0 && errno == EEXIST) {
        g_autofree char *file = g_strconcat(place->shown, LOCK_SUFFIX, NULL);
        g_autofree char *quoted = setup_quote(file);
        g_autofree char *hint = g_strdup_printf(_("if none does: rm %s"), quoted);
        error_set(error, ERROR_INPUT, hint, "another program is changing '%s'", place->shown);
    } else if (fd < 0) {
        set_cannot(error, place, N_("cannot be written, and is as it was"), errno);
    }
    return fd;
}

static gboolean read_file(const Place *place, Secret **ret_content, GError **error)
{
    g_autofree char *problem = NULL;
    if (plain_read_fd(place->fd, ret_content, &problem) == PLAIN_READ_DONE)
        return TRUE;
    error_set(error, ERROR_INPUT, N_("take the token out with an editor"), "'%s' %s", place->shown,
              problem ? problem : _("has gone"));
    return FALSE;
}

static gboolean write_all(int fd, const Secret *content)
{
    const char *at = secret_reveal(content);
    gsize left = secret_length(content);
    while (left > 0) {
        gssize written = write(fd, at, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return FALSE;
        at += written;
        left -= (gsize)written;
    }
    return fchmod(fd, 0600) == 0 && fsync(fd) == 0;
}

static gboolean is_same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static gboolean is_unchanged(const Place *place, GError **error)
{
    const struct stat *before = &place->status;
    struct stat now = {0};
    if (fstatat(place->folder, place->name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
        now.st_dev == before->st_dev && now.st_ino == before->st_ino &&
        now.st_size == before->st_size && is_same_time(&now.st_mtim, &before->st_mtim) &&
        is_same_time(&now.st_ctim, &before->st_ctim))
        return TRUE;
    error_set(error, ERROR_INPUT, N_("try again"),
              "another program has changed '%s' meanwhile, and it is left as it is", place->shown);
    return FALSE;
}

static gboolean put_in_place(Place *place, int fd, const Secret *content, GError **error)
{
    if (!write_all(fd, content)) {
        set_cannot(error, place, N_("cannot be written, and is as it was"), errno);
        return FALSE;
    }
    if (!is_unchanged(place, error))
        return FALSE;
    if (renameat(place->folder, place->lock_name, place->folder, place->name) != 0) {
        set_cannot(error, place, N_("cannot be replaced, and is as it was"), errno);
        return FALSE;
    }
    place->has_lock = FALSE;
    (void)fsync(place->folder); /* the old file would be there again after a crash: no worse */
    return TRUE;
}

static PlainRewriteOutcome rewrite(Place *place, int fd, PlainChange change, gpointer data,
                                   GError **error)
{
    g_autoptr(Secret) content = NULL;
    PlainRewriteOutcome outcome = open_file(place, error);
    if (outcome != PLAIN_REWRITTEN)
        return outcome;
    if (!read_file(place, &content, error))
        return PLAIN_NOT_CHANGED;
    g_autoptr(Secret) changed = change(content, data);
    if (!changed)
        return PLAIN_NOT_THERE;
    return put_in_place(place, fd, changed, error) ? PLAIN_REWRITTEN : PLAIN_NOT_CHANGED;
}

static PlainRewriteOutcome lock_and_rewrite(const char *path, PlainChange change, gpointer data,
                                            GError **error)
{
    g_auto(Place) place = {.folder = -1, .fd = -1};
    PlainRewriteOutcome outcome = find(path, &place, error);
    if (outcome != PLAIN_REWRITTEN)
        return outcome;
    int fd = lock(&place, error);
    if (fd < 0)
        return PLAIN_NOT_CHANGED;
    outcome = rewrite(&place, fd, change, data, error);
    close(fd);
    return outcome;
}

/* What a key or another process may end us with waits until the lock is gone. */
PlainRewriteOutcome plain_rewrite(const char *path, PlainChange change, gpointer data,
                                  GError **error)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    sigset_t held;
    sigset_t before;
    sigemptyset(&held);
    for (gsize i = 0; i < G_N_ELEMENTS(ending); i++)
        sigaddset(&held, ending[i]);
    sigprocmask(SIG_BLOCK, &held, &before);
    PlainRewriteOutcome outcome = lock_and_rewrite(path, change, data, error);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return outcome;
}

/* ---- removing -------------------------------------------------------------------------------- */

PlainRewriteOutcome plain_rewrite_remove(const char *path, const Secret *content, GError **error)
{
    g_auto(Place) place = {.folder = -1, .fd = -1};
    g_autoptr(Secret) now = NULL;
    PlainRewriteOutcome outcome = find(path, &place, error);
    if (outcome == PLAIN_REWRITTEN)
        outcome = open_file(&place, error);
    if (outcome != PLAIN_REWRITTEN)
        return outcome;
    if (!read_file(&place, &now, error))
        return PLAIN_NOT_CHANGED;
    if (!secret_equal(now, content))
        return PLAIN_NOT_THERE;
    if (!is_unchanged(&place, error))
        return PLAIN_NOT_CHANGED;
    if (unlinkat(place.folder, place.name, 0) == 0)
        return PLAIN_REWRITTEN;
    set_cannot(error, &place, N_("cannot be removed, and is as it was"), errno);
    return PLAIN_NOT_CHANGED;
}
