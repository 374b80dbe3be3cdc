/* SPDX-License-Identifier: MIT */
#include "store/pass_tree.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".gpg"
#define DEPTH_MAX 6

typedef struct {
    GPtrArray *names;
    int problem; /* errno; 0 = none */
} Listing;

/* A link in the place of a folder is no folder of the store's. */
static gboolean is_absent(int problem)
{
    return problem == ENOENT || problem == ENOTDIR || problem == ELOOP;
}

static void list_folder(Listing *listing, int parent, const char *name, const char *path,
                        int depth);

static void list_item(Listing *listing, int folder, const char *name, const char *path, int depth)
{
    struct stat status;
    if (*name == '.' || fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    g_autofree char *item = g_strconcat(path, "/", name, NULL);
    if (S_ISDIR(status.st_mode))
        list_folder(listing, folder, name, item, depth + 1);
    else if (S_ISREG(status.st_mode) && g_str_has_suffix(name, SUFFIX))
        g_ptr_array_add(listing->names, g_strndup(item, strlen(item) - strlen(SUFFIX)));
}

static void list_folder(Listing *listing, int parent, const char *name, const char *path, int depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder) {
        if (!is_absent(errno))
            listing->problem = errno;
        if (fd >= 0)
            close(fd);
        return;
    }
    for (const struct dirent *item = readdir(folder); item && depth < DEPTH_MAX;
         item = readdir(folder))
        list_item(listing, fd, item->d_name, path, depth);
    closedir(folder);
}

static int open_root(const char *root)
{
    return open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The folder in which a path ends, opened without following a link; -1 with errno. */
static int open_parent(const char *root, const char *path, const char **ret_last)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    int fd = open_root(root);
    for (char **part = parts; fd >= 0 && part[0] && part[1]; part++) {
        int next = openat(fd, *part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int problem = errno;
        close(fd);
        errno = problem;
        fd = next;
    }
    const char *slash = strrchr(path, '/');
    *ret_last = slash ? slash + 1 : path;
    return fd;
}

static void set_unreadable(GError **error, const char *root, int problem)
{
    g_autofree char *shown = text_printable(root);
    error_set(error, ERROR_STORE_FAILED, N_("look at its folders' owner and permissions"),
              "the password store '%s' cannot be read: %s", shown, g_strerror(problem));
}

GPtrArray *pass_tree_list(const char *root, const char *const *folders, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Listing listing = {.names = names};
    for (const char *const *folder = folders; *folder; folder++) {
        const char *last = NULL;
        int parent = open_parent(root, *folder, &last);
        if (parent >= 0) {
            list_folder(&listing, parent, last, *folder, 0);
            close(parent);
        } else if (!is_absent(errno)) {
            listing.problem = errno;
        }
    }
    if (listing.problem == 0)
        return g_steal_pointer(&names);
    set_unreadable(error, root, listing.problem);
    return NULL;
}

/* Of the file itself; S_IFREG, S_IFLNK, ..., 0 with errno if there is none. */
static mode_t type_of(const char *root, const char *name)
{
    g_autofree char *path = g_strconcat(name, SUFFIX, NULL);
    const char *last = NULL;
    struct stat status = {0};
    int parent = open_parent(root, path, &last);
    if (parent < 0)
        return 0;
    int outcome = fstatat(parent, last, &status, AT_SYMLINK_NOFOLLOW);
    int problem = errno;
    close(parent);
    errno = problem;
    return outcome == 0 ? status.st_mode & S_IFMT : 0;
}

gboolean pass_tree_has(const char *root, const char *name)
{
    return type_of(root, name) == S_IFREG;
}

gboolean pass_tree_check(const char *root, const char *name, GError **error)
{
    mode_t type = type_of(root, name);
    if (type == S_IFREG || (type == 0 && errno == ENOENT))
        return TRUE;
    g_autofree char *shown = text_printable(name);
    error_set(error, ERROR_STORE_FAILED, N_("put folders of its own in the place of links"),
              "the way to '%s' in the password store is no plain folder and file", shown);
    return FALSE;
}
