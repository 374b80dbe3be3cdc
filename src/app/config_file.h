/* SPDX-License-Identifier: MIT */
/* The file in which a setting of Git's stands, and commands that change it there. */
#pragma once

/*
 * origin: as git names it, "file:/home/u/.gitconfig". The absolute path; NULL if it is no file. The
 * caller's.
 */
char *config_file_of(const char *origin);

/* "git config --file=... words", each printable and quoted for a shell. The caller's. */
char *config_file_command(const char *path, const char *const *words);
