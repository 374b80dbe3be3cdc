/* SPDX-License-Identifier: MIT */
/* The options that `configure` writes into the helper line from settings. */
#pragma once

#include <glib.h>

/* One of them, and the setting that stands in for it. */
typedef struct {
    const char *option;
    const char *setting; /* "azdoStore", in a section of credential */
    const char *hint;    /* what the setting may be; NULL = the option's own hint says so */
    const char *usual;   /* what holds where the option is not given; NULL = nothing */
} PassedOption;

extern const PassedOption passed_options[];
extern const gsize passed_option_count;
