/* SPDX-License-Identifier: MIT */
/*
 * The helpers that Git calls for a URL, one after the other until one answers: where this one
 * stands among them. Pure: who reads Git's configuration hands the links over.
 */
#pragma once

#include "model/diagnosis.h"

#include <glib.h>

typedef enum {
    LINK_RESET, /* an empty helper: Git forgets those before it */
    LINK_OWN,
    LINK_STORE,   /* git-credential-store: a plain file */
    LINK_CACHE,   /* git-credential-cache: a process that forgets */
    LINK_KEYRING, /* one that keeps them in a keyring, and answers with what it has */
    LINK_MANAGER, /* Git Credential Manager */
    LINK_OTHER,
} LinkKind;

/* Of a helper as Git's configuration spells it: "azdo --store=pass" is told by its caller. */
LinkKind link_kind_of_program(const char *program);

/* All texts are borrowed, and fit to be shown. */
typedef struct {
    LinkKind kind;
    gboolean is_missing; /* it was looked for where Git would look, and is not there */
    const char *shown;   /* "azdo --store=pass"; "" for a reset */
    const char *origin;  /* "file:/home/ann/.gitconfig" */
    const char *removal; /* the command that takes it out; NULL = none does */
} ChainLink;

/*
 * links: those that apply to the place, in Git's order. place: "https://dev.azure.com/contoso";
 * configure: the command that puts this helper there, and no other.
 */
void helper_chain_judge(const ChainLink *links, gsize count, const char *place,
                        const char *configure, Checkup *checkup);

/* An option of this helper's line, and the setting that `configure` writes it from. */
typedef struct {
    const char *option;     /* "store" */
    const char *setting;    /* "credential.azdoStore" */
    const char *in_line;    /* NULL = it is not given */
    const char *in_setting; /* NULL = it is not set */
    const char *usual;      /* what holds where the line does not say it; NULL = nothing */
} HelperOption;

/* Whether Git would go by something else than the setting says. */
gboolean helper_option_differs(const HelperOption *option);
