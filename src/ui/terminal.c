/* SPDX-License-Identifier: MIT */
#include "ui/terminal.h"

#include <bsd/readpassphrase.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
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

/* The terminal as it was before the question. */
static struct {
    int terminal;
    struct termios settings;
} before_question;

/* Set for once, so that the signal does afterwards what it does without a handler. */
static void restore_and_end(int number)
{
    tcsetattr(before_question.terminal, TCSANOW, &before_question.settings);
    raise(number);
}

/* Those that readpassphrase() handles, and those that end nothing. */
static gboolean is_left_alone(int number)
{
    static const int alone[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGALRM, SIGPIPE, SIGTSTP,
                                SIGTTIN, SIGTTOU, SIGCHLD, SIGCONT, SIGURG,  SIGWINCH};
    for (gsize i = 0; i < G_N_ELEMENTS(alone); i++) {
        if (alone[i] == number)
            return TRUE;
    }
    return FALSE;
}

/* What handled each signal before, where something else does now; else its handler is SIG_ERR. */
typedef struct {
    struct sigaction actions[NSIG];
} Guard;

/* For every other signal that would end the process with the echo off. SIGKILL cannot be had. */
static void guard_begin(Guard *guard)
{
    /* All are blocked meanwhile: a background process may set the terminal without SIGTTOU. */
    struct sigaction ours = {.sa_handler = restore_and_end, .sa_flags = (int)SA_RESETHAND};
    sigfillset(&ours.sa_mask);
    gboolean is_known = before_question.terminal >= 0 &&
                        tcgetattr(before_question.terminal, &before_question.settings) == 0;
    for (int number = 1; number < NSIG; number++) {
        struct sigaction *before = &guard->actions[number];
        gboolean ends = is_known && !is_left_alone(number) &&
                        sigaction(number, NULL, before) == 0 && before->sa_handler == SIG_DFL;
        if (!ends || sigaction(number, &ours, NULL) != 0)
            before->sa_handler = SIG_ERR;
    }
}

static void guard_end(const Guard *guard)
{
    for (int number = 1; number < NSIG; number++) {
        if (guard->actions[number].sa_handler != SIG_ERR)
            sigaction(number, &guard->actions[number], NULL);
    }
}

/* readpassphrase(), after which the terminal echoes whatever signal ends the process. */
static gboolean read_hidden(const char *prompt, char *line, gsize size)
{
    Guard guard;
    before_question.terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    guard_begin(&guard);
    gboolean is_read = readpassphrase(prompt, line, size, RPP_ECHO_OFF | RPP_REQUIRE_TTY) != NULL;
    int cause = errno;
    guard_end(&guard);
    if (before_question.terminal >= 0)
        close(before_question.terminal);
    errno = cause;
    return is_read;
}

PromptOutcome terminal_read_secret(const char *prompt, Secret **ret_secret)
{
    char line[PROMPT_SIZE];
    memset(line, UNTOUCHED, sizeof(line));
    if (!read_hidden(prompt, line, sizeof(line))) {
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
