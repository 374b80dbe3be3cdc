/* SPDX-License-Identifier: MIT */
/*
 * Asks as the program does, for test_prompt.py to drive.
 *
 *   prompt secret|line     on the terminal, by terminal.so
 *   prompt askpass [NAME]  through the askpass program; NAME is the value of core.askPass
 *   prompt browser URL     opens a page
 *
 * prints what came of it as name=value lines, then "done"; the question is "Token: ".
 * With AZDO_TEST_HOLD it then waits for the end of stdin, so that its memory can be looked at.
 */
#include "app/askpass.h"
#include "app/browser.h"
#include "app/module.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUESTION "Token: "

static const char *const outcomes[] = {
    [PROMPT_ANSWERED] = "answered",
    [PROMPT_CANCELLED] = "cancelled",
    [PROMPT_REFUSED] = "refused",
    [PROMPT_IMPOSSIBLE] = "impossible",
};

static void print_outcome(PromptOutcome outcome)
{
    printf("outcome=%s\n", outcomes[outcome]);
    fflush(stdout);
}

/* Past the buffer of stdio, which would keep a copy. */
static void print_secret(const Secret *secret)
{
    if (!secret)
        return;
    if (write(STDOUT_FILENO, "value=", 6) < 0 ||
        write(STDOUT_FILENO, secret_reveal(secret), secret_length(secret)) < 0 ||
        write(STDOUT_FILENO, "\n", 1) < 0)
        exit(EXIT_FAILURE);
}

static const TerminalModule *load_terminal(void)
{
    GError *error = NULL;
    const TerminalModule *terminal = module_load_terminal(&error);
    if (!terminal) {
        fprintf(stderr, "error: %s\n", error->message);
        exit(EXIT_FAILURE);
    }
    return terminal;
}

static void ask_secret(const char *argument G_GNUC_UNUSED)
{
    g_autoptr(Secret) secret = NULL;
    print_outcome(load_terminal()->read_secret(QUESTION, &secret));
    print_secret(secret);
}

static void ask_line(const char *argument G_GNUC_UNUSED)
{
    g_autofree char *line = NULL;
    print_outcome(load_terminal()->read_line(QUESTION, &line));
    if (line)
        printf("value=%s\n", line);
}

static void ask_program(const char *core_askpass)
{
    g_autofree char *program = askpass_program(core_askpass);
    printf("program=%s\n", program ? program : "");
    fflush(stdout);
    if (!program)
        return;
    g_autoptr(Secret) secret = NULL;
    print_outcome(askpass_run(program, QUESTION, &secret));
    print_secret(secret);
}

static void open_page(const char *url)
{
    printf("opened=%s\n", browser_open(url) ? "yes" : "no");
}

static const struct {
    const char *word;
    void (*run)(const char *argument);
} actions[] = {
    {"secret", ask_secret},
    {"line", ask_line},
    {"askpass", ask_program},
    {"browser", open_page},
};

static void hold(void)
{
    char byte = 0;
    while (getenv("AZDO_TEST_HOLD") && read(STDIN_FILENO, &byte, 1) == 1)
        ;
}

static gpointer wait_for_signals(gpointer data G_GNUC_UNUSED)
{
    while (pause() < 0)
        ;
    return NULL;
}

/* The program has threads too: its keyring's. */
static void start_bystander(void)
{
    g_thread_unref(g_thread_new("bystander", wait_for_signals, NULL));
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    start_bystander();
    for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS(actions); i++) {
        if (!g_str_equal(actions[i].word, argv[1]))
            continue;
        actions[i].run(argc > 2 ? argv[2] : NULL);
        puts("done");
        fflush(stdout);
        hold();
        return EXIT_SUCCESS;
    }
    return EXIT_FAILURE;
}
