/* SPDX-License-Identifier: MIT */
#include "net/trace.h"

#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024
#define MARK_OF_OURS "azdo: "

struct Trace {
    int fd;
};

/* Not a FIFO or a device: whoever reads those is not the person who asked for a trace. */
static int open_file(const char *path)
{
    int fd =
        open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
             S_IRUSR | S_IWUSR);
    if (fd < 0)
        return -1;
    struct stat found = {0};
    if (fstat(fd, &found) == 0 && S_ISREG(found.st_mode))
        return fd;
    close(fd);
    errno = EINVAL;
    return -1;
}

static int open_target(const char *value)
{
    static const char *const for_none[] = {"0", "false", "no", "off", NULL};
    g_autofree char *folded = g_ascii_strdown(value, -1);
    Trace complaint = {.fd = STDERR_FILENO};
    if (g_str_equal(value, "1") || g_str_equal(folded, "true"))
        return fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (!*value || g_strv_contains(for_none, folded))
        return -1;
    if (!g_path_is_absolute(value)) {
        trace_write(&complaint, "AZDO_TRACE is neither 1 nor an absolute path: nothing is traced");
        return -1;
    }
    int fd = open_file(value);
    if (fd < 0)
        trace_write(&complaint, "AZDO_TRACE: cannot write to %s: %s", value, g_strerror(errno));
    return fd;
}

Trace *trace_open(const char *value)
{
    int fd = value ? open_target(value) : -1;
    if (fd < 0)
        return NULL;
    Trace *trace = g_new(Trace, 1);
    trace->fd = fd;
    return trace;
}

void trace_free(Trace *trace)
{
    if (!trace)
        return;
    close(trace->fd);
    g_free(trace);
}

/* One write for one line, so that lines of several processes do not mix. */
static void trace_write_line(Trace *trace, const char *text)
{
    g_autofree char *printable = text_printable(text);
    g_autofree char *line = g_strdup_printf(MARK_OF_OURS "%s\n", printable);
    gssize written = 0;
    do {
        written = write(trace->fd, line, strlen(line));
    } while (written < 0 && errno == EINTR);
}

void trace_write(Trace *trace, const char *format, ...)
{
    if (!trace)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    trace_write_line(trace, text);
}

static gboolean name_is_secret(const char *name)
{
    static const char *const names[] = {"Authorization",  "Proxy-Authorization",
                                        "Cookie",         "Set-Cookie",
                                        "X-VSS-UserData", "X-IDENTITY-HEADER"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_ascii_strcasecmp(name, names[i]) == 0)
            return TRUE;
    }
    return FALSE;
}

/*
 * text holds a token perhaps, so nothing of it is copied before its name is known. A line that goes
 * on the one before it (RFC 9112, section 5.2) has none.
 */
static void trace_write_header_line(Trace *trace, const char *mark, const char *text, gsize length)
{
    const char *colon = memchr(text, ':', length);
    g_autofree char *name = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup("");
    if (g_ascii_isspace(*text)) {
        trace_write(trace, "%s <redacted>", mark);
        return;
    }
    g_strstrip(name);
    if (name_is_secret(name)) {
        trace_write(trace, "%s %s: <redacted>", mark, name);
        return;
    }
    g_autofree char *line = g_strndup(text, MIN(length, LINE_MAX_BYTES));
    trace_write(trace, "%s %s%s", mark, line, length > LINE_MAX_BYTES ? "..." : "");
}

void trace_write_header(Trace *trace, const char *mark, const char *text, gsize length)
{
    if (!trace)
        return;
    const char *end = text + length;
    for (const char *line = text; line < end;) {
        const char *newline = memchr(line, '\n', (gsize)(end - line));
        const char *line_end = newline ? newline : end;
        gsize line_length = (gsize)(line_end - line);
        if (line_length > 0 && line[line_length - 1] == '\r')
            line_length--;
        if (line_length > 0)
            trace_write_header_line(trace, mark, line, line_length);
        line = line_end + 1;
    }
}
