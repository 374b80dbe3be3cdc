/* SPDX-License-Identifier: MIT */
/* Which server the commands of a person are about, where --server does not say it. */
#pragma once

#include "app/settings.h"

/*
 * Where --server is not given: the servers that the helper is told to serve which Git calls for the
 * address among the words of a command or, where they hold none and it is_about_here, for the
 * remote of the repository in the current folder. A repository has no word in which servers there
 * are. Nothing is changed where there is none, or git cannot tell.
 */
void server_choice_read(Settings *settings, gboolean is_about_here);
