/* SPDX-License-Identifier: MIT */
/*
 * Where tokens for Azure DevOps lie in plain text around here: the files and settings that Git,
 * curl and the Azure CLI would take them from. All of it is read, and nothing changed.
 */
#pragma once

#include "app/settings.h"
#include "model/plain_secret.h"

#include <glib.h>

typedef enum {
    PLAIN_CREDENTIALS, /* a file of git-credential-store */
    PLAIN_NETRC,
    PLAIN_AZ,       /* of the Azure CLI's extension, which falls back to it without a keyring */
    PLAIN_URL,      /* of a remote or a submodule, in Git's configuration */
    PLAIN_REWRITE,  /* url.<url>.insteadOf */
    PLAIN_HEADER,   /* http.extraHeader */
    PLAIN_SETTINGS, /* Git's configuration as a whole, which could not be read */
} PlainKind;

/* Every text is printable, and none holds the secret. */
typedef struct {
    PlainKind kind;
    PlainSecret *plain; /* NULL = the place could not be looked at, see problem */
    char *problem;
    char *where;        /* "/home/ann/.netrc, line 3" */
    char *path;         /* of the file; NULL = there is none, as for the command line */
    gboolean is_shared; /* others than its owner may read the file */
    char *command;      /* takes it out; NULL = it is out when the command line is */
} PlainPlace;

void plain_place_free(PlainPlace *place);

/*
 * PlainPlace *, owned by the caller. Looks at ~/.git-credentials, its like below XDG_CONFIG_HOME,
 * the files of `credential.helper = store`, ~/.netrc, the Azure CLI's file, and the configuration
 * of Git as it is in the current folder.
 */
GPtrArray *plain_places_find(const Settings *settings);

/* The word for programs: "git-credentials". */
const char *plain_kind_name(PlainKind kind);
