/* SPDX-License-Identifier: MIT */
/* The parts of doctor_run(), and what they share: each looks, and says what it finds. */
#pragma once

#include "app/settings.h"
#include "config/git.h"
#include "model/diagnosis.h"
#include "model/target.h"
#include "policy/machine.h"

#include <glib.h>

/* A remote of the repository in this folder that is at Azure DevOps. */
typedef struct {
    GitConfigEntry *entry; /* borrowed: "remote.origin.url" */
    Target *target;        /* with an organization */
    gboolean is_ssh;
} DoctorRemote;

typedef struct {
    Settings settings; /* borrowed, but for servers: with those that Git's configuration names */
    gboolean is_offline;
    gint64 now;         /* Unix seconds */
    GPtrArray *entries; /* what remotes borrow; NULL = problem says why Git cannot tell */
    GError *problem;
    GPtrArray *remotes;     /* DoctorRemote * */
    GPtrArray *machine;     /* machine_list()'s: what the environment has */
    GPtrArray *credentials; /* what is stored; NULL = it could not be read */
} Examination;

Examination *examination_new(const Settings *settings, gboolean is_offline);
void examination_free(Examination *examination);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Examination, examination_free)

/*
 * The organizations that tokens are there for, in the environment and stored, then those of
 * remotes: Target *, the caller's.
 */
GPtrArray *examination_list_organizations(const Examination *examination);

/*
 * What Git asks for with the remote's address; NULL if that is nothing of ours, or SSH, where it
 * does not ask. The caller's.
 */
Target *examination_find_asked(const Examination *examination, const DoctorRemote *remote);

/* Whether the environment answers for every remote, or for something where there is none. */
gboolean examination_needs_no_store(const Examination *examination);

/* As Git finds a program of its own: in its own folder first. The caller's; NULL = nowhere. */
char *doctor_find_program(const char *name);

/* That Git's configuration cannot be read, once. */
void doctor_tell_unreadable(const GError *cause, Checkup *checkup);

/* Whether git-config(1) takes the value for false; NULL = it is not set. */
gboolean doctor_is_false(const char *value);

/* Whether Git says to a helper which organization it needs a token for (useHttpPath). */
gboolean doctor_sends_path(const char *url);

void doctor_check_program(Examination *examination, Checkup *checkup);
void doctor_check_git(Examination *examination, Checkup *checkup);
void doctor_check_session(Examination *examination, Checkup *checkup);
void doctor_check_store(Examination *examination, Checkup *checkup); /* reads the credentials */
void doctor_check_cache(Examination *examination, Checkup *checkup);
void doctor_check_helpers(Examination *examination, Checkup *checkup);
void doctor_check_settings(Examination *examination, Checkup *checkup);
void doctor_check_repository(Examination *examination, Checkup *checkup);
void doctor_check_plain_text(Examination *examination, Checkup *checkup);
void doctor_check_network(Examination *examination, Checkup *checkup);
