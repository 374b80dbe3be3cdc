/* SPDX-License-Identifier: MIT */
/* What a judgement of `doctor` has found, as one text to compare. */
#pragma once

#include "model/diagnosis.h"

#include <glib.h>

/* "warning helper-before, ok helper-chain": the order of the checkup. The caller's. */
char *findings_list(const Checkup *checkup);

/* The one with that code; NULL if there is none. */
const Diagnosis *findings_find(const Checkup *checkup, const char *code);
