/* SPDX-License-Identifier: MIT */
/* What a version of Git can do for a credential helper: git-credential(1), and Git's news. */
#pragma once

#include "model/diagnosis.h"

#include <glib.h>

typedef struct {
    guint major;
    guint minor;
} GitVersion;

/* Of "git version 2.39.5 (Apple Git-154)"; FALSE for anything else. */
gboolean git_version_parse(const char *text, GitVersion *ret_version);

/* Says which version it is, and of each thing that it is too old for what follows. */
void git_version_judge(const GitVersion *version, Checkup *checkup);
