/* SPDX-License-Identifier: MIT */
/*
 * Where tokens for Azure DevOps lie in plain text around here: the files and settings that Git,
 * curl and the Azure CLI would take them from. All of it is read, and nothing changed.
 */
#pragma once

#include "app/plain_rewrite.h"
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
    PLAIN_GCM,      /* a file of Git Credential Manager */
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
    char *file;         /* the path as it is, which may not be printable */
    Secret *content;    /* all of the file, which is this one token; NULL = it is not */
    char *key;          /* of a setting; NULL = it is none, or the key holds the token */
} PlainPlace;

void plain_place_free(PlainPlace *place);

/*
 * PlainPlace *, owned by the caller. Looks at ~/.git-credentials, its like below XDG_CONFIG_HOME,
 * the files of `credential.helper = store`, ~/.netrc, the Azure CLI's file, those of Git Credential
 * Manager, and the configuration of Git as it is in the current folder.
 */
GPtrArray *plain_places_find(const Settings *settings);

/* Whether plain_place_remove() can do it; else a person has to, with the command. */
gboolean plain_place_is_removable(const PlainPlace *place);

/*
 * Takes the token out, and leaves everything else as it is. plain is the place's. Errors: those of
 * plain_rewrite(), ERROR_CONFIG, ERROR_INPUT if the settings have changed so that it cannot be told
 * which one is meant.
 */
PlainRewriteOutcome plain_place_remove(const PlainPlace *place, const PlainSecret *plain,
                                       const Settings *settings, GError **error);

/* The word for programs: "git-credentials". */
const char *plain_kind_name(PlainKind kind);
