/* SPDX-License-Identifier: MIT */
/*
 * How other programs keep tokens for Azure DevOps in a keyring, and in files of their own. Pure:
 * attributes and contents are data.
 */
#pragma once

#include "model/plain_secret.h"

#include <glib.h>

typedef enum {
    PEER_GCM,       /* Git Credential Manager */
    PEER_LIBSECRET, /* git-credential-libsecret */
    PEER_AZURE_CLI, /* az devops, through python-keyring */
    PEER_AZUREAUTH,
} Peer;

/*
 * What every item of a peer has in the Secret Service: name -> value, owned by the caller.
 */
GHashTable *peer_attributes(Peer peer);

/*
 * Whether an item with these attributes is for one of our hosts, and its secret worth a look.
 * servers holds Server *, here and below. Of PEER_AZUREAUTH each is.
 */
gboolean peer_is_meant(Peer peer, GHashTable *attributes, const GPtrArray *servers);

/*
 * The token of an item, the caller's; NULL if there is none for us. Not for PEER_AZUREAUTH, whose
 * items are JSON: see azure/azureauth_json.h.
 */
PlainSecret *peer_parse_item(Peer peer, GHashTable *attributes, const Secret *content,
                             const GPtrArray *servers);

/* The name of an item for a person: what it is for, printable; owned by the caller. */
char *peer_item_name(Peer peer, GHashTable *attributes);

/*
 * GCM's entries in a password store and in its plain files: the secret in the first line, then
 * service= and account=. path is where it stands below the folder of its scheme,
 * "dev.azure.com/contoso/ann": what it is for where there is no service=. The result is the
 * caller's.
 */
PlainSecret *peer_parse_gcm_entry(const char *path, const Secret *content,
                                  const GPtrArray *servers);

/* Whether an entry at such a path may be for one of our hosts. */
gboolean peer_gcm_path_is_meant(const char *path, const GPtrArray *servers);
