/* SPDX-License-Identifier: MIT */
/*
 * The commands, as one table: usage, `help`, the man page's synopsis and the completions follow
 * it, and tests/lint/check_commands.py compares them.
 */
#pragma once

#include "app/settings.h"

#include <glib.h>

typedef enum {
    COMMAND_OPERATION, /* what Git asks, with a request on stdin */
    COMMAND_PERSON,    /* what a person types */
} CommandCaller;

typedef struct {
    const char *name;
    CommandCaller caller;
    const char *arguments;   /* as the synopsis shows them; "" = none */
    const char *summary;     /* one line, lower case, no full stop; to be translated */
    const char *details;     /* paragraphs for `help <command>`; to be translated */
    gboolean is_about_store; /* a person's, who may have chosen the store before */
    gboolean is_about_here;  /* without a word: about the repository in the current folder */
    /*
     * argv begins with the command word. Returns the exit status; with *error set, the status is
     * error_exit_status()'s.
     */
    int (*run)(const Settings *settings, char **argv, GError **error);
} Command;

extern const Command commands[];
extern const gsize command_count;

/* NULL if there is none of that name. */
const Command *command_find(const char *name);

int command_get(const Settings *settings, char **argv, GError **error);
int command_store(const Settings *settings, char **argv, GError **error);
int command_erase(const Settings *settings, char **argv, GError **error);
int command_capability(const Settings *settings, char **argv, GError **error);
int command_login(const Settings *settings, char **argv, GError **error);
int command_renew(const Settings *settings, char **argv, GError **error);
int command_status(const Settings *settings, char **argv, GError **error);
int command_logout(const Settings *settings, char **argv, GError **error);
int command_audit(const Settings *settings, char **argv, GError **error);
int command_check(const Settings *settings, char **argv, GError **error);
int command_doctor(const Settings *settings, char **argv, GError **error);
int command_scopes(const Settings *settings, char **argv, GError **error);
int command_import(const Settings *settings, char **argv, GError **error);
int command_configure(const Settings *settings, char **argv, GError **error);
int command_unconfigure(const Settings *settings, char **argv, GError **error);
int command_help(const Settings *settings, char **argv, GError **error);
int command_version(const Settings *settings, char **argv, GError **error);
