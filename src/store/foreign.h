/* SPDX-License-Identifier: MIT */
/* What other programs keep in a store beside what is ours: found, read and taken out. */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct {
    char *id;               /* of the store: an object path, or the name of an entry */
    char *root;             /* of a password store: its folder; else NULL */
    GHashTable *attributes; /* of the Secret Service: name -> value; else NULL */
    Secret *content;        /* NULL = it has not been read yet */
} ForeignItem;

void foreign_item_free(ForeignItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForeignItem, foreign_item_free)

typedef struct {
    GHashTable *attributes; /* in the Secret Service: that an item must have */
    const char *root;       /* of a password store; NULL = the one that is ours */
    const char *folder;     /* in it: where the entries stand, "git/https" */
    /* Whether an item whose content is not known yet is to be read. */
    gboolean (*is_meant)(const ForeignItem *item, gpointer data);
    gpointer data;
} ForeignQuery;

typedef enum {
    FOREIGN_REMOVED,
    FOREIGN_NOT_THERE, /* it has gone, or has another content by now, and is left */
    FOREIGN_FAILED,    /* *error is set */
} ForeignOutcome;
