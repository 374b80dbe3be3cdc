/* SPDX-License-Identifier: MIT */
/*
 * What stands between Git, this helper and Azure DevOps, looked at part by part: what `doctor`
 * shows. Nothing is changed, unlocked or asked of a person, and all of it is bounded in time.
 */
#pragma once

#include "app/settings.h"
#include "model/diagnosis.h"

#include <glib.h>

/*
 * Checkup *, owned by the caller, in the order of the page. Every text is printable, and fit to be
 * shown to strangers: see model/redaction.h.
 */
GPtrArray *doctor_run(const Settings *settings, gboolean is_offline);
