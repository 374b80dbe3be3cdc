/* SPDX-License-Identifier: MIT */
#include "entra/secret_file.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void set_input_error(const char *variable, const char *problem, GError **error)
{
    g_autofree char *hint = g_strdup_printf(_("set %s to the path of the right file"), variable);
    error_set(error, ERROR_INPUT, hint, "the file of %s %s", variable, _(problem));
}

static void set_system_error(const char *path, const char *variable, GError **error)
{
    int problem = errno;
    g_autofree char *shown = text_printable(path);
    g_autofree char *hint = g_strdup_printf(_("look at %s, which names it"), variable);
    error_set(error, ERROR_MISSING, hint, "'%s' cannot be read: %s", shown, g_strerror(problem));
}

/* One byte more than may be there tells that there is more. */
static gboolean read_all(int fd, SecretBuffer *content)
{
    char block[4096];
    ssize_t length = 0;
    do {
        length = read(fd, block, sizeof(block));
        if (length > 0)
            secret_buffer_append(content, block, (gsize)length);
    } while ((length > 0 && secret_buffer_length(content) <= SECRET_FILE_MAX) ||
             (length < 0 && errno == EINTR));
    explicit_bzero(block, sizeof(block));
    return length >= 0;
}

static Secret *read_file(int fd, const char *path, const char *variable, GError **error)
{
    struct stat found = {0};
    if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
        set_input_error(variable, N_("is not a regular file"), error);
        return NULL;
    }
    g_autoptr(SecretBuffer) content = secret_buffer_new();
    if (!read_all(fd, content)) {
        set_system_error(path, variable, error);
        return NULL;
    }
    gsize length = secret_buffer_length(content);
    if (length == 0 || length > SECRET_FILE_MAX) {
        set_input_error(variable, length == 0 ? N_("is empty") : N_("is too large"), error);
        return NULL;
    }
    return secret_buffer_steal(content);
}

/* A symbolic link is followed: Kubernetes renews a projected token by turning one around. */
Secret *secret_file_read(const char *path, const char *variable, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        set_system_error(path, variable, error);
        return NULL;
    }
    Secret *secret = read_file(fd, path, variable, error);
    close(fd);
    return secret;
}

Secret *secret_file_read_line(const char *path, const char *variable, GError **error)
{
    g_autoptr(Secret) content = secret_file_read(path, variable, error);
    if (!content)
        return NULL;
    const char *start = secret_reveal(content);
    gsize length = secret_length(content);
    for (; length > 0 && g_ascii_isspace(*start); length--)
        start++;
    while (length > 0 && g_ascii_isspace(start[length - 1]))
        length--;
    if (length > 0 && !text_has_control(start, length))
        return secret_new(start, length);
    set_input_error(variable, length == 0 ? N_("is empty") : N_("holds more than a line of text"),
                    error);
    return NULL;
}
