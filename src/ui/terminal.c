/* SPDX-License-Identifier: MIT */
#include "ui/terminal.h"

#include <bsd/readpassphrase.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What a buffer holds before it is read into: no NUL, so that the last one ends the line. */
#define UNTOUCHED 0x01

/* readpassphrase() tells the length by a NUL, and a NUL can be typed, too. */
static gsize length_of(const char *line, gsize size)
{
    const char *end = memrchr(line, '\0', size);
    return end ? (gsize)(end - line) : size;
}

/* It fails with EINTR where the process survives the signal: nohup(1), a background job. */
static PromptOutcome outcome_of_failure(int cause)
{
    return cause == EINTR ? PROMPT_CANCELLED : PROMPT_IMPOSSIBLE;
}

PromptOutcome terminal_read_secret(const char *prompt, Secret **ret_secret)
{
    char line[PROMPT_SIZE];
    memset(line, UNTOUCHED, sizeof(line));
    if (!readpassphrase(prompt, line, sizeof(line), RPP_ECHO_OFF | RPP_REQUIRE_TTY)) {
        int cause = errno;
        explicit_bzero(line, sizeof(line));
        return outcome_of_failure(cause);
    }
    gsize length = length_of(line, sizeof(line));
    PromptOutcome outcome = length > 0 ? prompt_judge(line, length) : PROMPT_CANCELLED;
    if (outcome == PROMPT_ANSWERED)
        *ret_secret = secret_new(line, length);
    explicit_bzero(line, sizeof(line));
    return outcome;
}

/* The thread that asks. */
static pthread_t asking;

/*
 * Does nothing but make read() return, so that the question is asked again. The process has threads
 * of other libraries, and the kernel may choose one of those, which hands it on.
 */
static void continued(int number)
{
    if (!pthread_equal(pthread_self(), asking))
        pthread_kill(asking, number);
}

static gboolean write_text(int terminal, const char *text)
{
    gsize length = strlen(text);
    while (length > 0) {
        gssize written = write(terminal, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return FALSE;
        text += written;
        length -= (gsize)written;
    }
    return TRUE;
}

/*
 * Reads up to the end of the line, keeps what fits into the buffer, and gives the length of that.
 * End of file behind some bytes ends the line, as Ctrl-D typed twice does for every program.
 */
static PromptOutcome read_bytes(int terminal, const char *prompt, char *line, gsize *ret_length)
{
    gsize length = 0;
    for (;;) {
        char byte = 0;
        gssize count = read(terminal, &byte, 1);
        if (count < 0 && errno == EINTR && write_text(terminal, prompt))
            continue;
        if (count < 0)
            return PROMPT_IMPOSSIBLE;
        if (count == 0 && length == 0)
            return PROMPT_CANCELLED;
        if (count == 0 || byte == '\n' || byte == '\r')
            break;
        if (length < PROMPT_SIZE - 1)
            line[length++] = byte;
    }
    *ret_length = length;
    return prompt_judge(line, length);
}

static PromptOutcome ask_line(int terminal, const char *prompt, char **ret_line)
{
    char line[PROMPT_SIZE];
    gsize length = 0;
    if (!write_text(terminal, prompt))
        return PROMPT_IMPOSSIBLE;
    PromptOutcome outcome = read_bytes(terminal, prompt, line, &length);
    if (outcome == PROMPT_ANSWERED)
        *ret_line = g_strndup(line, length);
    if (outcome == PROMPT_CANCELLED)
        write_text(terminal, "\n"); /* Ctrl-D leaves the cursor behind the question */
    /* A token pasted at the wrong question is one, too. */
    explicit_bzero(line, sizeof(line));
    return outcome;
}

/*
 * Not by readpassphrase(), which does not tell an empty line from end of file. A terminal whose
 * settings are left alone needs no restoring: signals take their usual course.
 */
PromptOutcome terminal_read_line(const char *prompt, char **ret_line)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        return PROMPT_IMPOSSIBLE;
    struct sigaction before;
    struct sigaction action = {.sa_handler = continued};
    sigemptyset(&action.sa_mask);
    asking = pthread_self();
    sigaction(SIGCONT, &action, &before);
    PromptOutcome outcome = ask_line(terminal, prompt, ret_line);
    sigaction(SIGCONT, &before, NULL);
    close(terminal);
    return outcome;
}

const TerminalModule *terminal_module_functions(void)
{
    static const TerminalModule functions = {
        .read_secret = terminal_read_secret,
        .read_line = terminal_read_line,
    };
    return &functions;
}
