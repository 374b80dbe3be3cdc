/* SPDX-License-Identifier: MIT */
/*
 * What `doctor` finds: sentences, each with how bad it is and what mends it. Pure: whoever judges
 * is given the facts.
 */
#pragma once

#include <glib.h>

/* The worse, the greater. */
typedef enum {
    DIAGNOSIS_OK,
    DIAGNOSIS_NOTE,    /* good to know, and nothing to mend */
    DIAGNOSIS_UNKNOWN, /* it could not be found out */
    DIAGNOSIS_WARNING, /* it works, or may, and could fail or surprise */
    DIAGNOSIS_PROBLEM, /* it does not work, or is not safe */
} DiagnosisLevel;
#define DIAGNOSIS_LEVEL_COUNT (DIAGNOSIS_PROBLEM + 1)

/* "ok", "note", "unknown", "warning", "problem": English, and in the catalogs. */
const char *diagnosis_level_name(DiagnosisLevel level);

/* 0 = nothing is wrong, 1 = a warning, 2 = a problem, else 3 = something could not be found out. */
int diagnosis_exit_status(DiagnosisLevel worst);

typedef struct {
    DiagnosisLevel level;
    const char *code; /* a word for programs, which stays as it is; static */
    char *sentence;   /* lower case, no full stop */
    char *advice;     /* what to do, where no command does it; NULL = nothing, or see command */
    char *command;    /* to be run as it is; NULL = none */
} Diagnosis;

/* One part of the examination. */
typedef struct {
    const char *id;       /* a word for programs */
    const char *title;    /* English, and in the catalogs */
    GPtrArray *diagnoses; /* Diagnosis *; owned */
} Checkup;

void diagnosis_free(Diagnosis *diagnosis);

Checkup *checkup_new(const char *id, const char *title);
void checkup_free(Checkup *checkup);

/* Translates the format. Borrowed, so that advice or a command can be given to it. */
Diagnosis *checkup_add(Checkup *checkup, DiagnosisLevel level, const char *code, const char *format,
                       ...) G_GNUC_PRINTF(4, 5);

/* Leaves out what has been said before, word for word. */
void checkup_unify(Checkup *checkup);

DiagnosisLevel checkup_worst(const Checkup *checkup);

/* Of Checkup *. */
DiagnosisLevel checkups_worst(const GPtrArray *checkups);

/* "1 problem, 2 warnings"; NULL if there is neither, nor what could not be found out. */
char *checkups_count(const GPtrArray *checkups);
