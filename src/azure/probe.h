/* SPDX-License-Identifier: MIT */
/*
 * What a token can do, as far as requests that only read can tell: a table of end points, each of
 * which wants one scope and little else.
 *
 * The answers mix the scopes of the token with what its owner may do, so they are a report and
 * never a proof. Nothing tells whether a token may also change what it can read.
 *
 * Source of the end points: Microsoft, Azure DevOps REST API reference, and its page of scopes.
 */
#pragma once

#include "model/pat_scope.h"
#include "model/target.h"

#include <glib.h>

typedef struct {
    const char *scope; /* the identifier of the least that it wants */
    const char *host;  /* of the service */
    const char *path;  /* below the organization, or below the project */
    gboolean needs_project;
} Probe;

#define PROBE_COUNT 22
extern const Probe probes[PROBE_COUNT];

/* NULL if the target is none to be probed, or the probe needs a project and there is none. */
char *probe_url(const Probe *probe, const Target *target, const char *project);

/* How many there are to be made. */
guint probe_count(const Target *target, const char *project);

/* What the page that makes tokens calls it: "Work Items". */
const char *probe_group(const Probe *probe);

/* The one that asks for what Git needs at the least: to read repositories. */
const Probe *probe_of_code(void);

/* Whether Git needs what this probe asks for. */
gboolean probe_is_for_git(const Probe *probe);

typedef enum {
    PROBE_NOT_ASKED, /* there is no project, or asking was stopped before */
    PROBE_CAN,
    PROBE_CANNOT,
    PROBE_UNKNOWN, /* it was asked, and the answer says nothing about the token */
} ProbeAnswer;

/* Why not all probes were made. */
typedef enum {
    PROBES_COMPLETE,
    PROBES_PAUSED, /* Azure DevOps wants fewer requests */
    PROBES_OUT_OF_TIME,
} ProbesEnd;

typedef struct {
    ProbeAnswer answers[PROBE_COUNT]; /* in the order of the table */
    ProbesEnd end;
    gint64 retry_after_s; /* of PROBES_PAUSED: how long it wants to be left alone; -1 = not told */
} ProbeReport;

/* "Build, Code, Work Items": the groups with that answer; NULL if there is none. The caller's. */
char *probe_report_list(const ProbeReport *report, ProbeAnswer answer);

/* The same of those that Git does not need. */
char *probe_report_list_excess(const ProbeReport *report);

/* Whether there is an answer that says something about the token. */
gboolean probe_report_tells(const ProbeReport *report);

/* Whether every probe that was made says that it can: so does a token with full access. */
gboolean probe_report_can_all(const ProbeReport *report);
